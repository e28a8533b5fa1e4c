import { arrayOf, isObject, type JsonObject, objectOf, resolve, stringOf } from '../contract/document.ts';

/** A body with exactly one rule of its schema broken. */
export interface Violated {
  /** JSON Pointer of the place (RFC 6901). */
  readonly pointer: string;
  readonly rule: string;
  readonly body: JsonObject;
}

/** Every way to break one rule about one member of the body, deterministic for a body. */
export const violationsOf = (document: JsonObject, schema: unknown, body: JsonObject): readonly Violated[] => {
  const node = objectOf(resolve(document, schema));
  const required = arrayOf(node.required).map(String);
  const members = Object.entries(objectOf(node.properties));
  const without = (name: string): JsonObject =>
    Object.fromEntries(Object.entries(body).filter(([key]) => key !== name));
  return [
    ...required.map((name) => ({ pointer: `/${name}`, rule: 'required', body: without(name) })),
    { pointer: '/cf_surprise', rule: 'additionalProperties', body: { ...body, cf_surprise: true } },
    ...members.flatMap(([name, member]) =>
      wrongValuesFor(objectOf(resolve(document, member))).map(({ rule, value }) => ({
        pointer: `/${name}`,
        rule,
        body: { ...body, [name]: value },
      })),
    ),
  ];
};

interface Wrong {
  readonly rule: string;
  readonly value: unknown;
}

const typesOf = (node: JsonObject): readonly string[] =>
  Array.isArray(node.type) ? node.type.map(String) : [stringOf(node.type)].filter((type) => type !== '');

const wrongValuesFor = (node: JsonObject): readonly Wrong[] => {
  const types = typesOf(node);
  const wrong: Wrong[] = [];
  if (types.length > 0) {
    if (!types.includes('null')) wrong.push({ rule: 'type', value: null });
    if (!types.includes('object')) wrong.push({ rule: 'type', value: { $gt: '' } });
    if (!types.includes('array')) wrong.push({ rule: 'type', value: [] });
    if (!types.includes('integer') && !types.includes('number')) wrong.push({ rule: 'type', value: 7 });
    if (!types.includes('string')) wrong.push({ rule: 'type', value: 'text' });
    if (!types.includes('boolean')) wrong.push({ rule: 'type', value: true });
  }
  if (Array.isArray(node.enum) || 'const' in node) wrong.push({ rule: 'enum', value: 'cf-no-such-word' });
  if (isObject(node.discriminator) || Array.isArray(node.oneOf))
    wrong.push({ rule: 'oneOf', value: { kind: 'cf-no-such-kind' } });
  if (types.includes('string')) {
    if (typeof node.minLength === 'number' && node.minLength > 0) wrong.push({ rule: 'minLength', value: '' });
    if (typeof node.maxLength === 'number' && node.maxLength < 5_000)
      wrong.push({ rule: 'maxLength', value: 'x'.repeat(node.maxLength + 1) });
    if (typeof node.pattern === 'string' || typeof node.format === 'string')
      wrong.push({ rule: 'pattern', value: '\u0001 not of that shape \u0001' });
  }
  if (typeof node.minimum === 'number') wrong.push({ rule: 'minimum', value: node.minimum - 1 });
  if (typeof node.maximum === 'number') wrong.push({ rule: 'maximum', value: node.maximum + 1 });
  if (typeof node.maxItems === 'number' && node.maxItems < 500)
    wrong.push({ rule: 'maxItems', value: Array.from({ length: node.maxItems + 1 }, () => 'x') });
  return wrong;
};
