import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { Context, Document, Handler, OpenAPIBackend } from 'openapi-backend';
import { ServiceError } from '../errors/service-error.ts';
import { operationTable } from '../generated/operations.gen.ts';
import type { OperationId } from '../operation/operation.ts';
import { ContractBackend } from './contract-backend.ts';
import { type RequestParts, refusalOf } from './contract-violations.ts';
import { createRoutes, type Route } from './routes.ts';

/** Finds operations and judges requests by the contract. */
export interface Dispatch {
  /** @throws {ServiceError} 404 for an unknown path, 405 with the methods that a known one has */
  match(method: string, path: string): Route;
  /** The methods of a path; empty when there is no such path. */
  methodsOf(path: string): readonly string[];
  /**
   * Checks a request, and turns the text of numeric query parameters into numbers in place.
   * @throws {ServiceError} 400 `invalid_request`, naming every offending member
   */
  validate(id: OperationId, parts: RequestParts): void;
  /** @throws {ServiceError} the refusal, through the handler without which openapi-backend would let the request pass */
  unauthorized(refusal: ServiceError): never;
  handler(id: OperationId): Handler;
  securityHandler(scheme: string): Handler;
}

export interface Registry {
  /** An OpenAPI 3.1 document; what it says of answers is not looked at. */
  readonly definition: object;
  readonly handlers: Readonly<Record<string, Handler>>;
  readonly securityHandlers: Readonly<Record<string, Handler>>;
  readonly fallbacks?: Readonly<Record<string, Handler>>;
}

export class MethodNotAllowed extends ServiceError {
  readonly allowed: readonly string[];
  constructor(allowed: readonly string[]) {
    super('method_not_allowed', { detail: `This path answers ${allowed.join(', ')}.` });
    this.allowed = allowed;
  }
}

/** What must be there before openapi-backend may decide anything: where one is missing it goes on to the operation. */
export const defaultFallbacks: Readonly<Record<string, Handler>> = {
  notFound: () => {
    throw new ServiceError('not_found');
  },
  methodNotAllowed: (_context: Context, allowed: readonly string[]) => {
    throw new MethodNotAllowed(allowed);
  },
  validationFail: (_context: Context, refusal: ServiceError) => {
    throw refusal;
  },
  unauthorizedHandler: (_context: Context, refusal: ServiceError) => {
    throw refusal;
  },
  notImplemented: () => {
    throw new ServiceError('internal_error');
  },
};

/**
 * openapi-backend holds the definition, the compiled validators and the registry of handlers. Its own router compiles a
 * pattern for every operation on every request, so finding the operation is left to `routes.ts`.
 * @throws {TypeError} a handler, what it takes, a security scheme's handler or a fallback is missing: the server must not start
 */
export async function createDispatch({
  definition: contract,
  handlers,
  securityHandlers,
  fallbacks = defaultFallbacks,
}: Registry): Promise<Dispatch> {
  const definition = contract as Document;
  const api = new ContractBackend({
    definition,
    // `strict` would judge the document by the schema of OpenAPI 3.0, and refuse every 3.1 document.
    strict: false,
    // The contract's own lint and tests have judged the document and its schemas; doing so again would double the start-up.
    quick: true,
    handlers: { ...fallbacks, ...handlers },
    securityHandlers: { ...securityHandlers },
    customizeAjv: (_draft07, options) => {
      const ajv = new Ajv2020({ ...options, allErrors: true, strict: true, validateSchema: false });
      ajv.addKeyword('x-secret');
      addFormats.default(ajv);
      return ajv;
    },
  });
  await api.init();
  const context = { api } as unknown as Context;
  requireComplete(api, definition);
  const routes = createRoutes(
    Object.entries(operationTable).map(([id, { method, path }]) => ({ id: id as OperationId, method, path })),
  );

  return {
    match(method, path) {
      const found = routes.match(method, path);
      if (found === undefined) return api.handlers.notFound?.(context);
      if ('allowed' in found) return api.handlers.methodNotAllowed?.(context, found.allowed);
      return found;
    },
    methodsOf(path) {
      const found = routes.match('OPTIONS', path);
      return found !== undefined && 'allowed' in found ? found.allowed : [];
    },
    validate(id, parts) {
      const violations: ErrorObject[] = [];
      for (const validate of api.validator.getRequestValidatorsForOperation(id) ?? [])
        if (!validate(parts)) violations.push(...(validate.errors ?? []));
      if (violations.length === 0) return;
      const refusal = refusalOf(violations);
      api.handlers.validationFail?.(context, refusal);
      throw refusal;
    },
    unauthorized(refusal) {
      api.handlers.unauthorizedHandler?.(context, refusal);
      throw refusal;
    },
    handler: (id) => api.handlers[id] as Handler,
    securityHandler: (scheme) => api.securityHandlers[scheme] as Handler,
  };
}

/** Fail closed: a gap in the registry is found at the start, not by the first request that falls through it. */
function requireComplete(api: OpenAPIBackend, definition: Document): void {
  const schemes = Object.keys(definition.components?.securitySchemes ?? {});
  const described = new Set(api.router.getOperations().map(({ operationId }) => operationId));
  const missing = [
    ...Object.keys(operationTable)
      .filter((id) => !api.handlers[id])
      .map((id) => `the operation ${id}`),
    // Whatever has no validators, every request would pass.
    ...Object.keys(operationTable)
      .filter((id) => !described.has(id))
      .map((id) => `the requests of ${id}`),
    ...schemes.filter((scheme) => !api.securityHandlers[scheme]).map((scheme) => `the security scheme ${scheme}`),
    ...Object.keys(defaultFallbacks)
      .filter((name) => !api.handlers[name])
      .map((name) => `the fallback ${name}`),
  ];
  if (missing.length > 0) throw new TypeError(`no handler for ${missing.join(', ')}`);
}
