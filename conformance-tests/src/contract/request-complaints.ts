import { header, mediaType, type WireRequest } from '../wire/exchange.ts';
import type { Contract, Operation, Parameter } from './contract.ts';
import { objectOf } from './document.ts';
import type { Complaints, SchemaValidation } from './schema-validation.ts';

const typed = (text: string, schema: unknown): unknown => {
  const { type } = objectOf(schema);
  if (type === 'integer' || type === 'number') return Number(text);
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
};

/** What the request carries for a declared parameter; undefined if it is absent. */
const textOf = (parameter: Parameter, operation: Operation, request: WireRequest): string | undefined => {
  const [path = '', query = ''] = request.path.split('?');
  if (parameter.location === 'query') return new URLSearchParams(query).get(parameter.name) ?? undefined;
  if (parameter.location === 'header') return header(request, parameter.name);
  if (parameter.location === 'cookie') return undefined;
  const index = operation.template.split('/').indexOf(`{${parameter.name}}`);
  const segment = path.split('/')[index];
  return segment === undefined ? undefined : decodeURIComponent(segment);
};

const parameterComplaints = (operation: Operation, request: WireRequest, validation: SchemaValidation): Complaints =>
  operation.parameters.flatMap((parameter) => {
    const text = textOf(parameter, operation, request);
    if (text === undefined) return parameter.isRequired ? [`${parameter.name} is missing`] : [];
    if (parameter.schema === undefined) return [];
    return validation
      .requestComplaints(parameter.schema, typed(text, parameter.schema))
      .map((text) => `${parameter.name}: ${text}`);
  });

const queryComplaints = (operation: Operation, request: WireRequest): Complaints => {
  const declared = operation.parameters.filter(({ location }) => location === 'query').map(({ name }) => name);
  const given = [...new URLSearchParams(request.path.split('?')[1] ?? '').keys()];
  return given.filter((name) => !declared.includes(name)).map((name) => `the query parameter ${name} is not declared`);
};

const bodyComplaints = (operation: Operation, request: WireRequest, validation: SchemaValidation): Complaints => {
  if (request.body === undefined) return operation.isBodyRequired ? ['the body is missing'] : [];
  const type = mediaType(request) ?? 'no Content-Type';
  if (!operation.requestContent.has(type)) return [`${operation.id} takes no body of ${type}`];
  const schema = operation.requestContent.get(type);
  if (schema === undefined || !type.endsWith('json')) return [];
  return validation.requestComplaints(schema, JSON.parse(Buffer.from(request.body as string).toString('utf8')));
};

/** Why a request that is meant to be valid is not. Whatever is listed here is a fault of the suite, not of the target. */
export const requestComplaints = (
  contract: Contract,
  validation: SchemaValidation,
  request: WireRequest,
): Complaints => {
  const { operation } = contract.match(request.method, request.path);
  if (operation === undefined) return [`the contract has no ${request.method} ${request.path}`];
  return [
    ...parameterComplaints(operation, request, validation),
    ...queryComplaints(operation, request),
    ...bodyComplaints(operation, request, validation),
  ];
};
