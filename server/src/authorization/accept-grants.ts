import { ServiceError } from '../errors/service-error.ts';
import { coversAction, isActionPattern, isOwnNamespace, parseAction } from './action-pattern.ts';
import type { CatalogAction } from './catalog.ts';
import { type Grant, maximumGrants } from './grant.ts';
import { parseResourcePattern, writeResourcePattern } from './resource-pattern.ts';

/** Who writes the grants: in whose vocabulary, and which workspaces they may name. */
export interface GrantAuthor {
  readonly catalog: GrantVocabulary;
  /** The id of a workspace the grants may name, by its id or slug. Answers alike for a foreign and an unknown one. */
  readonly resolveWorkspace: (idOrSlug: string) => string | undefined;
}

/** What of a catalog the rules of grants depend on. */
export interface GrantVocabulary {
  readonly isOpen: boolean;
  readonly actions: ReadonlyMap<string, CatalogAction>;
}

/** A rule that a grant breaks. `pointer` is a JSON Pointer (RFC 6901) below the list of grants. */
export interface GrantProblem {
  readonly pointer: string;
  readonly code: 'semantic_error' | 'unknown_action';
  readonly detail: string;
}

/**
 * Accepts the grants of a request, with every workspace they name replaced by its id. Their shape was checked before.
 * @param pointer where the list stands in the request, such as `/permission/grants`
 * @throws {ServiceError} `limit_reached` beyond 100 grants; `unknown_action` or `semantic_error` with every problem
 */
export const acceptGrants = (grants: readonly Grant[], author: GrantAuthor, pointer: string): readonly Grant[] => {
  if (grants.length > maximumGrants) {
    throw new ServiceError('limit_reached', { detail: `A permission holds at most ${maximumGrants} grants.` });
  }
  const problems = findGrantProblems(grants, author);
  if (problems.length === 0) return grants.map((grant) => normalizeGrant(grant, author));

  const isOnlyVocabulary = problems.every((problem) => problem.code === 'unknown_action');
  throw new ServiceError(isOnlyVocabulary ? 'unknown_action' : 'semantic_error', {
    errors: problems.map((problem) => ({ ...problem, pointer: `${pointer}${problem.pointer}` })),
  });
};

/**
 * Accepts a list of resource patterns, such as a key's `resource_limit`, in the same way.
 * @throws {ServiceError} `semantic_error` with every problem
 */
export const acceptResources = (
  resources: readonly string[],
  author: Pick<GrantAuthor, 'resolveWorkspace'>,
  pointer: string,
): readonly string[] => {
  const errors = resources.flatMap((resource, index) => problemsOfResource(resource, `${pointer}/${index}`, author));
  if (errors.length > 0) throw new ServiceError('semantic_error', { errors });
  return resources.map((resource) => normalizeResource(resource, author));
};

/** Every rule that the grants break, all at once. */
export const findGrantProblems = (grants: readonly Grant[], author: GrantAuthor): GrantProblem[] =>
  grants.flatMap((grant, index) => [
    ...problemsOfEmptyLists(grant, `/${index}`),
    ...grant.actions.flatMap((action, at) => problemsOfAction(action, `/${index}/actions/${at}`, author.catalog)),
    ...grant.resources.flatMap((resource, at) => problemsOfResource(resource, `/${index}/resources/${at}`, author)),
    ...problemsOfFields(grant, `/${index}/fields`, author.catalog),
  ]);

/** An empty list would mean nothing; whoever writes one meant something else. */
const problemsOfEmptyLists = ({ actions, resources, fields, conditions }: Grant, pointer: string): GrantProblem[] =>
  Object.entries({
    actions,
    resources,
    fields,
    'conditions/status': conditions?.status,
    'conditions/locales': conditions?.locales,
  })
    .filter(([, list]) => list?.length === 0)
    .map(([member]) => problem(`${pointer}/${member}`, 'The list needs at least one entry.'));

const problemsOfAction = (action: string, pointer: string, catalog: GrantVocabulary): GrantProblem[] => {
  if (!isActionPattern(action)) {
    return [
      problem(pointer, 'Segments of letters, digits, "_" and "-", split by "." or ":"; "*" only as a whole segment.'),
    ];
  }
  const pattern = parseAction(action);
  const endless = catalog.isOpen && !isOwnNamespace(pattern);
  if (endless || coveredActions(action, catalog).length > 0) return [];
  return [{ pointer, code: 'unknown_action', detail: 'No action of the catalog fits.' }];
};

const problemsOfResource = (
  resource: string,
  pointer: string,
  { resolveWorkspace }: Pick<GrantAuthor, 'resolveWorkspace'>,
): GrantProblem[] => {
  const pattern = parseResourcePattern(resource);
  if (pattern === undefined) {
    return [problem(pointer, 'Segments split by ":", none of them empty; "*" only as a whole segment.')];
  }
  if (pattern.workspace === undefined || resolveWorkspace(pattern.workspace) !== undefined) return [];
  return [problem(pointer, 'There is no such workspace for you.')];
};

/** So that no grant is ambiguous later: fields may limit only what has fields. */
const problemsOfFields = (
  { effect, actions, fields }: Grant,
  pointer: string,
  catalog: GrantVocabulary,
): GrantProblem[] => {
  const patterns = actions.filter(isActionPattern);
  if (fields === undefined || patterns.length < actions.length) return [];
  const covered = patterns.flatMap((pattern) => coveredActions(pattern, catalog));
  if (effect === 'allow') {
    if (covered.some((action) => action.fields)) return [];
    return [problem(pointer, 'None of these actions has fields.')];
  }
  const onlyWithFields =
    covered.every((action) => action.fields) && !patterns.some((one) => coversUnlisted(one, catalog));
  return onlyWithFields
    ? []
    : [problem(pointer, 'A deny may be limited to fields only where every action has fields.')];
};

const coveredActions = (pattern: string, catalog: GrantVocabulary): CatalogAction[] => {
  const listed = catalog.actions.get(pattern);
  if (listed !== undefined) return [listed];
  const parsed = parseAction(pattern);
  return [...catalog.actions.values()].filter((action) => coversAction(parsed, parseAction(action.id)));
};

const coversUnlisted = (pattern: string, catalog: GrantVocabulary): boolean =>
  catalog.isOpen && !catalog.actions.has(pattern) && !isOwnNamespace(parseAction(pattern));

const problem = (pointer: string, detail: string): GrantProblem => ({ pointer, code: 'semantic_error', detail });

const normalizeGrant = (grant: Grant, author: GrantAuthor): Grant => ({
  ...grant,
  resources: grant.resources.map((resource) => normalizeResource(resource, author)),
});

const normalizeResource = (resource: string, { resolveWorkspace }: Pick<GrantAuthor, 'resolveWorkspace'>): string => {
  const pattern = parseResourcePattern(resource);
  if (pattern === undefined) return resource;
  const workspace = pattern.workspace === undefined ? undefined : resolveWorkspace(pattern.workspace);
  return writeResourcePattern({ ...pattern, workspace });
};
