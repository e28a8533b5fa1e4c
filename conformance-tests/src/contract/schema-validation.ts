import { Ajv2020, type AnySchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { closedWorld, openWorld } from './closed-world.ts';
import type { JsonObject } from './document.ts';

/** One sentence per broken rule; empty when the value is valid. */
export type Complaints = readonly string[];

export interface SchemaValidation {
  /** A request value against the schema as written. */
  requestComplaints(schema: unknown, value: unknown): Complaints;
  /** A response value against the schema with every object closed. */
  responseComplaints(schema: unknown, value: unknown): Complaints;
}

/** What is too much says more than what the other branches of a union miss. */
const tellingKeywords = ['unevaluatedProperties', 'additionalProperties', 'type', 'format', 'pattern', 'enum'];
const rankOf = (keyword: string): number => {
  const rank = tellingKeywords.indexOf(keyword);
  return rank === -1 ? tellingKeywords.length : rank;
};

const complaintsOf = (validate: ValidateFunction, value: unknown): Complaints => {
  if (validate(value)) return [];
  const errors = (validate.errors ?? []).toSorted((left, right) => rankOf(left.keyword) - rankOf(right.keyword));
  return errors.map(({ instancePath, message, params }) => {
    const extra = 'unevaluatedProperty' in params ? ` (${params.unevaluatedProperty})` : '';
    const additional = 'additionalProperty' in params ? ` (${params.additionalProperty})` : '';
    return `${instancePath === '' ? 'the value' : instancePath} ${message}${extra}${additional}`;
  });
};

/** JSON Schema 2020-12 with formats asserted (the dialect of OpenAPI 3.1). Schemas compile on first use. */
export const schemaValidation = (document: JsonObject): SchemaValidation => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, allowUnionTypes: true, validateFormats: true });
  formats.default(ajv);
  const worlds = { request: openWorld(document), response: closedWorld(document) };
  const added = new Set<string>();
  const compiled = { request: new Map<unknown, ValidateFunction>(), response: new Map<unknown, ValidateFunction>() };

  const compile = (kind: 'request' | 'response', schema: unknown): ValidateFunction => {
    const known = compiled[kind].get(schema);
    if (known !== undefined) return known;
    const prepared = worlds[kind].transform(schema);
    // Under an address each component compiles once, and not again within every schema that refers to it.
    for (const [address, definition] of Object.entries(worlds[kind].definitions))
      if (!added.has(address)) {
        added.add(address);
        ajv.addSchema(definition as AnySchemaObject, address);
      }
    const validate = ajv.compile({ allOf: [prepared] });
    compiled[kind].set(schema, validate);
    return validate;
  };

  return {
    requestComplaints: (schema, value) => complaintsOf(compile('request', schema), value),
    responseComplaints: (schema, value) => complaintsOf(compile('response', schema), value),
  };
};
