import { type Bits, isEmpty, lowestOf, wordAt } from './bits.ts';
import { type CompiledGrants, type CompiledResources, grantsCovering } from './compile.ts';
import { type Attributes, readCondition } from './conditions.ts';
import { collectMatches } from './resource-trie.ts';

/** One request as a list of grants sees it. */
export interface Question {
  readonly subjectId: string;
  readonly action: string;
  /** Whether the catalog flags the action `fields: true`. For other actions fields say nothing. */
  readonly hasFields: boolean;
  readonly workspaceId: string | undefined;
  /** The resource's segments behind any workspace prefix; `undefined` if the request's resource is malformed. */
  readonly segments: readonly string[] | undefined;
  readonly fields: readonly string[] | undefined;
  readonly attributes: Attributes | undefined;
}

/**
 * What one list of grants says. `grant` is the index of the allow that covers the request (its first field, if it lists
 * fields), or of the first deny that refused it; `fields` are the listed fields that were not allowed.
 */
export type Verdict =
  | { readonly allowed: true; readonly grant: number }
  | {
      readonly allowed: false;
      readonly code: 'insufficient_permissions' | 'fields_required';
      readonly grant?: number;
      readonly fields?: readonly string[];
    };

const nothingAllows: Verdict = { allowed: false, code: 'insufficient_permissions' };
const fieldsAreRequired: Verdict = { allowed: false, code: 'fields_required' };

/** Asks one list of grants. A matching deny wins, whatever the order; nothing is allowed that no grant allows. */
export const evaluate = (compiled: CompiledGrants, question: Question): Verdict => {
  if (question.segments === undefined) return nothingAllows;
  const matches = findMatches(compiled, question.action, question.workspaceId, question.segments);
  if (compiled.conditions.length > 0) dropInapplicable(compiled, matches, question);

  if (!question.hasFields) return judgeWhole(compiled, matches);
  if (question.fields === undefined || question.fields.length === 0) return judgeWithoutFields(compiled, matches);
  return judgeFields(compiled, matches, question.fields);
};

/** The indexes of the grants that are about this action and resource, whatever their conditions and fields. */
export const grantsAbout = (
  compiled: CompiledGrants,
  { action, workspaceId, segments }: Pick<Question, 'action' | 'workspaceId' | 'segments'>,
): number[] => {
  if (segments === undefined) return [];
  const matches = findMatches(compiled, action, workspaceId, segments);
  return compiled.grants.flatMap((_, index) => ((wordAt(matches, index >>> 5) >>> (index & 31)) & 1 ? [index] : []));
};

const anyMatch = new Int32Array(1);

/** Whether a list of patterns covers the resource. */
export const coversRequested = (
  resources: CompiledResources,
  workspaceId: string | undefined,
  segments: readonly string[] | undefined,
): boolean => {
  if (segments === undefined) return false;
  anyMatch[0] = 0;
  collectResources(resources, workspaceId, segments, anyMatch);
  return anyMatch[0] !== 0;
};

const collectResources = (
  resources: CompiledResources,
  workspaceId: string | undefined,
  segments: readonly string[],
  matches: Bits,
): void => {
  collectMatches(resources.anywhere, segments, 0, matches);
  if (workspaceId === undefined || resources.inWorkspace.size === 0) return;
  const root = resources.inWorkspace.get(workspaceId);
  if (root !== undefined) collectMatches(root, segments, 0, matches);
};

/** The grants that cover action and resource, whatever their conditions and fields. */
const findMatches = (
  compiled: CompiledGrants,
  action: string,
  workspaceId: string | undefined,
  segments: readonly string[],
): Bits => {
  const { matches, words } = compiled;
  for (let word = 0; word < words; word += 1) matches[word] = 0;
  const covering = grantsCovering(compiled, action);
  if (isEmpty(covering)) return matches;
  collectResources(compiled.resources, workspaceId, segments, matches);
  for (let word = 0; word < words; word += 1) matches[word] = wordAt(matches, word) & wordAt(covering, word);
  return matches;
};

/** Removes the grants with a condition that fails, and the allows with one that cannot be known. */
const dropInapplicable = (compiled: CompiledGrants, matches: Bits, question: Question): void => {
  for (const { condition, grants } of compiled.conditions) {
    if (!intersects(matches, grants)) continue;
    const reading = readCondition(condition, question.subjectId, question.attributes);
    if (reading === 'holds') continue;
    for (let word = 0; word < compiled.words; word += 1) {
      const kept = reading === 'unknown' ? wordAt(compiled.denies, word) : 0;
      matches[word] = wordAt(matches, word) & (~wordAt(grants, word) | kept);
    }
  }
};

const judgeWhole = (compiled: CompiledGrants, matches: Bits): Verdict => {
  const deny = firstIn(matches, compiled.denies);
  if (deny >= 0) return { allowed: false, code: 'insufficient_permissions', grant: deny };
  const allow = firstOutside(matches, compiled.denies);
  return allow >= 0 ? { allowed: true, grant: allow } : nothingAllows;
};

/** The action has fields and the request lists none: whatever is limited to some fields cannot say yes, only no. */
const judgeWithoutFields = (compiled: CompiledGrants, matches: Bits): Verdict => {
  const { denies, fieldLimited } = compiled;
  const wholeDeny = firstInAndOutside(matches, denies, fieldLimited);
  if (wholeDeny >= 0) return { allowed: false, code: 'insufficient_permissions', grant: wholeDeny };
  const limitedDeny = firstIn(matches, denies);
  if (limitedDeny >= 0) return { allowed: false, code: 'fields_required', grant: limitedDeny };
  const wholeAllow = firstOutside(matches, fieldLimited);
  if (wholeAllow >= 0) return { allowed: true, grant: wholeAllow };
  return firstIn(matches, fieldLimited) >= 0 ? fieldsAreRequired : nothingAllows;
};

const judgeFields = (compiled: CompiledGrants, matches: Bits, fields: readonly string[]): Verdict => {
  const wholeDeny = firstInAndOutside(matches, compiled.denies, compiled.fieldLimited);
  if (wholeDeny >= 0) return { allowed: false, code: 'insufficient_permissions', grant: wholeDeny };

  let missing: string[] | undefined;
  let refusedBy = -1;
  for (const field of fields) {
    const deny = firstDenyListing(compiled, matches, field);
    if (deny < 0 && firstAllowOf(compiled, matches, field) >= 0) continue;
    missing ??= [];
    missing.push(field);
    if (deny >= 0 && (refusedBy < 0 || deny < refusedBy)) refusedBy = deny;
  }
  if (missing === undefined) return { allowed: true, grant: firstAllowOf(compiled, matches, fields[0] as string) };
  const refusal = { allowed: false, code: 'insufficient_permissions', fields: missing } as const;
  return refusedBy >= 0 ? { ...refusal, grant: refusedBy } : refusal;
};

const firstDenyListing = (compiled: CompiledGrants, matches: Bits, field: string): number => {
  const listing = compiled.byField.get(field);
  if (listing === undefined) return -1;
  for (let word = 0; word < compiled.words; word += 1) {
    const found = wordAt(matches, word) & wordAt(compiled.denies, word) & wordAt(listing, word);
    if (found !== 0) return lowestOf(found, word);
  }
  return -1;
};

const firstAllowOf = (compiled: CompiledGrants, matches: Bits, field: string): number => {
  const listing = compiled.byField.get(field);
  for (let word = 0; word < compiled.words; word += 1) {
    const covers = ~wordAt(compiled.fieldLimited, word) | (listing === undefined ? 0 : wordAt(listing, word));
    const found = wordAt(matches, word) & ~wordAt(compiled.denies, word) & covers;
    if (found !== 0) return lowestOf(found, word);
  }
  return -1;
};

const intersects = (one: Bits, other: Bits): boolean => firstIn(one, other) >= 0;

const firstIn = (matches: Bits, set: Bits): number => {
  for (let word = 0; word < matches.length; word += 1) {
    const found = wordAt(matches, word) & wordAt(set, word);
    if (found !== 0) return lowestOf(found, word);
  }
  return -1;
};

const firstOutside = (matches: Bits, set: Bits): number => {
  for (let word = 0; word < matches.length; word += 1) {
    const found = wordAt(matches, word) & ~wordAt(set, word);
    if (found !== 0) return lowestOf(found, word);
  }
  return -1;
};

const firstInAndOutside = (matches: Bits, inside: Bits, outside: Bits): number => {
  for (let word = 0; word < matches.length; word += 1) {
    const found = wordAt(matches, word) & wordAt(inside, word) & ~wordAt(outside, word);
    if (found !== 0) return lowestOf(found, word);
  }
  return -1;
};
