import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { NotApplicable } from '../../outcome.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import { groupsOf } from '../../vectors/read-vectors.ts';
import { standsFor } from './stands-for.ts';

interface Catalog {
  readonly isOpen: boolean;
  readonly actions: ReadonlyMap<string, JsonObject>;
}

const readCatalog = async ({ call, given }: CheckContext): Promise<Catalog> => {
  const catalog = bodyOf(await given.succeeds(call('getCatalog')));
  const actions = arrayOf(catalog.actions).map(objectOf);
  return { isOpen: catalog.open === true, actions: new Map(actions.map((action) => [stringOf(action.id), action])) };
};

const ownNamespace = /^latchkey\./;

/** Whether the target's catalog has the words that a group is written in. */
const isPlayable = ({ isOpen, actions }: Catalog, group: JsonObject): boolean => {
  const asked = arrayOf(group.questions).map((question) => stringOf(objectOf(question).action));
  const known = (action: string): boolean => isOpen || ownNamespace.test(action) || actions.has(action);
  const granted = arrayOf(group.grants).flatMap((grant) => arrayOf(objectOf(grant).actions).map(stringOf));
  const isWritable = (pattern: string): boolean => isOpen || [...actions.keys()].some((one) => standsFor(pattern, one));
  if (!granted.every(isWritable)) return false;
  if (group.topic === 'field') return asked.every((action) => actions.get(action)?.fields === true);
  if (group.topic === 'open-catalog') return isOpen;
  return arrayOf(group.questions).every(
    (question) => known(stringOf(objectOf(question).action)) || objectOf(question).decision === 'denied',
  );
};

/** `{principal}` is the id of the token that the grants belong to. */
const filledIn = (value: unknown, principal: string): unknown => {
  if (typeof value === 'string') return value === '{principal}' ? principal : value;
  if (Array.isArray(value)) return value.map((item) => filledIn(item, principal));
  const object = objectOf(value);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(object).map(([name, member]) => [name, filledIn(member, principal)]));
};

const playGroup = async (
  context: CheckContext,
  { owner, workspace }: { readonly owner: Person; readonly workspace: Workspace },
  group: JsonObject,
): Promise<number> => {
  const { call, given, expect, provision } = context;
  const limit = group.resource_limit === undefined ? {} : { resource_limit: group.resource_limit };
  const key = await provision.key(owner, workspace, { permission: { kind: 'grants', grants: group.grants }, ...limit });
  const as = bearer((await provision.serviceKey()).secret);
  const questions = arrayOf(group.questions).map(objectOf);
  for (const { decision, code, ...question } of questions) {
    const body = { credential: key.secret, workspace: workspace.slug, ...objectOf(filledIn(question, key.id)) };
    const asked = await given.succeeds(call('verifyCredential', { as, body }));
    const { outcome, decision: told } = bodyOf(asked);
    const about = `${stringOf(group.id)}: ${JSON.stringify(question)}`;
    expect.that(outcome === decision, `${String(decision)} for ${about}`, outcome, asked.exchange);
    if (code !== undefined)
      expect.that(objectOf(told).code === code, `${String(code)} for ${about}`, objectOf(told).code, asked.exchange);
  }
  return questions.length;
};

const vectors = (id: string, title: string, topics: readonly string[]): Check => ({
  id,
  title,
  run: async (context) => {
    const catalog = await readCatalog(context);
    const groups = groupsOf('grants').filter(({ topic }) => topics.includes(stringOf(topic)));
    const playable = groups.filter((group) => isPlayable(catalog, group));
    if (playable.length === 0) throw new NotApplicable('the catalog has no such actions');
    const owner = await context.provision.newcomer();
    const place = { owner, workspace: await context.provision.workspace(owner) };
    let questions = 0;
    for (const group of playable) questions += await playGroup(context, place, group);
    context.note(`${questions} questions of ${playable.length} of ${groups.length} groups of vectors/grants.json`);
  },
});

export const grantVectors: readonly Check[] = [
  vectors('DEC-01/vectors', 'patterns of actions and resources decide as published', [
    'pattern',
    'limit',
    'open-catalog',
  ]),
  vectors('DEC-02/vectors', 'a matching deny wins as published', ['deny']),
  vectors('DEC-03/vectors', 'fields decide as published', ['field']),
  vectors('DEC-04/vectors', 'conditions decide as published', ['condition']),
];
