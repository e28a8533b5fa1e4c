/**
 * A resource pattern taken apart. Segments are split by `:`; any other character is legal inside one. A `*` among the
 * segments stands for exactly one segment, an open end (a last `*`) for zero or more.
 */
export interface ResourcePattern {
  /** The one workspace the pattern speaks of; `undefined` is whichever workspace the request names. */
  readonly workspace: string | undefined;
  readonly segments: readonly string[];
  readonly isOpenEnded: boolean;
}

/** The concrete resource of a request. `workspace` is the prefix it carried, by id or slug, if any. */
export interface RequestedResource {
  readonly workspace: string | undefined;
  readonly segments: readonly string[];
}

/** Reserved as the first segment: what follows it is a workspace, and behind that a resource of its own. */
const prefixWord = 'workspace';

/** Takes a pattern apart, or says that it is none: an empty segment, a `*` beside other characters, a prefix with nothing behind it, or with a second one. */
export const parseResourcePattern = (text: string): ResourcePattern | undefined => {
  if (!text.isWellFormed()) return undefined;
  const segments = text.split(':');
  if (segments.some((segment) => segment === '' || (segment.includes('*') && segment !== '*'))) return undefined;

  if (segments[0] !== prefixWord) return withoutOpenEnd(undefined, segments);
  if (segments.length < 3 || segments[2] === prefixWord) return undefined;
  return withoutOpenEnd(segments[1] === '*' ? undefined : segments[1], segments.slice(2));
};

const withoutOpenEnd = (workspace: string | undefined, segments: readonly string[]): ResourcePattern =>
  segments.at(-1) === '*'
    ? { workspace, segments: segments.slice(0, -1), isOpenEnded: true }
    : { workspace, segments, isOpenEnded: false };

/** The text a pattern is stored as, with its workspace named by id. The reverse of `parseResourcePattern`. */
export const writeResourcePattern = ({ workspace, segments, isOpenEnded }: ResourcePattern): string =>
  [...(workspace === undefined ? [] : [prefixWord, workspace]), ...segments, ...(isOpenEnded ? ['*'] : [])].join(':');

/**
 * Takes the resource of a request apart, or says that it names none: no `*`, no empty segment, and something behind a
 * workspace prefix, which comes once.
 */
export const parseRequestedResource = (text: string): RequestedResource | undefined => {
  if (text.includes('*')) return undefined;
  const segments = splitSegments(text);
  for (const segment of segments) if (segment === '') return undefined;

  if (segments[0] !== prefixWord) return { workspace: undefined, segments };
  if (segments.length < 3 || segments[2] === prefixWord) return undefined;
  return { workspace: segments[1], segments: segments.slice(2) };
};

/** Runs once for each decision, where an array written down whole costs half of what `split` does. */
const splitSegments = (text: string): readonly string[] => {
  const first = text.indexOf(':');
  if (first === -1) return [text];
  const second = text.indexOf(':', first + 1);
  if (second === -1) return [text.slice(0, first), text.slice(first + 1)];
  if (text.includes(':', second + 1)) return text.split(':');
  return [text.slice(0, first), text.slice(first + 1, second), text.slice(second + 1)];
};

/** Whether every resource that `inner` covers is covered by `outer`. */
export const coversResource = (outer: ResourcePattern, inner: ResourcePattern): boolean =>
  (outer.workspace === undefined || outer.workspace === inner.workspace) &&
  (outer.isOpenEnded
    ? inner.segments.length >= outer.segments.length
    : !inner.isOpenEnded && inner.segments.length === outer.segments.length) &&
  outer.segments.every((segment, index) => segment === '*' || segment === inner.segments[index]);

/** Whether some resource is covered by both. */
export const resourcesOverlap = (one: ResourcePattern, other: ResourcePattern): boolean => {
  if (one.workspace !== undefined && other.workspace !== undefined && one.workspace !== other.workspace) return false;
  const [short, long] = one.segments.length <= other.segments.length ? [one, other] : [other, one];
  if (short.segments.length < long.segments.length && !short.isOpenEnded) return false;
  return short.segments.every((segment, index) => {
    const opposite = long.segments[index];
    return segment === '*' || opposite === '*' || segment === opposite;
  });
};
