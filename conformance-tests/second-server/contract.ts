import { readFileSync } from 'node:fs';
import { asArray, asObject, isObject, type JsonObject } from './json.ts';
import { createSchemaCheck } from './json-schema.ts';

export interface Parameter {
  readonly name: string;
  readonly place: string;
  readonly isRequired: boolean;
  readonly schema: JsonObject;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly template: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly body: { readonly type: string; readonly schema: unknown; readonly limitBytes: number } | undefined;
  /** The media types of a success. */
  readonly gives: readonly string[];
  /** The kinds of credential that may call; empty where anybody may. */
  readonly credentials: readonly string[];
  readonly permission: 'public' | 'self' | 'operator' | { readonly action: string; readonly resource: string };
  /** The example of a refusal by status and code: the contract gives every one of them in full. */
  refusal(status: number, code: string): JsonObject | undefined;
}

export interface Contract {
  /** The document with the operations that this server has, and no others. */
  readonly document: JsonObject;
  readonly check: ReturnType<typeof createSchemaCheck>['check'];
  /** Title, status and sentence of an error code. */
  describe(code: string): { readonly status: number; readonly title: string; readonly detail: string };
  /** The operations at a path, by method. */
  at(path: string): { readonly operations: readonly Operation[]; readonly values: readonly string[] };
}

/** Refusals of what is no operation: no response of the contract shows them, its pages of errors do. */
const outsideOperations: {
  readonly [code: string]: { readonly status: number; readonly title: string; readonly detail: string };
} = {
  method_not_allowed: {
    status: 405,
    title: 'The method is not supported here',
    detail: 'The path exists, but not with this method. The Allow header names the methods it has.',
  },
};
const failed = { status: 500, title: 'The service failed', detail: 'The service failed.' };

const methods = ['get', 'put', 'post', 'patch', 'delete'];
const kibibyte = 1_024;

/** Reads the contract as a stranger would: all that it says of requests and refusals is taken from it, and none of it written again. */
export const readContract = (file: URL, isOffered: (operationId: string) => boolean): Contract => {
  const whole = JSON.parse(readFileSync(file, 'utf8')) as JsonObject;
  const document: JsonObject & { readonly paths: JsonObject } = {
    ...whole,
    paths: offeredPaths(asObject(whole.paths), isOffered),
  };
  const { resolve, check } = createSchemaCheck(document);

  const examplesOf = (response: unknown): readonly JsonObject[] =>
    Object.values(asObject(resolve(response).content))
      .flatMap((media) => Object.values(asObject(asObject(media).examples)))
      .map((example) => asObject(asObject(example).value));
  const described = new Map(
    Object.values(asObject(asObject(document.components).responses))
      .flatMap(examplesOf)
      .map(({ code, status, title, detail }) => [
        String(code),
        { status: Number(status), title: String(title), detail: String(detail) },
      ]),
  );

  const operations = Object.entries(document.paths).flatMap(([path, item]) =>
    methods
      .filter((method) => method in asObject(item))
      .map((method) => {
        const raw = asObject(asObject(item)[method]);
        const [media] = Object.entries(asObject(resolve(raw.requestBody).content));
        const responses = Object.entries(asObject(raw.responses));
        const successes = responses
          .filter(([status]) => status.startsWith('2'))
          .map(([, response]) => resolve(response));
        const id = String(raw.operationId);
        return {
          id,
          method: method.toUpperCase(),
          template: path.split('/'),
          parameters: [...asArray(asObject(item).parameters), ...asArray(raw.parameters)]
            .map(resolve)
            .map((parameter) => ({
              name: String(parameter.name),
              place: String(parameter.in),
              isRequired: parameter.required === true,
              schema: resolve(parameter.schema),
            })),
          body: media && { type: media[0], schema: asObject(media[1]).schema, limitBytes: 64 * kibibyte },
          gives: successes.flatMap(({ content }) => Object.keys(asObject(content))),
          credentials: [raw['x-credentials']]
            .flat()
            .map(String)
            .filter((kind) => !['none', 'setup_token'].includes(kind)),
          permission: raw['x-permission'] as Operation['permission'],
          refusal: (status: number, code: string) =>
            examplesOf(responses.find(([known]) => known === String(status))?.[1]).find(
              (example) => example.code === code,
            ),
        };
      }),
  );

  return {
    document,
    check,
    describe: (code) => described.get(code) ?? outsideOperations[code] ?? failed,
    at: (path) => {
      const given = path.split('/');
      const candidates = operations.filter(({ template }) => fits(template, given));
      const literals = (template: readonly string[]): number => template.filter((part) => !part.startsWith('{')).length;
      const best = Math.max(...candidates.map(({ template }) => literals(template)));
      const chosen = candidates.filter(({ template }) => literals(template) === best);
      return { operations: chosen, values: given };
    },
  };
};

const offeredPaths = (paths: JsonObject, isOffered: (operationId: string) => boolean): JsonObject =>
  Object.fromEntries(
    Object.entries(paths)
      .map(([path, item]) => {
        const kept = Object.entries(asObject(item)).filter(
          ([name, value]) => !methods.includes(name) || isOffered(String(asObject(value).operationId)),
        );
        return [path, Object.fromEntries(kept)] as const;
      })
      .filter(([, item]) => methods.some((method) => isObject(item[method]))),
  );

const fits = (template: readonly string[], path: readonly string[]): boolean =>
  template.length === path.length &&
  template.every((part, index) => (part.startsWith('{') ? path[index] !== '' : part === path[index]));
