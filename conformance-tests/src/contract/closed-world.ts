import { isObject, type JsonObject, resolve } from './document.ts';

/**
 * A contract tells clients to tolerate unknown members, so its response schemas are open. The suite is strict where a
 * client is not: here every object that a response schema describes is closed, so that an undeclared member is seen.
 *
 * Branches of a composition describe the same object as the schema around them and stay open at their root; the outermost
 * schema is closed with `unevaluatedProperties: false` (JSON Schema 2020-12 §11.3), which sees through the branches.
 */
export interface World {
  /** Schemas that the transformed ones refer to, by their address; they grow with each `transform`. */
  readonly definitions: { readonly [address: string]: unknown };
  /** The schema, made independent of the document around it. */
  transform(schema: unknown): unknown;
}

const compositions = ['allOf', 'anyOf', 'oneOf'] as const;
const conditionals = ['if', 'then', 'else', 'not'] as const;
const schemaPrefix = '#/components/schemas/';

const isClosedOrMap = (schema: JsonObject): boolean =>
  'additionalProperties' in schema || 'unevaluatedProperties' in schema;

const describesObject = (schema: JsonObject): boolean =>
  'properties' in schema || compositions.some((keyword) => keyword in schema);

export const closedWorld = (document: JsonObject): World => worldOf(document, true);

/** The schemas as they are written: for requests, whose schemas close themselves. */
export const openWorld = (document: JsonObject): World => worldOf(document, false);

const worldOf = (document: JsonObject, isClosing: boolean): World => {
  const definitions: { [name: string]: unknown } = {};

  /** Every component exists twice: closed where it stands alone, open where it is one branch of a larger object. */
  const reference = (target: string, isRoot: boolean): string => {
    const world = isClosing ? 'responses' : 'requests';
    const address = `/${world}/${isRoot ? 'closed' : 'open'}/${target.slice(schemaPrefix.length)}`;
    if (!(address in definitions)) {
      definitions[address] = {};
      definitions[address] = transform(resolve(document, { $ref: target }), isRoot);
    }
    return address;
  };

  const transformReference = (schema: JsonObject, target: string, isRoot: boolean): unknown => {
    if (!target.startsWith(schemaPrefix) || target.slice(schemaPrefix.length).includes('/')) {
      return transform(resolve(document, schema), isRoot);
    }
    const { $ref: _, ...siblings } = schema;
    if (!describesObject(siblings)) return { ...siblings, $ref: reference(target, isRoot) };
    return transform({ ...siblings, allOf: [...((siblings.allOf as unknown[]) ?? []), { $ref: target }] }, isRoot);
  };

  const transform = (schema: unknown, isRoot: boolean): unknown => {
    if (!isObject(schema)) return schema;
    if (typeof schema.$ref === 'string') return transformReference(schema, schema.$ref, isRoot);
    const result: { [keyword: string]: unknown } = { ...schema };
    const eachOf = (keyword: string, isBranch: boolean): void => {
      const value = schema[keyword];
      if (Array.isArray(value)) result[keyword] = value.map((branch) => transform(branch, !isBranch));
    };
    const mapOf = (keyword: string): void => {
      const value = schema[keyword];
      if (isObject(value)) {
        result[keyword] = Object.fromEntries(
          Object.entries(value).map(([key, child]) => [key, transform(child, true)]),
        );
      }
    };
    for (const keyword of compositions) eachOf(keyword, true);
    eachOf('prefixItems', false);
    mapOf('properties');
    mapOf('patternProperties');
    for (const keyword of conditionals) if (keyword in schema) result[keyword] = transform(schema[keyword], false);
    for (const keyword of ['items', 'additionalProperties', 'contains']) {
      if (isObject(schema[keyword])) result[keyword] = transform(schema[keyword], true);
    }
    if (isClosing && isRoot && describesObject(schema) && !isClosedOrMap(schema)) result.unevaluatedProperties = false;
    return result;
  };

  return { definitions, transform: (schema) => transform(schema, true) };
};
