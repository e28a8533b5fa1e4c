import { ownNamespace } from './own-actions.ts';

/**
 * A pattern or a name of an action, taken apart: `content.revisions.*` has the segments `content` and `revisions`, the
 * separators `..`, and an open end. A `*` among the segments stands for exactly one segment, an open end for one or more.
 */
export interface ActionPattern {
  readonly segments: readonly string[];
  /** One character for each separator, in order: `.` or `:`. */
  readonly separators: string;
  readonly isOpenEnded: boolean;
}

const actionName = /^[A-Za-z0-9_-]+(?:[.:][A-Za-z0-9_-]+)*$/;
const actionPattern = /^(?:\*|[A-Za-z0-9_-]+)(?:[.:](?:\*|[A-Za-z0-9_-]+))*$/;

/** Whether a text can be the action of a request: segments of letters, digits, `_` and `-`, and no `*`. */
export const isActionName = (text: string): boolean => actionName.test(text);

/** Whether a text can be an action of a grant: as a name, but whole segments may be `*`. */
export const isActionPattern = (text: string): boolean => actionPattern.test(text);

/** Takes a well-formed pattern or name apart. */
export const parseAction = (text: string): ActionPattern => {
  const segments = text.split(/[.:]/);
  const separators = text.replace(/[^.:]/g, '');
  if (segments.at(-1) !== '*') return { segments, separators, isOpenEnded: false };
  return { segments: segments.slice(0, -1), separators, isOpenEnded: true };
};

/** Whether the pattern speaks of our own actions, which none reaches by accident: `*` stands for the customer's alone. */
export const isOwnNamespace = (pattern: ActionPattern): boolean => pattern.segments[0] === ownNamespace;

/** Whether every action that `inner` covers is covered by `outer`. A name is a pattern that covers itself alone. */
export const coversAction = (outer: ActionPattern, inner: ActionPattern): boolean => {
  if (isOwnNamespace(inner) !== isOwnNamespace(outer)) return false;
  if (!segmentsCover(outer.segments, inner.segments)) return false;
  // Every further segment has a separator before it, an open end included, so the separators also tell the lengths.
  return outer.isOpenEnded ? inner.separators.startsWith(outer.separators) : inner.separators === outer.separators;
};

/** Whether some action may be covered by both. Errs towards yes where separators alone decide. */
export const actionsOverlap = (one: ActionPattern, other: ActionPattern): boolean => {
  if (isOwnNamespace(one) !== isOwnNamespace(other)) return false;
  const [short, long] = one.segments.length <= other.segments.length ? [one, other] : [other, one];
  const reaches = short.isOpenEnded ? longest(long) >= shortest(short) : shortest(long) <= longest(short);
  return reaches && short.segments.every((segment, index) => segmentsMeet(segment, long.segments[index]));
};

const shortest = (pattern: ActionPattern): number => pattern.segments.length + (pattern.isOpenEnded ? 1 : 0);
const longest = (pattern: ActionPattern): number => (pattern.isOpenEnded ? Infinity : pattern.segments.length);

const segmentsCover = (outer: readonly string[], inner: readonly string[]): boolean =>
  outer.every((segment, index) => index < inner.length && (segment === '*' || segment === inner[index]));

const segmentsMeet = (one: string, other: string | undefined): boolean => one === '*' || other === '*' || one === other;
