import { bearer } from '../../call.ts';
import type { CheckContext } from '../../check.ts';
import type { Contract } from '../../contract/contract.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { NotTestable } from '../../outcome.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import { lookUntil } from './trail.ts';

/** A trail whose beginning is under a checkpoint. */
export interface SealedTrail {
  readonly owner: Person;
  readonly workspace: Workspace;
  readonly checkpoints: readonly JsonObject[];
  readonly keys: readonly JsonObject[];
  /** The ids of the first events. */
  readonly eventIds: readonly string[];
}

/** So many events bring a checkpoint at once; fewer have to wait for a minute. */
const eventsOfCheckpoint = 1_000;
const eventsOfReport = 100;
const longestLookSeconds = 14;

const makeSealedTrail = async (context: CheckContext): Promise<SealedTrail> => {
  const { call, given, provision } = context;
  const owner = await provision.newcomer();
  const workspace = await provision.workspace(owner);
  const as = bearer((await provision.serviceKey()).secret);
  const path = { workspace: workspace.id };
  const eventIds: string[] = [];
  while (eventIds.length < eventsOfCheckpoint) {
    const events = Array.from({ length: eventsOfReport }, (_, index) => ({
      client_event_id: `${workspace.slug}-${eventIds.length + index}`,
      action: 'content.publish',
      actor: { kind: 'user', id: `author-${index}`, name: `Author ${index}` },
    }));
    const reported = await given.succeeds(call('recordAuditEvents', { as, path, body: { events } }));
    eventIds.push(...arrayOf(bodyOf(reported).events).map((event) => stringOf(objectOf(event).event_id)));
  }
  const list = call('listCheckpoints', { as: owner.session, path });
  const { data, keys } = await lookUntil(
    context,
    async () => bodyOf(await given.succeeds(list)),
    (seen) => arrayOf(seen.data).length > 0,
    longestLookSeconds,
  );
  if (arrayOf(data).length === 0)
    throw new NotTestable(`no checkpoint within ${longestLookSeconds} s, after a thousand events`);
  return { owner, workspace, checkpoints: arrayOf(data).map(objectOf), keys: arrayOf(keys).map(objectOf), eventIds };
};

/** By the contract of the run: a thousand events are reported once in each. */
const made = new WeakMap<Contract, Promise<SealedTrail>>();

export const sealedTrail = (context: CheckContext): Promise<SealedTrail> => {
  const trail = made.get(context.contract) ?? makeSealedTrail(context);
  made.set(context.contract, trail);
  return trail;
};
