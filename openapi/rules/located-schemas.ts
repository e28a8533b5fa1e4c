import { type Content, type Contract, operationsOf, type Reference, type Schema } from '../contract.ts';

export interface LocatedSchema {
  readonly where: string;
  readonly schema: Schema;
}

const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isReference = (value: object): value is Reference => '$ref' in value;

/** Every schema that is written in the contract, once; references are not followed. */
export function schemasOf(contract: Contract): LocatedSchema[] {
  return rootsOf(contract).flatMap(({ where, schema }) => withInnerSchemas(where, schema));
}

function rootsOf(contract: Contract): LocatedSchema[] {
  const { schemas = {}, responses = {}, parameters = {}, headers = {} } = contract.components;
  const roots: LocatedSchema[] = [];
  const add = (where: string, schema: unknown) => isObject(schema) && roots.push({ where, schema });
  const addContent = (where: string, content: Content | undefined) => {
    for (const [mediaType, { schema }] of Object.entries(content ?? {})) add(`${where} ${mediaType}`, schema);
  };
  for (const [name, schema] of Object.entries(schemas)) add(name, schema);
  for (const [name, parameter] of Object.entries(parameters)) add(`parameter ${name}`, parameter.schema);
  for (const [name, header] of Object.entries(headers)) add(`header ${name}`, header.schema);
  for (const [name, response] of Object.entries(responses)) addContent(`response ${name}`, response.content);
  for (const { operation } of operationsOf(contract)) {
    const id = operation.operationId;
    for (const parameter of operation.parameters ?? []) {
      if (!isReference(parameter)) add(`${id} ${parameter.name}`, parameter.schema);
    }
    addContent(`${id} request`, operation.requestBody?.content);
    for (const [status, response] of Object.entries(operation.responses)) {
      if (!isReference(response)) addContent(`${id} ${status}`, response.content);
    }
  }
  return roots;
}

/** A schema and every one written inside it. */
export function withInnerSchemas(where: string, schema: Schema): LocatedSchema[] {
  return [
    { where, schema },
    ...innerSchemas(where, schema).flatMap((inner) => withInnerSchemas(inner.where, inner.schema)),
  ];
}

function innerSchemas(where: string, schema: Schema): LocatedSchema[] {
  const named = ['properties', 'patternProperties', '$defs'].flatMap((keyword) =>
    isObject(schema[keyword])
      ? Object.entries(schema[keyword]).map(([name, inner]) => [`${where}.${name}`, inner] as const)
      : [],
  );
  const listed = ['oneOf', 'anyOf', 'allOf', 'prefixItems'].flatMap((keyword) =>
    Array.isArray(schema[keyword])
      ? schema[keyword].map((inner: unknown) => [`${where} ${keyword}`, inner] as const)
      : [],
  );
  const single = ['items', 'additionalProperties', 'unevaluatedProperties', 'not', 'contains'].map(
    (keyword) => [`${where}[${keyword}]`, schema[keyword]] as const,
  );
  return [...named, ...listed, ...single].flatMap(([innerWhere, inner]) =>
    isObject(inner) ? [{ where: innerWhere, schema: inner }] : [],
  );
}

/** The types that a schema admits, as a list. */
export const typesOf = (schema: Schema): readonly unknown[] =>
  Array.isArray(schema.type) ? schema.type : [schema.type];
