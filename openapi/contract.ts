/** The parts of the bundled OpenAPI document that our own generators and rules read. */
export interface Contract {
  readonly openapi: string;
  readonly 'x-requirements'?: readonly string[];
  readonly tags?: readonly { readonly name: string }[];
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: Components;
}

export interface Components {
  readonly securitySchemes?: { readonly [name: string]: unknown };
  readonly schemas?: { readonly [name: string]: Schema };
  readonly responses?: { readonly [name: string]: Response };
  readonly parameters?: { readonly [name: string]: Parameter };
  readonly headers?: { readonly [name: string]: Header };
}

export interface Reference {
  readonly $ref: string;
}

export interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly security?: readonly { readonly [scheme: string]: readonly string[] }[];
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: { readonly [status: string]: Response | Reference };
  readonly 'x-credentials'?: 'none' | readonly string[];
  readonly 'x-permission'?: Permission;
  readonly 'x-audit-event'?: 'none' | readonly string[];
  readonly 'x-requirements'?: readonly string[];
}

/** Who may call an operation. Braces in a resource stand for the request's path parameters. */
export type Permission = 'public' | 'self' | 'operator' | { readonly action: string; readonly resource: string };

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header' | 'cookie';
  readonly schema: Schema;
}

export interface Header {
  readonly required?: boolean;
  readonly schema?: Schema;
}

export interface Response {
  readonly description: string;
  readonly headers?: { readonly [name: string]: Header | Reference };
  readonly content?: Content;
}

export interface Content {
  readonly [mediaType: string]: {
    readonly schema: Schema;
    readonly examples?: { readonly [name: string]: { readonly value: unknown } };
  };
}

/** A JSON Schema of draft 2020-12, or any value inside one. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

export interface LocatedOperation {
  readonly path: string;
  /** Lower-case, as in the document. */
  readonly method: string;
  readonly operation: Operation;
}

/** The body of the OAuth operations (RFC 6749 appendix B); all others take JSON. */
export const formMediaType = 'application/x-www-form-urlencoded';

/** Whether an operation is an OAuth endpoint, which takes a form and refuses as RFC 6749 §5.2 says. */
export const takesForm = (operation: Operation): boolean =>
  operation.requestBody !== undefined && formMediaType in operation.requestBody.content;

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

/** Every operation, in the order of the document. */
export function operationsOf(contract: Contract): LocatedOperation[] {
  return Object.entries(contract.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => methods.has(method))
      .map(([method, operation]) => ({ path, method, operation })),
  );
}

/** Follows a reference into `#/components/…`; anything else is returned as it is. */
export function resolve<T extends object>(contract: Contract, value: T | Reference): T {
  if (!('$ref' in value) || typeof value.$ref !== 'string') return value as T;
  let target: unknown = contract;
  for (const step of value.$ref.slice(2).split('/')) {
    target = (target as Record<string, unknown> | undefined)?.[step.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  if (typeof target !== 'object' || target === null) throw new Error(`${value.$ref} leads nowhere`);
  return resolve(contract, target as T | Reference);
}

/** The parameters of an operation, each written out. */
export const parametersOf = (contract: Contract, operation: Operation): Parameter[] =>
  (operation.parameters ?? []).map((parameter) => resolve(contract, parameter));
