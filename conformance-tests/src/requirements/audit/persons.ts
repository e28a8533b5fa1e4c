import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf, type Person } from '../../provision.ts';
import { neverIssued } from '../../token-format.ts';
import { header } from '../../wire/exchange.ts';
import { actionsOf, linesOf, lookUntil, ownTrail, trailOfDeployment, trailOfWorkspace, walk } from './trail.ts';
import { recompute } from './verified-export.ts';

/** Newcomers are named like the first part of their address. */
const nameOf = ({ email }: Person): string => email.slice(0, email.indexOf('@'));

/** Does what people do with secrets, and where they put them by mistake; all of them are known to the ledger. */
const handleSecrets = async (
  context: CheckContext,
  person: Person,
  workspace: { readonly id: string; readonly slug: string; readonly name: string },
): Promise<void> => {
  const { call, given, provision, secrets, send } = context;
  const [path, as] = [{ workspace: workspace.id }, person.session];
  const key = await provision.key(person, workspace);
  const token = await provision.personalToken(person, [workspace]);
  const [forged, typed] = [neverIssued(key.secret), provision.password()];
  const misplaced = `mistake${crypto.randomUUID().slice(0, 8)}`;
  for (const value of [forged, misplaced]) secrets.remember(value, 'what was sent by mistake');
  const keyPath = { ...path, token_id: key.id };
  await given.succeeds(call('rotateWorkspaceKey', { as, path: keyPath, body: { overlap_seconds: 60 } }));
  const service = bearer((await provision.serviceKey()).secret);
  for (const credential of [key.secret, token.secret, forged])
    await given.succeeds(call('verifyCredential', { as: service, body: { credential } }));
  await send(call('signIn', { body: { email: person.email, password: typed } }));
  await send(call('signIn', { body: { email: `${misplaced}@conformance.example`, password: typed } }));
  await send(call('reauthenticate', { as, path: { session_id: 'current' }, body: { password: typed } }));
  for (const secret of [key.secret, forged, token.secret]) {
    await send(call('listRoles', { as: bearer(secret), path }));
    await send(call('listAuditEvents', { as: bearer(secret), path }));
    await send(call('listRoles', { as, path: { workspace: secret } }));
    await send(call('getWorkspaceKey', { as, path: { ...path, token_id: secret } }));
  }
  const body = { current_password: typed, new_password: provision.password() };
  await send(call('changePassword', { as, body }));
  await given.succeeds(call('changePassword', { as, body: { ...body, current_password: person.password } }));
};

/** The trail of the deployment since its newest checkpoint. */
const recentExport = async (
  { call, given, operator }: CheckContext,
  afterSeq: number,
): Promise<readonly JsonObject[]> =>
  linesOf(
    await given.succeeds(
      call('exportDeploymentAuditEvents', {
        as: operator.session,
        query: afterSeq === 0 ? {} : { after_seq: afterSeq },
      }),
    ),
  );

const newestCheckpoint = async ({ call, given, operator }: CheckContext): Promise<number> => {
  const list = call('listDeploymentAuditCheckpoints', { as: operator.session, query: { limit: 1 } });
  return Number(objectOf(arrayOf(bodyOf(await given.succeeds(list)).data)[0]).seq ?? 0);
};

const eventsAbout = (lines: readonly JsonObject[], id: string): readonly JsonObject[] =>
  lines.filter(({ type, event: node }) => {
    const event = objectOf(node);
    return type === 'event' && (objectOf(event.actor).id === id || objectOf(event.target).id === id);
  });

export const persons: readonly Check[] = [
  {
    id: 'AUD-05/no-secret',
    title: 'no password and no token is in any event, wherever it was sent',
    run: async (context) => {
      const { provision, secrets, expect } = context;
      const person = await provision.newcomer();
      const workspace = await provision.workspace(person);
      const first = await trailOfDeployment(context).page({ limit: 1 });
      const since = new Date(Date.parse(header(first.exchange.answer, 'date') ?? '') - 1_000).toISOString();
      await handleSecrets(context, person, workspace);
      const own = trailOfWorkspace(context, person.session, workspace);
      const isDone = (events: readonly JsonObject[]): boolean => actionsOf(events).includes('user.password_changed');
      const seen = await lookUntil(context, () => walk(ownTrail(context, person)), isDone);
      expect.that(isDone(seen), 'the event of the new password', actionsOf(seen));
      const path = { workspace: workspace.id };
      const exported = await context.given.succeeds(context.call('exportAuditEvents', { as: person.session, path }));
      const texts = {
        'their own trail': seen,
        'the trail of the workspace': await walk(own),
        'the export of the workspace': linesOf(exported),
        'the trail of the deployment': await walk(trailOfDeployment(context), { occurred_after: since }),
      };
      for (const [name, events] of Object.entries(texts)) {
        expect.that(events.length > 0, `events in ${name}`, 'none');
        const found = events.flatMap((event) => secrets.namesIn(JSON.stringify(event)).map((one) => [one, event]));
        expect.that(found.length === 0, `no secret in ${name}`, found);
      }
    },
  },
  {
    id: 'AUD-10/names',
    title: 'an event calls people and keys as they were called then, whatever becomes of them',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const leaver = await provision.member(owner, workspace, 'admin');
      const key = await provision.key(leaver, workspace);
      const path = { workspace: workspace.id };
      const keyPath = { ...path, token_id: key.id };
      const other = { name: provision.uniqueName() };
      await given.succeeds(call('updateMe', { as: leaver.session, body: other }));
      await given.succeeds(call('updateWorkspaceKey', { as: owner.session, path: keyPath, body: other }));
      await given.succeeds(call('revokeWorkspaceKey', { as: owner.session, path: keyPath }));
      const member = { ...path, user_id: leaver.id };
      await given.succeeds(call('removeMember', { as: owner.session, path: member }));
      const from = trailOfWorkspace(context, owner.session, workspace);
      const isOver = (seen: readonly JsonObject[]): boolean => actionsOf(seen).includes('member.removed');
      const events = await lookUntil(context, () => walk(from), isOver);
      expect.that(isOver(events), 'member.removed', actionsOf(events));
      const made = events.find(({ action }) => action === 'workspace_key.created');
      const told = [objectOf(made?.actor).id, objectOf(made?.actor).name, objectOf(made?.target).name];
      const wanted = [leaver.id, nameOf(leaver), key.resource.name];
      expect.that(told.join() === wanted.join(), JSON.stringify(wanted), told);
    },
  },
  {
    id: 'AUD-17/erased',
    title: 'with a person their personal values are gone from the trail, and its chain still verifies',
    run: async (context) => {
      const { call, given, provision, send, expect, note } = context;
      const person = await provision.newcomer();
      const afterSeq = await newestCheckpoint(context);
      await send(call('signIn', { body: { email: person.email, password: provision.password() } }));
      const renamed = provision.uniqueName();
      await given.succeeds(call('updateMe', { as: person.session, body: { name: renamed } }));
      const names = [nameOf(person), renamed];
      const namesIn = (value: unknown) => names.filter((name) => JSON.stringify(value).includes(name));
      const look = (action: string) =>
        lookUntil(
          context,
          () => recentExport(context, afterSeq),
          (lines) => eventsAbout(lines, person.id).some(({ event }) => objectOf(event).action === action),
          10,
        );
      const before = eventsAbout(await look('user.updated'), person.id);
      expect.that(namesIn(before).length === 2, 'both names before the person goes', namesIn(before));
      await given.succeeds(call('deleteMe', { as: person.session }));
      const lines = await look('user.deleted');
      recompute(lines);
      const after = eventsAbout(lines, person.id);
      expect.that(after.length > before.length, `more than ${before.length} events of the person`, after.length);
      expect.that(namesIn(lines).length === 0, 'neither name', namesIn(lines));
      const shown = after.flatMap(({ personal }) => arrayOf(personal).map(objectOf));
      expect.that(
        shown.length === 0,
        'no personal value',
        shown.map(({ path }) => stringOf(path)),
      );
      note(`${lines.length} lines, ${after.length} of the person`);
    },
  },
];
