import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { NotApplicable } from '../../outcome.ts';
import { bodyOf } from '../../provision.ts';
import { shuffled } from '../../seeded-random.ts';
import { coversAction, sampleOf } from '../action-patterns.ts';
import { managedPersonalToken } from '../managed-token.ts';
import { asking, type Judge, judging } from '../verifying.ts';

interface Scope {
  readonly id: string;
  readonly requiresRole: boolean;
  readonly grants: readonly JsonObject[];
}

interface Catalog {
  readonly scopes: readonly Scope[];
  /** Actions of the catalog, and one for every pattern of a scope. Those with fields are a matter of their own. */
  readonly actions: readonly string[];
  readonly neverByTokens: ReadonlySet<string>;
}

const texts = (value: unknown): readonly string[] => arrayOf(value).map(stringOf);

const readScopes = async ({ call, given }: CheckContext): Promise<Catalog> => {
  const catalog = bodyOf(await given.succeeds(call('getCatalog')));
  const scopes = arrayOf(catalog.scopes)
    .map(objectOf)
    .map((scope) => ({
      id: stringOf(scope.id),
      requiresRole: scope.requires_role !== null,
      grants: arrayOf(scope.grants).map(objectOf),
    }));
  const listed = arrayOf(catalog.actions).map(objectOf);
  const samples = scopes.flatMap(({ grants }) => grants.flatMap(({ actions }) => texts(actions).map(sampleOf)));
  const ids = listed.filter(({ fields }) => fields !== true).map(({ id }) => stringOf(id));
  const withFields = new Set(listed.filter(({ fields }) => fields === true).map(({ id }) => stringOf(id)));
  const isKnown = (action: string): boolean => catalog.open === true || ids.includes(action);
  return {
    scopes,
    actions: [...new Set([...ids, ...samples.filter((action) => isKnown(action) && !withFields.has(action))])],
    neverByTokens: new Set(listed.filter((action) => action.api_tokens === 'never').map(({ id }) => stringOf(id))),
  };
};

const permissionBy = (...scopes: readonly string[]): JsonObject => ({ permission: { kind: 'scopes', scopes } });

/** At most so many actions that a scope lacks are asked about, whichever the seed picks. */
const mostDenied = 15;

/** What a scope says about an action: the resource it allows it on, nothing, or what depends on attributes and is left out. */
const verdictOf = ({ grants }: Scope, action: string): { readonly resource: string } | 'denied' | 'depends' => {
  const matching = grants.filter(({ actions }) => texts(actions).some((pattern) => coversAction(pattern, action)));
  const [first] = matching;
  if (first === undefined) return 'denied';
  const depends = matching.some(
    (grant) => grant.effect !== 'allow' || grant.conditions !== undefined || grant.fields !== undefined,
  );
  return depends ? 'depends' : { resource: sampleOf(texts(first.resources)[0] ?? '*') };
};

const playScope = async (
  { random }: CheckContext,
  judge: Judge,
  { scope, catalog, question }: { readonly scope: Scope; readonly catalog: Catalog; readonly question: JsonObject },
): Promise<number> => {
  const verdicts = catalog.actions.map((action) => ({ action, verdict: verdictOf(scope, action) }));
  const lacking = verdicts.filter(({ action, verdict }) => verdict === 'denied' || catalog.neverByTokens.has(action));
  const denied = shuffled(lacking, random).slice(0, mostDenied);
  for (const { action } of denied)
    await judge('denied', { ...question, action, resource: 'shelf:one' }, `for ${action} by the scope ${scope.id}`);
  let allowed = 0;
  for (const { action, verdict } of verdicts) {
    if (typeof verdict === 'string' || catalog.neverByTokens.has(action)) continue;
    await judge(
      'allowed',
      { ...question, action, resource: verdict.resource },
      `for ${action} by the scope ${scope.id}`,
    );
    allowed += 1;
  }
  return denied.length + allowed;
};

export const personalTokenScopes: readonly Check[] = [
  {
    id: 'PAT-04/required-role',
    title: 'a scope that requires a role is given to nobody without it, neither with a new token nor afterwards',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const { scopes } = await readScopes(context);
      const guarded = scopes.find(({ requiresRole }) => requiresRole);
      if (guarded === undefined) throw new NotApplicable('no scope of the catalog requires a role');
      const { workspace, people } = await provision.team();
      const create = (as: typeof people.admin) =>
        call('createPersonalToken', {
          as: as.session,
          body: {
            name: provision.uniqueName(),
            environment: 'live',
            workspaces: { kind: 'list', workspace_ids: [workspace.id] },
            ...permissionBy(guarded.id),
          },
        });
      const control = await given.succeeds(create(people.admin));
      const refusal = { status: 422, code: 'permission_exceeds_yours' } as const;
      for (const person of [people.member, people.viewer]) await expect.refused(control, refusal, () => create(person));
      const token = await managedPersonalToken(context, people.member, [workspace], permissionBy());
      const updated = await given.succeeds(token.manage('update', permissionBy()));
      await expect.refused(updated, refusal, () => token.manage('update', permissionBy(guarded.id)));
    },
  },
  {
    id: 'PAT-04/bounded-at-use',
    title: 'any other scope is given to everybody, and allows nobody what they may not do themselves',
    run: async (context) => {
      const { provision } = context;
      const open = (await readScopes(context)).scopes.filter(({ requiresRole }) => !requiresRole);
      if (open.length === 0) throw new NotApplicable('every scope of the catalog requires a role');
      const { workspace, people } = await provision.team();
      const { granted, withheld, resource } = await provision.vocabulary();
      const asker = await provision.serviceKey();
      const judge = await judging(context, asker);
      const token = await managedPersonalToken(
        context,
        people.viewer,
        [workspace],
        permissionBy(...open.map(({ id }) => id)),
      );
      await judge('authenticated', { credential: token.secret }, 'for a token with every open scope');
      for (const action of [granted, withheld]) {
        const question = { workspace: workspace.slug, action, resource };
        const own = await asking(context, asker)({ ...question, credential: people.viewer.sessionToken });
        if (own.body.outcome === 'denied')
          await judge('denied', { ...question, credential: token.secret }, `for ${action}, which its owner may not do`);
      }
    },
  },
  {
    id: 'PAT-06/matrix',
    title: 'each scope of the catalog allows the actions it lists and denies the others',
    run: async (context) => {
      const { provision } = context;
      const catalog = await readScopes(context);
      if (catalog.scopes.length === 0) throw new NotApplicable('the catalog has no scopes');
      const owner = await provision.newcomer();
      const workspace = await provision.workspace(owner);
      const judge = await judging(context);
      let cells = 0;
      for (const scope of catalog.scopes) {
        const { secret } = await provision.personalToken(owner, [workspace], permissionBy(scope.id));
        const question = { workspace: workspace.slug, credential: secret };
        cells += await playScope(context, judge, { scope, catalog, question });
      }
      context.note(`${cells} cells of action and scope, ${catalog.scopes.length} scopes`);
    },
  },
];
