import { asArray, asObject, isObject, type JsonObject } from './json.ts';

/** One place that does not fit, as the contract's problems name it. */
export interface Complaint {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** Looks at a value the way a schema of the document asks for. Knows the keywords that the contract's requests use, and no more. */
export const createSchemaCheck = (document: JsonObject) => {
  const resolve = (node: unknown): JsonObject => {
    const { $ref } = asObject(node);
    if (typeof $ref !== 'string') return asObject(node);
    return resolve(
      $ref
        .slice(2)
        .split('/')
        .reduce<unknown>((at, name) => asObject(at)[name], document),
    );
  };

  const check = (node: unknown, value: unknown, pointer: string): readonly Complaint[] => {
    const schema = resolve(node);
    const complain = (code: string, detail: string): Complaint => ({
      pointer: pointer === '' ? '/' : pointer,
      code,
      detail,
    });
    if (schema.type !== undefined && ![schema.type].flat().some((type) => isOfType(value, String(type))))
      return [complain('type', `The value has to be of the type ${[schema.type].flat().join(' or ')}.`)];
    if ('const' in schema && value !== schema.const) return [complain('const', 'The value is not the documented one.')];
    if (Array.isArray(schema.enum) && !schema.enum.includes(value))
      return [complain('enum', 'The value is none of the documented ones.')];
    return [
      ...asArray(schema.allOf).flatMap((part) => check(part, value, pointer)),
      ...(schema.oneOf === undefined ? [] : checkChoice(schema, value, pointer, complain)),
      ...(typeof value === 'string' ? checkText(schema, value, complain) : []),
      ...(typeof value === 'number' ? checkNumber(schema, value, complain) : []),
      ...(Array.isArray(value) ? checkItems(schema, value, pointer, complain) : []),
      ...(isObject(value) ? checkMembers(schema, value, pointer, complain) : []),
    ];
  };

  type Complain = (code: string, detail: string) => Complaint;

  /** Of alternatives with a tag, the one whose tag the value has is the one that is meant. */
  const checkChoice = (
    schema: JsonObject,
    value: unknown,
    pointer: string,
    complain: Complain,
  ): readonly Complaint[] => {
    const found = asArray(schema.oneOf).map((part) => ({ part, complaints: check(part, value, pointer) }));
    if (found.filter(({ complaints }) => complaints.length === 0).length === 1) return [];
    const tag = String(asObject(schema.discriminator).propertyName);
    const meant = found.find(({ part }) => {
      const { const: named } = asObject(asObject(resolve(part).properties)[tag]);
      return named !== undefined && named === asObject(value)[tag];
    });
    return meant?.complaints ?? [complain('one_of', 'The value fits none of the documented forms.')];
  };

  const checkMembers = (
    schema: JsonObject,
    value: JsonObject,
    pointer: string,
    complain: Complain,
  ): readonly Complaint[] => {
    const declared = asObject(schema.properties);
    const place = (name: string): string => `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const has = (name: string): boolean => Object.hasOwn(value, name);
    const missing = asArray(schema.required)
      .map(String)
      .filter((name) => !has(name))
      .map((name) => ({ pointer: place(name), code: 'required', detail: 'The member is missing.' }));
    const unknown = Object.keys(value)
      .filter((name) => schema.additionalProperties === false && !Object.hasOwn(declared, name))
      .map((name) => ({ pointer: place(name), code: 'unknown', detail: 'The member is not documented.' }));
    const lonely = Object.entries(asObject(schema.dependentRequired))
      .filter(([name, others]) => has(name) && asArray(others).some((other) => !has(String(other))))
      .map(([name]) => ({
        pointer: place(name),
        code: 'dependent',
        detail: 'The member needs another one beside it.',
      }));
    const tooFew = Object.keys(value).length < Number(schema.minProperties ?? 0);
    return [
      ...missing,
      ...unknown,
      ...lonely,
      ...(tooFew ? [complain('too_few', 'At least one member is needed.')] : []),
      ...Object.entries(declared).flatMap(([name, part]) => (has(name) ? check(part, value[name], place(name)) : [])),
    ];
  };

  const checkItems = (
    schema: JsonObject,
    value: readonly unknown[],
    pointer: string,
    complain: Complain,
  ): readonly Complaint[] => {
    if (
      value.length < Number(schema.minItems ?? 0) ||
      value.length > Number(schema.maxItems ?? Number.POSITIVE_INFINITY)
    )
      return [complain('length', 'The list has too few or too many items.')];
    if (schema.uniqueItems === true && new Set(value.map((item) => JSON.stringify(item))).size < value.length)
      return [complain('unique', 'The list has an item twice.')];
    return schema.items === undefined
      ? []
      : value.flatMap((item, index) => check(schema.items, item, `${pointer}/${index}`));
  };

  return { resolve, check: (node: unknown, value: unknown): readonly Complaint[] => check(node, value, '') };
};

const isOfType = (value: unknown, type: string): boolean => {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isObject(value);
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
};

const formats: { readonly [name: string]: (text: string) => boolean } = {
  email: (text) => /^[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(text),
  'date-time': (text) => !Number.isNaN(Date.parse(text)),
  uri: (text) => URL.canParse(text),
};

const checkText = (
  schema: JsonObject,
  value: string,
  complain: (code: string, detail: string) => Complaint,
): readonly Complaint[] => {
  const length = [...value].length;
  if (length < Number(schema.minLength ?? 0)) return [complain('too_short', 'The text is too short.')];
  if (length > Number(schema.maxLength ?? Number.POSITIVE_INFINITY))
    return [complain('too_long', 'The text is too long.')];
  if (typeof schema.pattern === 'string' && !new RegExp(schema.pattern, 'u').test(value))
    return [complain('pattern', 'The text does not have the documented form.')];
  const format = formats[String(schema.format)];
  return format === undefined || format(value) ? [] : [complain('format', `The text is no ${String(schema.format)}.`)];
};

const checkNumber = (
  schema: JsonObject,
  value: number,
  complain: (code: string, detail: string) => Complaint,
): readonly Complaint[] =>
  value < Number(schema.minimum ?? Number.NEGATIVE_INFINITY) ||
  value > Number(schema.maximum ?? Number.POSITIVE_INFINITY)
    ? [complain('range', 'The number is too small or too large.')]
    : [];
