import { type Bits, includeAll, includeBit } from './bits.ts';
import type { ResourcePattern } from './resource-pattern.ts';

/** Patterns of many grants, shared by their first segments. The sets say which grants a pattern belongs to. */
export interface ResourceTrie {
  /** By literal segment. Absent until there is one, since most nodes are leaves. */
  children: Map<string, ResourceTrie> | undefined;
  /** Behind a `*` that stands for exactly one segment. */
  anySegment: ResourceTrie | undefined;
  /** Grants with a pattern that ends here. */
  ending: Bits | undefined;
  /** Grants with a pattern that is open from here on. */
  openEnded: Bits | undefined;
}

export const createResourceTrie = (): ResourceTrie => ({
  children: undefined,
  anySegment: undefined,
  ending: undefined,
  openEnded: undefined,
});

/** Adds a pattern of grant `index`; `words` is the size of the sets (see `bits.ts`). */
export const addPattern = (root: ResourceTrie, pattern: ResourcePattern, index: number, words: number): void => {
  let node = root;
  for (const segment of pattern.segments) node = segment === '*' ? anySegmentOf(node) : childOf(node, segment);
  if (pattern.isOpenEnded) node.openEnded = includeBit(node.openEnded, index, words);
  else node.ending = includeBit(node.ending, index, words);
};

const anySegmentOf = (node: ResourceTrie): ResourceTrie => {
  node.anySegment ??= createResourceTrie();
  return node.anySegment;
};

const childOf = (node: ResourceTrie, segment: string): ResourceTrie => {
  node.children ??= new Map();
  const known = node.children.get(segment);
  if (known !== undefined) return known;
  const created = createResourceTrie();
  node.children.set(segment, created);
  return created;
};

/**
 * Adds to `matches` every grant with a pattern that covers the segments from `from` on. Visits each node at most once, so
 * its time is bounded by the length of the patterns; it calls itself only where a `*` and a literal stand side by side, so
 * a pattern of thousands of segments does not deepen the stack.
 */
export const collectMatches = (root: ResourceTrie, segments: readonly string[], from: number, matches: Bits): void => {
  let node = root;
  for (let index = from; index < segments.length; index += 1) {
    if (node.openEnded !== undefined) includeAll(matches, node.openEnded);
    const literal = node.children?.get(segments[index] as string);
    const any = node.anySegment;
    if (any !== undefined && literal !== undefined) collectMatches(any, segments, index + 1, matches);
    const next = literal ?? any;
    if (next === undefined) return;
    node = next;
  }
  if (node.openEnded !== undefined) includeAll(matches, node.openEnded);
  if (node.ending !== undefined) includeAll(matches, node.ending);
};
