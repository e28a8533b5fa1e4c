import { type ActionPattern, coversAction, parseAction } from './action-pattern.ts';
import { type Bits, includeBit, wordsFor } from './bits.ts';
import { type Condition, conditionsOf } from './conditions.ts';
import type { Grant } from './grant.ts';
import { parseResourcePattern } from './resource-pattern.ts';
import { addPattern, createResourceTrie, type ResourceTrie } from './resource-trie.ts';

/** A list of resource patterns, ready to be asked: those for any workspace, and those for one, by its id. */
export interface CompiledResources {
  readonly anywhere: ResourceTrie;
  readonly inWorkspace: ReadonlyMap<string, ResourceTrie>;
}

/**
 * A list of grants, ready to be asked. Every set is over the same indexes as `grants`. Two members change while it is in
 * use: `byAction` remembers answers, and `matches` is room to work in, so that a decision allocates nothing per grant.
 */
export interface CompiledGrants {
  readonly grants: readonly Grant[];
  readonly words: number;
  readonly actions: readonly (readonly ActionPattern[])[];
  readonly byAction: Map<string, Bits>;
  readonly resources: CompiledResources;
  readonly denies: Bits;
  readonly fieldLimited: Bits;
  readonly byField: ReadonlyMap<string, Bits>;
  readonly conditions: readonly CompiledCondition[];
  readonly matches: Bits;
}

export interface CompiledCondition {
  readonly condition: Condition;
  /** The grants that ask for it. */
  readonly grants: Bits;
}

/** An open catalog has endless actions, and callers choose them: answers beyond this many are worked out anew. */
const rememberedActions = 512;

/** Compiles well-formed grants (see `accept-grants.ts`). A malformed resource covers nothing. */
export const compileGrants = (grants: readonly Grant[]): CompiledGrants => {
  const words = wordsFor(grants.length);
  return {
    grants,
    words,
    actions: grants.map((grant) => grant.actions.map(parseAction)),
    byAction: new Map(),
    resources: compileResourceLists(grants.map((grant) => grant.resources)),
    denies: indexesWhere(grants, (grant) => grant.effect === 'deny'),
    fieldLimited: indexesWhere(grants, (grant) => grant.fields !== undefined),
    byField: compileFields(grants, words),
    conditions: compileConditions(grants, words),
    matches: new Int32Array(words),
  };
};

/** Compiles one list of patterns, such as a key's `resource_limit`. */
export const compileResources = (patterns: readonly string[]): CompiledResources => compileResourceLists([patterns]);

/** The grants with a pattern that covers the action. */
export const grantsCovering = (compiled: CompiledGrants, action: string): Bits => {
  const remembered = compiled.byAction.get(action);
  if (remembered !== undefined) return remembered;

  const name = parseAction(action);
  const covering = new Int32Array(compiled.words);
  compiled.actions.forEach((patterns, index) => {
    if (patterns.some((pattern) => coversAction(pattern, name))) includeBit(covering, index, compiled.words);
  });
  if (compiled.byAction.size < rememberedActions) compiled.byAction.set(action, covering);
  return covering;
};

const compileResourceLists = (lists: readonly (readonly string[])[]): CompiledResources => {
  const words = wordsFor(lists.length);
  const anywhere = createResourceTrie();
  const inWorkspace = new Map<string, ResourceTrie>();
  lists.forEach((patterns, index) => {
    for (const text of patterns) {
      const pattern = parseResourcePattern(text);
      if (pattern === undefined) continue;
      const { workspace } = pattern;
      const root = workspace === undefined ? anywhere : (inWorkspace.get(workspace) ?? createResourceTrie());
      if (workspace !== undefined) inWorkspace.set(workspace, root);
      addPattern(root, pattern, index, words);
    }
  });
  return { anywhere, inWorkspace };
};

const indexesWhere = (grants: readonly Grant[], holds: (grant: Grant) => boolean): Bits => {
  const words = wordsFor(grants.length);
  const bits = new Int32Array(words);
  grants.forEach((grant, index) => {
    if (holds(grant)) includeBit(bits, index, words);
  });
  return bits;
};

const compileFields = (grants: readonly Grant[], words: number): ReadonlyMap<string, Bits> => {
  const byField = new Map<string, Bits>();
  grants.forEach((grant, index) => {
    for (const field of grant.fields ?? []) byField.set(field, includeBit(byField.get(field), index, words));
  });
  return byField;
};

const compileConditions = (grants: readonly Grant[], words: number): readonly CompiledCondition[] => {
  const byQuestion = new Map<string, CompiledCondition>();
  grants.forEach((grant, index) => {
    for (const condition of conditionsOf(grant.conditions ?? {})) {
      const question = JSON.stringify([condition.kind, condition.kind === 'own' ? [] : [...condition.listed].sort()]);
      const known = byQuestion.get(question) ?? { condition, grants: new Int32Array(words) };
      includeBit(known.grants, index, words);
      byQuestion.set(question, known);
    }
  });
  return [...byQuestion.values()];
};
