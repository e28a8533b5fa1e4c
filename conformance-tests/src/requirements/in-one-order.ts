import { isObject } from '../contract/document.ts';

/** The value as text to compare: the order of members says nothing in JSON, nor does the space between them. */
export const inOneOrder = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, part: unknown) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([left], [right]) => (left < right ? -1 : 1))) : part,
  );
