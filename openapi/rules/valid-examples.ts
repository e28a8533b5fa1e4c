import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { type Content, type Contract, operationsOf, resolve, type Schema } from '../contract.ts';
import type { Rule } from './rule.ts';

/** Every body has named examples, and each is valid by its schema, strictly, with formats, and without undeclared members. */
export const validExamples: Rule = (contract) => {
  const validate = createValidator(contract);
  return bodiesOf(contract).flatMap(({ where, content }) =>
    Object.entries(content).flatMap(([mediaType, { schema, examples = {} }]) => {
      const named = Object.entries(examples);
      if (named.length === 0) return [{ where, problem: `${mediaType} has no example` }];
      return named.flatMap(([name, { value }]) =>
        validate(schema, value).map((problem) => ({ where: `${where} example ${name}`, problem })),
      );
    }),
  );
};

function bodiesOf(contract: Contract): { where: string; content: Content }[] {
  const inOperations = operationsOf(contract).flatMap(({ operation }) => [
    { where: `${operation.operationId} request`, content: operation.requestBody?.content ?? {} },
    ...Object.entries(operation.responses)
      .filter(([, response]) => !('$ref' in response))
      .map(([status, response]) => ({
        where: `${operation.operationId} ${status}`,
        content: resolve(contract, response).content ?? {},
      })),
  ]);
  const shared = Object.entries(contract.components.responses ?? {});
  return [...inOperations, ...shared.map(([name, { content = {} }]) => ({ where: `response ${name}`, content }))];
}

type Validate = (schema: Schema, value: unknown) => string[];

function createValidator(contract: Contract): Validate {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  ajv.addVocabulary(['x-secret']);
  addFormats.default(ajv);
  // Ajv is to read the schemas alone: the rest of an OpenAPI document is no JSON Schema.
  ajv.addSchema({ $id: 'contract:', $defs: closed(contract.components.schemas ?? {}) });
  return (schema, value) => {
    const check = ajv.compile(closed(schema));
    return check(value)
      ? []
      : (check.errors ?? []).map((error) => `${error.instancePath || 'the value'} ${error.message}`);
  };
}

/**
 * A copy with every object closed and its references pointing at the copy. A schema that composes others is closed as a whole
 * by `unevaluatedProperties`, which sees through `allOf`.
 */
function closed<T>(value: T): T {
  if (Array.isArray(value)) return value.map(closed) as T;
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = {};
  for (const [keyword, inner] of Object.entries(value)) {
    copy[keyword] =
      keyword === '$ref' ? String(inner).replace('#/components/schemas/', 'contract:#/$defs/') : closed(inner);
  }
  if (copy.type === 'object' && 'properties' in copy && !('additionalProperties' in copy))
    copy.unevaluatedProperties = false;
  return copy as T;
}
