import { readFileSync } from 'node:fs';
import { operationTable } from '../../src/generated/operations.gen.ts';
import type { OperationId } from '../../src/operation/operation.ts';

interface Parameter {
  readonly $ref?: string;
  readonly in?: string;
  readonly name?: string;
}
interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, unknown>>;
}
interface Content {
  readonly schema: Schema;
  readonly examples?: Readonly<Record<string, { readonly value: unknown }>>;
}
interface Described {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, Content>> };
}
interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: {
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
}

const contract: Contract = JSON.parse(readFileSync(new URL('../../../openapi/openapi.json', import.meta.url), 'utf8'));

/** The contract's own words about the request of an operation. */
const describedRequest = (id: OperationId): Described => {
  const { path, method } = operationTable[id];
  return contract.paths[path]?.[method.toLowerCase()] ?? {};
};

const nameOf = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);

/** The names of the query parameters that an operation knows. */
export const queryParametersOf = (id: OperationId): string[] =>
  (describedRequest(id).parameters ?? [])
    .map((one) => (one.$ref === undefined ? one : contract.components.parameters[nameOf(one.$ref)]))
    .flatMap((parameter) => (parameter?.in === 'query' && parameter.name !== undefined ? [parameter.name] : []));

/** The names of the members that the body of an operation may have at its top. */
export function bodyMembersOf(id: OperationId): ReadonlySet<string> {
  const [content] = Object.values(describedRequest(id).requestBody?.content ?? {});
  return new Set(content === undefined ? [] : membersOf(content.schema));
}

/** The bodies that the contract shows as examples of a JSON operation. */
export const bodyExamplesOf = (id: OperationId): unknown[] =>
  Object.values(describedRequest(id).requestBody?.content['application/json']?.examples ?? {}).map(
    ({ value }) => value,
  );

function membersOf({ $ref, allOf = [], properties = {} }: Schema): string[] {
  const referred = $ref === undefined ? undefined : contract.components.schemas[nameOf($ref)];
  return [
    ...(referred === undefined ? [] : membersOf(referred)),
    ...allOf.flatMap(membersOf),
    ...Object.keys(properties),
  ];
}
