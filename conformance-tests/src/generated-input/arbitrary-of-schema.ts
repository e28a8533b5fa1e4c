import fc, { type Arbitrary } from 'fast-check';
import { arrayOf, isObject, type JsonObject, objectOf, resolve, stringOf } from '../contract/document.ts';

/** Longer values cost time and find nothing more; the bounds themselves are a matter of FUZ-05. */
const longestText = 60;
const longestList = 4;

/** Every value that the schema allows, small ones above all. Reads what our dialect writes: no `not`, no `if`. */
export const arbitraryOfSchema = (document: JsonObject, schema: unknown): Arbitrary<unknown> => {
  const node = objectOf(resolve(document, schema));
  if ('const' in node) return fc.constant(node.const);
  if (Array.isArray(node.enum)) return fc.constantFrom(...node.enum);
  const branches = [...arrayOf(node.oneOf), ...arrayOf(node.anyOf)];
  if (branches.length > 0) return fc.oneof(...branches.map((branch) => arbitraryOfSchema(document, branch)));
  const types = Array.isArray(node.type) ? node.type.map(String) : [stringOf(node.type)];
  return fc.oneof(...types.map((type) => arbitraryOfType(document, node, type)));
};

const arbitraryOfType = (document: JsonObject, node: JsonObject, type: string): Arbitrary<unknown> => {
  if (type === 'null') return fc.constant(null);
  if (type === 'boolean') return fc.boolean();
  if (type === 'integer') return fc.integer({ min: numberOr(node.minimum, 0), max: numberOr(node.maximum, 1_000_000) });
  if (type === 'number')
    return fc.double({ min: numberOr(node.minimum, 0), max: numberOr(node.maximum, 1e6), noNaN: true });
  if (type === 'string') return textOf(node);
  if (type === 'array') return listOf(document, node);
  if (type === 'object' || isObject(node.properties)) return objectOfSchema(document, node);
  return fc.jsonValue({ maxDepth: 1 });
};

const numberOr = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);

/** Two Latin ones, a letter that is two code points when decomposed, Greek, Arabic, Devanagari, Japanese, and one beyond 16 bits. */
const lettersOfTheWorld = ['a', 'Z', 'é', 'ß', 'λ', 'ع', 'क', '日', '🔑'];

const textOf = (node: JsonObject): Arbitrary<string> => {
  const minLength = numberOr(node.minLength, 0);
  const maxLength = Math.max(minLength, Math.min(numberOr(node.maxLength, longestText), longestText));
  if (node.format === 'date-time') return timestamp;
  if (node.format === 'email') return fc.emailAddress().filter((text) => text.length <= numberOr(node.maxLength, 254));
  if (node.format === 'uri') return fc.webUrl();
  const letters = fc.string({ minLength, maxLength, unit: fc.constantFrom(...lettersOfTheWorld) });
  if (typeof node.pattern !== 'string')
    return fc.oneof(fc.string({ minLength, maxLength, unit: 'grapheme-ascii' }), letters);
  const pattern = new RegExp(node.pattern, 'u');
  const isInBounds = (text: string): boolean =>
    text.length >= minLength && text.length <= numberOr(node.maxLength, 1e6);
  // It draws from ASCII alone, whatever the pattern allows beside.
  const matching = fc.stringMatching(pattern).filter(isInBounds);
  const isForPeople = pattern.test(lettersOfTheWorld.join('')) && maxLength >= lettersOfTheWorld.length;
  return isForPeople
    ? fc.oneof(
        matching,
        letters.filter((text) => pattern.test(text)),
      )
    : matching;
};

/** A second of the next ten years: what is over already is refused for another reason. */
const timestamp = fc
  .integer({ min: 0, max: 10 * 365 * 86_400 })
  .map((seconds) => new Date(Date.UTC(2100, 0, 1) + seconds * 1_000).toISOString());

const listOf = (document: JsonObject, node: JsonObject): Arbitrary<unknown> => {
  const minLength = numberOr(node.minItems, 0);
  const maxLength = Math.max(minLength, Math.min(numberOr(node.maxItems, longestList), longestList));
  const item = arbitraryOfSchema(document, node.items);
  const bounds = { minLength, maxLength };
  return node.uniqueItems === true
    ? fc.uniqueArray(item, { ...bounds, selector: (value) => JSON.stringify(value) })
    : fc.array(item, bounds);
};

const objectOfSchema = (document: JsonObject, node: JsonObject): Arbitrary<unknown> => {
  const members = Object.entries(objectOf(node.properties)).map(
    ([name, schema]) => [name, arbitraryOfSchema(document, schema)] as const,
  );
  const required = arrayOf(node.required).map(String);
  return fc.record(Object.fromEntries(members), { requiredKeys: required as never[] });
};
