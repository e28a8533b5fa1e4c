import { chainHash, leafOf } from '../../audit-chain.ts';
import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, isObject, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import type { Control } from '../../expect.ts';
import { requireRefusal } from '../../expect.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import { inOneOrder } from '../in-one-order.ts';
import { sealedTrail } from './sealed-trail.ts';
import { eventsOfRequest, linesOf, lookUntil, trailOfWorkspace, walk } from './trail.ts';
import { recompute, requireAgreement, requireCommitments, requireSigned } from './verified-export.ts';

const exportOf = (
  { call, given }: CheckContext,
  person: Pick<Person, 'session'>,
  workspace: Pick<Workspace, 'id'>,
  query: { readonly [name: string]: number } = {},
): Promise<Control> =>
  given.succeeds(call('exportAuditEvents', { as: person.session, path: { workspace: workspace.id }, query }));

const eventsAmong = (lines: readonly JsonObject[]): readonly JsonObject[] =>
  lines.filter(({ type }) => type === 'event').map(({ event }) => objectOf(event));

/** An export that has everything the list has had before. */
const completeExport = async (
  context: CheckContext,
  person: Person,
  workspace: Workspace,
): Promise<readonly JsonObject[]> => {
  const listed = (await walk(trailOfWorkspace(context, person.session, workspace))).map(({ id }) => id);
  const look = async (): Promise<readonly JsonObject[]> => linesOf(await exportOf(context, person, workspace));
  const hasAll = (lines: readonly JsonObject[]): boolean => {
    const ids = new Set(eventsAmong(lines).map(({ id }) => id));
    return listed.every((id) => ids.has(id));
  };
  const lines = await lookUntil(context, look, hasAll, 10);
  context.expect.that(hasAll(lines), `${listed.length} listed events`, eventsAmong(lines).length);
  return lines;
};

/** The event with the personal values in the places of their digests, as `getAuditEvent` shows it. */
const revealed = (value: unknown, personal: ReadonlyMap<string, unknown>, path = ''): unknown => {
  const below = (step: string | number): string => (path === '' ? String(step) : `${path}.${step}`);
  if (Array.isArray(value)) return value.map((item, index) => revealed(item, personal, below(index)));
  if (!isObject(value)) return value;
  if (Object.keys(value).join() === 'sha256') return personal.get(path) ?? null;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, revealed(part, personal, below(name))]));
};

/** The hash that a proof leads to from this event. */
const hashBy = (proof: JsonObject, event: unknown): string =>
  arrayOf(proof.path)
    .map(stringOf)
    .reduce(chainHash, chainHash(stringOf(proof.previous_hash), leafOf(event)));

export const chain: readonly Check[] = [
  {
    id: 'AUD-12/recomputed',
    title: 'the chain of an export can be computed anew, without a gap, from the published rules alone',
    run: async (context) => {
      const { call, given, provision, note, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      for (const name of ['Zoë – «1»', '"quoted" \\ \u2028 line', '😀 \ufb33']) {
        const body = { name: `${name} ${provision.uniqueName()}`, grants: [] };
        await given.succeeds(call('createRole', { as: owner.session, path: { workspace: workspace.id }, body }));
      }
      await provision.key(owner, workspace);
      const lines = await completeExport(context, owner, workspace);
      const hashes = recompute(lines);
      expect.that(lines[0]?.after_seq === 0, 'a whole trail', lines[0]);
      const half = Math.floor((hashes.size - 1) / 2);
      const rest = linesOf(await exportOf(context, owner, workspace, { after_seq: half }));
      recompute(rest);
      expect.that(rest[0]?.after_hash === hashes.get(half), `the hash ${hashes.get(half)} of place ${half}`, rest[0]);
      note(`${hashes.size - 1} events`);
    },
  },
  {
    id: 'AUD-13/checkpoints',
    title: 'every checkpoint is signed by a published key and states what the chain has at its place',
    run: async (context) => {
      const { expect, note } = context;
      const { owner, workspace, checkpoints, keys } = await sealedTrail(context);
      const lines = linesOf(await exportOf(context, owner, workspace));
      const hashes = recompute(lines);
      const exported = lines.filter(({ type }) => type === 'checkpoint').map(({ checkpoint }) => objectOf(checkpoint));
      for (const checkpoint of [...checkpoints, ...exported]) {
        requireSigned(checkpoint, keys);
        requireAgreement(checkpoint, hashes);
        expect.that(checkpoint.stream === workspace.id, `a checkpoint of ${workspace.id}`, checkpoint);
      }
      expect.that(exported.length > 0, 'a checkpoint in the export', 'none');
      const last = objectOf(lines.at(-1)).checkpoint;
      expect.that(inOneOrder(last) === inOneOrder(exported.at(-1)), 'the last checkpoint at the end', last);
      note(`${exported.length} checkpoints over ${hashes.size - 1} events`);
    },
  },
  {
    id: 'AUD-14/proof',
    title: 'the proof of an event leads from the event to a signed checkpoint, and from an altered one does not',
    run: async (context) => {
      const { call, given, expect } = context;
      const { owner, workspace, keys, eventIds } = await sealedTrail(context);
      for (const id of [eventIds[0], eventIds[499], eventIds[990]]) {
        const path = { workspace: workspace.id, event_id: stringOf(id) };
        const { exchange, ...control } = await given.succeeds(call('getProof', { as: owner.session, path }));
        const proof = bodyOf({ ...control, exchange } as Control);
        expect.that(proof.state === 'sealed', 'a sealed proof of an event under a checkpoint', proof.state, exchange);
        const checkpoint = objectOf(proof.checkpoint);
        requireSigned(checkpoint, keys);
        const event = objectOf(JSON.parse(stringOf(proof.canonical_event)) as unknown);
        const [told, computed] = [stringOf(checkpoint.hash), hashBy(proof, event)];
        expect.that(told === computed, `the hash of the checkpoint, ${told}`, computed, exchange);
        expect.that(hashBy(proof, { ...event, outcome: 'failed' }) !== told, 'another hash', 'the same', exchange);
        const place = Number(proof.seq) + arrayOf(proof.path).length;
        expect.that(place === checkpoint.seq, `place ${String(checkpoint.seq)}`, place, exchange);
        requireCommitments(event, proof.personal);
        const values = new Map(
          arrayOf(proof.personal)
            .map(objectOf)
            .map(({ path: at, value }) => [stringOf(at), value]),
        );
        const shown = bodyOf(await given.succeeds(call('getAuditEvent', { as: owner.session, path })));
        const [proved, read] = [inOneOrder(revealed(event, values)), inOneOrder(shown)];
        expect.that(proved === read, `the proved event, ${proved}`, read, exchange);
      }
    },
  },
  {
    id: 'AUD-20/export',
    title: 'an export says how many events it holds, and is an event of who took it',
    run: async (context) => {
      const { provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      await provision.key(owner, workspace);
      const taken = await exportOf(context, owner, workspace);
      const lines = linesOf(taken);
      const { type, count } = objectOf(lines.at(-1));
      const held = eventsAmong(lines).length;
      expect.that(type === 'end' && count === held, `an end that tells ${held}`, lines.at(-1), taken.exchange);
      const events = await eventsOfRequest(
        context,
        trailOfWorkspace(context, owner.session, workspace),
        taken.exchange,
      );
      const told = events.map(({ action, actor }) => `${stringOf(action)} by ${stringOf(objectOf(actor).id)}`);
      expect.that(told.join() === `audit.exported by ${owner.id}`, `audit.exported by ${owner.id}, once`, told);
    },
  },
  {
    id: 'AUD-20/refused',
    title: 'an export of a place that is not there is refused, and no export of the trail is told of',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const reader = await provision.key(owner, workspace);
      const path = { workspace: workspace.id };
      await given.succeeds(call('exportAuditEvents', { as: owner.session, path }));
      const query = { after_seq: 1_000_000 };
      requireRefusal(await send(call('exportAuditEvents', { as: owner.session, path, query })), { status: 409 });
      requireRefusal(await send(call('exportAuditEvents', { as: bearer(reader.secret), path })), { status: 403 });
      const exported = { action: 'audit.exported' };
      const from = trailOfWorkspace(context, owner.session, workspace);
      const events = await lookUntil(
        context,
        () => walk(from, exported),
        ({ length }) => length > 0,
      );
      expect.that(events.length === 1, 'the one export that was taken', events);
    },
  },
];
