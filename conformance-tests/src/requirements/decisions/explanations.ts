import { bearer, presenting } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf } from '../../contract/document.ts';
import { Violation } from '../../outcome.ts';
import { bodyOf, type Key, type Person, type Workspace } from '../../provision.ts';
import { allow, deny, permissionOf, siblingOf } from './grants.ts';
import { expectOutcome } from './verdict.ts';

/** What a decision about a key depends on, as far as an explanation may ask to change it. */
interface Situation {
  readonly grants: readonly JsonObject[];
  readonly limit: readonly unknown[] | null;
  readonly question: JsonObject;
}

/** The situation with a change made; places in the list of grants are counted as it was before any change. */
const withChange = (situation: Situation, change: JsonObject, before: Situation): Situation => {
  const { grants, limit, question } = situation;
  switch (change.kind) {
    case 'add_grant':
      return { ...situation, grants: [...grants, objectOf(change.grant)] };
    case 'remove_grant':
      return { ...situation, grants: grants.filter((grant) => grant !== before.grants[Number(change.grant)]) };
    case 'extend_resource_limit':
      return { ...situation, limit: [...(limit ?? []), change.resource] };
    case 'require_environment':
      return { ...situation, question: { ...question, environment: change.environment } };
    case 'name_resource':
      return { ...situation, question: { ...question, resource: change.resource } };
    case 'touch_fields':
      return { ...situation, question: { ...question, fields: change.fields } };
    default:
      throw new Violation('a change that turns a decision about a key', JSON.stringify(change));
  }
};

interface Explained {
  readonly owner: Person;
  readonly workspace: Workspace;
  readonly key: Key;
}

const explain = async ({ call, given }: CheckContext, { owner, workspace, key }: Explained, question: JsonObject) => {
  const path = { workspace: workspace.id, token_id: key.id };
  const control = await given.succeeds(call('explainWorkspaceKey', { as: owner.session, path, body: question }));
  const { outcome, decision } = bodyOf(control);
  const changes = arrayOf(objectOf(objectOf(decision).explanation).changes).map(objectOf);
  return { outcome, changes, exchange: control.exchange };
};

/** Makes what the explanation names, and expects the decision to be the other one, here and where guards ask. */
const expectTurn = async (context: CheckContext, about: Explained, from: string, before: Situation): Promise<void> => {
  const { call, given, expect } = context;
  const { owner, workspace, key } = about;
  const path = { workspace: workspace.id, token_id: key.id };
  const set = async ({ grants, limit }: Situation): Promise<void> => {
    const body = { permission: permissionOf(...grants), resource_limit: limit };
    await given.succeeds(call('updateWorkspaceKey', { as: owner.session, path, body }));
  };
  await set(before);
  const told = await explain(context, about, before.question);
  expect.that(told.outcome === from, `${from}: ${JSON.stringify(before.question)}`, told.outcome, told.exchange);
  expect.that(told.changes.length > 0, 'a change', told.changes, told.exchange);
  const after = told.changes.reduce((situation, change) => withChange(situation, change, before), before);
  await set(after);
  const to = from === 'allowed' ? 'denied' : 'allowed';
  const now = await explain(context, about, after.question);
  expect.that(now.outcome === to, `${to} after ${JSON.stringify(told.changes)}`, now.outcome, now.exchange);
  await expectOutcome(context, to, { credential: key.secret, workspace: workspace.id, ...after.question });
};

export const explanations: readonly Check[] = [
  {
    id: 'DEC-07/changes-turn',
    title: 'what an explanation says would have to change turns the decision when it is changed',
    run: async (context) => {
      const { provision } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const about = { owner, workspace, key: await provision.key(owner, workspace) };
      const { granted: action, withheld, resource } = await provision.vocabulary();
      const question = { action, resource };
      const all = allow([action], ['*']);
      const limit = [siblingOf(resource)];
      await expectTurn(context, about, 'denied', { grants: [], limit: null, question });
      await expectTurn(context, about, 'denied', { grants: [allow([withheld], ['*'])], limit, question });
      await expectTurn(context, about, 'denied', { grants: [deny([action], [resource]), all], limit: null, question });
      await expectTurn(context, about, 'denied', {
        grants: [all, deny([action], ['*']), deny([action], [resource])],
        limit,
        question: { ...question, environment: 'test' },
      });
      await expectTurn(context, about, 'allowed', { grants: [all], limit: null, question });
    },
  },
  {
    id: 'DEC-08/operations',
    title:
      'a token is explained to its owner or an admin, not to members without the permission, and does not exist for others',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const { workspace, people } = await provision.team();
      const outsider = await provision.outsider();
      const { granted: action, resource } = await provision.vocabulary();
      const key = await provision.key(people.owner, workspace);
      const path = { workspace: workspace.id, token_id: key.id };
      const body = { action, resource };
      const ofKey = await given.succeeds(call('explainWorkspaceKey', { as: people.admin.session, path, body }));
      await expect.refused(ofKey, { status: 403 }, presenting(people.viewer.session));
      await expect.refused(ofKey, { status: 404 }, presenting(outsider.session));
      const token = await provision.personalToken(people.viewer, [workspace]);
      const ofToken = await given.succeeds(
        call('explainPersonalToken', {
          as: people.viewer.session,
          path: { token_id: token.id },
          body: { workspace: workspace.id, ...body },
        }),
      );
      for (const other of [people.owner, outsider])
        await expect.refused(ofToken, { status: 404 }, presenting(other.session));
    },
  },
  {
    id: 'DEC-08/verification',
    title: 'a workspace key that verifies another credential gets the decision without an explanation',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const verifier = await provision.verifierKey(owner, workspace);
      const key = await provision.key(owner, workspace);
      const { withheld: action, resource } = await provision.vocabulary();
      const body = { credential: key.secret, workspace: workspace.id, action, resource, explain: true };
      const asService = bearer((await provision.serviceKey()).secret);
      const explained = await given.succeeds(call('verifyCredential', { as: asService, body }));
      const { explanation } = objectOf(bodyOf(explained).decision);
      expect.that(explanation !== undefined, 'an explanation for a service key', bodyOf(explained), explained.exchange);
      const decided = await given.succeeds(presenting(bearer(verifier.secret))(explained.request));
      const decision = objectOf(bodyOf(decided).decision);
      expect.that(decision.code !== undefined, 'a decision', bodyOf(decided), decided.exchange);
      expect.that(decision.explanation === undefined, 'no explanation', decision, decided.exchange);
    },
  },
];
