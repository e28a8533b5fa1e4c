import { hash } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parseDocument } from 'yaml';
import { StartRefused } from '../errors/start-refused.ts';
import { findGrantProblems, type GrantVocabulary } from './accept-grants.ts';
import { isActionName, isOwnNamespace, parseAction } from './action-pattern.ts';
import type { Catalog, CatalogAction } from './catalog.ts';
import { type Grant, maximumGrants } from './grant.ts';
import { ownActions } from './own-actions.ts';
import { restorePermission } from './permission.ts';
import type { Preset } from './preset.ts';
import { presetSchema } from './preset-schema.ts';
import { everyDeploymentsRoles, seesWorkspace } from './system-roles.ts';

/** A preset that cannot be used, with everything that is wrong with it. */
export class PresetProblems extends StartRefused {
  override readonly name = 'PresetProblems';
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(`The preset cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Reads a catalog from the text of a preset file (YAML 1.2, closed schema).
 * @param judged digests of texts that are known to follow the schema, whose compiling takes a seventh of a start and 10 MiB.
 * @throws {PresetProblems} with every problem: first those of the syntax, then of the shape, then of the meaning
 */
export const readCatalog = (yaml: string, judged: ReadonlySet<string> = new Set()): Catalog => {
  const parsed = parseYaml(yaml);
  const preset = judged.has(hash('sha256', yaml)) ? (parsed as Preset) : requireShape(parsed);
  const vocabulary = { isOpen: preset.open, actions: collectActions(preset) };
  const problems = findProblems(preset, vocabulary);
  if (problems.length > 0) throw new PresetProblems(problems);

  return {
    name: preset.name,
    ...vocabulary,
    workspaceWord: preset.workspace_word,
    tokenBrand: preset.token_brand ?? 'z',
    resourceFormats: preset.resource_formats,
    scopes: byId(
      preset.scopes.map(({ id, title, requires_role, grants }) => ({ id, title, requiresRole: requires_role, grants })),
    ),
    roles: byId([
      ...everyDeploymentsRoles,
      ...preset.roles.map((role) => ({ ...role, grants: [...role.grants, seesWorkspace] })),
    ]),
    defaultPermission:
      preset.default_permission === undefined ? undefined : restorePermission(preset.default_permission),
    sessionLimits: {
      idleSeconds: preset.session_limits.idle_seconds,
      absoluteSeconds: preset.session_limits.absolute_seconds,
    },
    defaultPolicy: preset.default_policy,
  };
};

const parseYaml = (yaml: string): unknown => {
  const document = parseDocument(yaml, { prettyErrors: true, stringKeys: true });
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) throw new PresetProblems(faults.map((fault) => fault.message));
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // An alias to nothing, or so many of them that the text is larger than it looks.
    if (error instanceof ReferenceError) throw new PresetProblems([error.message]);
    throw error;
  }
};

const requireShape = (value: unknown): Preset => {
  // That the schema is one is for the tests to say.
  const validate = new Ajv2020({ allErrors: true, strict: true, validateSchema: false }).compile<Preset>(presetSchema);
  if (validate(value)) return value;
  throw new PresetProblems(
    (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath || '/'}: ${message ?? 'is not valid'} ${JSON.stringify(params)}`,
    ),
  );
};

const collectActions = (preset: Preset): ReadonlyMap<string, CatalogAction> =>
  byId([
    ...preset.actions.map(({ id, title, fields = false, api_tokens = 'allowed' }) => ({
      id,
      title,
      fields,
      apiTokens: api_tokens,
    })),
    ...ownActions.map((action) => ({ ...action, fields: false })),
  ]);

const byId = <Entry extends { readonly id: string }>(entries: readonly Entry[]): ReadonlyMap<string, Entry> =>
  new Map(entries.map((entry) => [entry.id, entry]));

const findProblems = (preset: Preset, vocabulary: GrantVocabulary): string[] => [
  ...problemsOfActions(preset),
  ...repeatedIds('/actions', preset.actions),
  ...repeatedIds('/scopes', preset.scopes),
  ...repeatedIds('/roles', [...everyDeploymentsRoles, ...preset.roles]),
  ...preset.scopes.flatMap(({ grants }, index) => problemsOfGrants(grants, `/scopes/${index}/grants`, vocabulary)),
  ...preset.roles.flatMap(({ grants }, index) => problemsOfGrants(grants, `/roles/${index}/grants`, vocabulary)),
  ...problemsOfDefaultPermission(preset, vocabulary),
  ...problemsOfLimits(preset),
];

const problemsOfActions = ({ actions }: Preset): string[] =>
  actions.flatMap(({ id }, index) => {
    if (!isActionName(id)) return [`/actions/${index}/id: "${id}" is not a name of segments split by "." or ":".`];
    if (isOwnNamespace(parseAction(id))) return [`/actions/${index}/id: the first segment "latchkey" is reserved.`];
    return [];
  });

const repeatedIds = (pointer: string, entries: readonly { readonly id: string }[]): string[] => {
  const ids = entries.map(({ id }) => id);
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) < index));
  return [...repeated].map((id) => `${pointer}: the id "${id}" is taken.`);
};

const problemsOfGrants = (grants: readonly Grant[], pointer: string, catalog: GrantVocabulary): string[] =>
  // A preset is written before there are workspaces, so its grants can name none.
  findGrantProblems(grants, { catalog, resolveWorkspace: () => undefined }).map(
    (problem) => `${pointer}${problem.pointer}: ${problem.detail}`,
  );

const problemsOfDefaultPermission = (preset: Preset, vocabulary: GrantVocabulary): string[] => {
  const permission = preset.default_permission;
  switch (permission?.kind) {
    case undefined:
      return [];
    case 'role':
      return [...everyDeploymentsRoles, ...preset.roles].some(({ id }) => id === permission.role_id)
        ? []
        : [`/default_permission/role_id: there is no role "${permission.role_id}".`];
    case 'scopes':
      return permission.scopes
        .filter((scope) => !preset.scopes.some(({ id }) => id === scope))
        .map((scope) => `/default_permission/scopes: there is no scope "${scope}".`);
    case 'grants':
      return problemsOfGrants(permission.grants, '/default_permission/grants', vocabulary);
  }
};

const problemsOfLimits = ({ session_limits, default_policy, roles }: Preset): string[] => {
  const problems: string[] = [];
  if (session_limits.idle_seconds > session_limits.absolute_seconds) {
    problems.push('/session_limits/idle_seconds: is longer than absolute_seconds.');
  }
  const { maximum_token_days, default_token_days } = default_policy;
  if (maximum_token_days !== null && (default_token_days === null || default_token_days > maximum_token_days)) {
    problems.push('/default_policy/default_token_days: is longer than maximum_token_days.');
  }
  roles.forEach(({ grants }, index) => {
    if (grants.length >= maximumGrants)
      problems.push(`/roles/${index}/grants: leave room for latchkey.workspace.read.`);
  });
  return problems;
};
