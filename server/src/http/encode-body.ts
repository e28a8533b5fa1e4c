/** Documents that are the same object for every request (the contract, the catalog) are encoded once. */
const encoded = new WeakMap<object, string>();

export function encodeBody(body: object | string | undefined): string {
  if (body === undefined) return '';
  if (typeof body === 'string') return JSON.stringify(body);
  const known = encoded.get(body);
  if (known !== undefined) return known;
  const text = JSON.stringify(body);
  if (Object.isFrozen(body)) encoded.set(body, text);
  return text;
}
