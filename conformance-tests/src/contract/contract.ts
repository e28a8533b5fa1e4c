import { arrayOf, isObject, type JsonObject, objectOf, resolve, stringOf } from './document.ts';

export interface Parameter {
  readonly name: string;
  readonly location: 'path' | 'query' | 'header' | 'cookie';
  readonly isRequired: boolean;
  readonly schema: unknown;
}

/** `x-permission`: who may call. */
export type Permission =
  | { readonly kind: 'public' | 'self' | 'operator' }
  | { readonly kind: 'action'; readonly action: string; readonly resource: string };

export interface DocumentedResponse {
  /** Schema by media type; a media type without schema is undefined. */
  readonly content: ReadonlyMap<string, unknown>;
  readonly headers: readonly { readonly name: string; readonly isRequired: boolean; readonly schema: unknown }[];
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** The path template, for example `/v1/workspaces/{workspace}`. */
  readonly template: string;
  readonly parameters: readonly Parameter[];
  readonly isBodyRequired: boolean;
  /** Request schema by media type; empty when the operation takes no body. */
  readonly requestContent: ReadonlyMap<string, unknown>;
  readonly responses: ReadonlyMap<string, DocumentedResponse>;
  /** True when every alternative of `security` asks for a credential. */
  readonly needsCredential: boolean;
  /** `x-credentials`: the kinds of credential that may call. Empty for public operations. */
  readonly credentials: readonly string[];
  readonly permission: Permission;
  /** `x-requirements`: ids of the requirements this operation must keep. */
  readonly requirements: readonly string[];
  readonly raw: JsonObject;
}

/** The contract, indexed the way a black box needs it: by operation id and by what a request line names. */
export interface Contract {
  readonly document: JsonObject;
  readonly operations: readonly Operation[];
  /** @throws {RangeError} for an id the contract does not have */
  operation(id: string): Operation;
  has(id: string): boolean;
  /** The methods declared for the path of this request target, and the operation if the method is one of them. */
  match(
    method: string,
    target: string,
  ): { readonly operation: Operation | undefined; readonly methods: readonly string[] };
  /** Every error code that the problem schemas list. */
  readonly errorCodes: ReadonlySet<string>;
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

const contentOf = (content: unknown): ReadonlyMap<string, unknown> =>
  new Map(Object.entries(objectOf(content)).map(([type, media]) => [type.toLowerCase(), objectOf(media).schema]));

const parameterOf = (document: JsonObject, node: unknown): Parameter => {
  const parameter = objectOf(resolve(document, node));
  return {
    name: stringOf(parameter.name),
    location: parameter.in as Parameter['location'],
    isRequired: parameter.required === true,
    schema: parameter.schema,
  };
};

const responseOf = (document: JsonObject, node: unknown): DocumentedResponse => {
  const response = objectOf(resolve(document, node));
  const headers = Object.entries(objectOf(response.headers)).map(([name, value]) => {
    const declared = objectOf(resolve(document, value));
    return { name, isRequired: declared.required === true, schema: declared.schema };
  });
  return { content: contentOf(response.content), headers };
};

const permissionOf = (node: unknown): Permission => {
  if (isObject(node)) return { kind: 'action', action: stringOf(node.action), resource: stringOf(node.resource) };
  return { kind: node === 'public' || node === 'operator' ? node : 'self' };
};

const operationOf = (document: JsonObject, template: string, item: JsonObject, method: string): Operation => {
  const raw = objectOf(item[method]);
  const requestBody = objectOf(resolve(document, raw.requestBody));
  const security = arrayOf(raw.security ?? document.security);
  const needsCredential = security.length > 0 && security.every((one) => Object.keys(objectOf(one)).length > 0);
  return {
    id: stringOf(raw.operationId),
    method: method.toUpperCase(),
    template,
    parameters: [...arrayOf(item.parameters), ...arrayOf(raw.parameters)].map((node) => parameterOf(document, node)),
    isBodyRequired: requestBody.required === true,
    requestContent: contentOf(requestBody.content),
    responses: new Map(
      Object.entries(objectOf(raw.responses)).map(([status, node]) => [status, responseOf(document, node)]),
    ),
    needsCredential,
    credentials: needsCredential ? arrayOf(raw['x-credentials']).filter((kind) => typeof kind === 'string') : [],
    permission: permissionOf(raw['x-permission']),
    requirements: arrayOf(raw['x-requirements']).filter((id) => typeof id === 'string'),
    raw,
  };
};

const segmentsOf = (path: string): readonly string[] => path.split('/').slice(1);

/** Literal segments win over templated ones, and an empty segment never fills a template. */
const fits = (template: string, path: string): boolean => {
  const wanted = segmentsOf(template);
  const given = segmentsOf(path);
  if (wanted.length !== given.length) return false;
  return wanted.every((segment, index) => (segment.startsWith('{') ? given[index] !== '' : segment === given[index]));
};

const literalSegments = (template: string): number =>
  segmentsOf(template).filter((part) => !part.startsWith('{')).length;

/** Collects every string listed by the `enum` or `const` of a `code` member next to a `status` member: the problem schemas. */
const collectErrorCodes = (document: JsonObject): ReadonlySet<string> => {
  const codes = new Set<string>();
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (!isObject(node)) return;
    const properties = objectOf(node.properties);
    const code = objectOf(resolve(document, properties.code));
    if ('status' in properties || 'code' in properties) {
      for (const value of [...arrayOf(code.enum), code.const]) if (typeof value === 'string') codes.add(value);
    }
    Object.values(node).forEach(visit);
  };
  visit(objectOf(document.components).schemas);
  visit(objectOf(document.components).responses);
  return codes;
};

export const readContract = (document: JsonObject): Contract => {
  const operations = Object.entries(objectOf(document.paths)).flatMap(([template, node]) => {
    const item = objectOf(resolve(document, node));
    return methods.filter((method) => method in item).map((method) => operationOf(document, template, item, method));
  });
  const byId = new Map(operations.map((operation) => [operation.id, operation]));
  const errorCodes = collectErrorCodes(document);

  return {
    document,
    operations,
    errorCodes,
    has: (id) => byId.has(id),
    operation: (id) => {
      const found = byId.get(id);
      if (found === undefined) throw new RangeError(`the contract has no operation ${id}`);
      return found;
    },
    match: (method, target) => {
      const path = target.split('?')[0] ?? target;
      const candidates = operations.filter(({ template }) => fits(template, path));
      const best = Math.max(...candidates.map(({ template }) => literalSegments(template)));
      const chosen = candidates.filter(({ template }) => literalSegments(template) === best);
      return {
        operation: chosen.find((operation) => operation.method === method),
        methods: chosen.map((operation) => operation.method),
      };
    },
  };
};
