/** The parts of an OpenAPI 3.1 document that the suite reads. The document is data from outside: nothing is assumed. */
export type JsonObject = { readonly [member: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value as an object; an empty one when it is something else. */
export const objectOf = (value: unknown): JsonObject => (isObject(value) ? value : {});

export const arrayOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const stringOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const tokenName = (token: string): string => decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~');

/** What a local reference (`#/…`) names, following references to references (RFC 6901). Undefined if there is nothing. */
export const resolve = (document: JsonObject, node: unknown, depth = 0): unknown => {
  const reference = isObject(node) ? node.$ref : undefined;
  if (typeof reference !== 'string') return node;
  if (!reference.startsWith('#/') || depth > 20) return undefined;
  const found = reference
    .slice(2)
    .split('/')
    .reduce<unknown>((value, token) => (isObject(value) ? value[tokenName(token)] : undefined), document);
  return resolve(document, found, depth + 1);
};

/** The same text for documents that mean the same JSON: members sorted, and `servers` (set by whoever deploys) left out. */
export const normalisedText = (document: unknown): string => {
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(sorted);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.keys(value)
        .sort()
        .map((key) => [key, sorted(value[key])]),
    );
  };
  return JSON.stringify(sorted(isObject(document) ? { ...document, servers: undefined } : document));
};
