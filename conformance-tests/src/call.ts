import type { Contract } from './contract/contract.ts';
import { HarnessError } from './outcome.ts';
import type { Header, WireRequest } from './wire/exchange.ts';

/** What a request presents to say who is calling, and in which place. */
export type Credential =
  | { readonly bearer: string }
  | { readonly apiKeyHeader: string }
  | { readonly tokenHeader: string }
  | { readonly cookie: string };

export interface CallInput {
  readonly path?: { readonly [name: string]: string };
  readonly query?: { readonly [name: string]: string | number };
  readonly body?: unknown;
  readonly as?: Credential | undefined;
  readonly headers?: readonly Header[];
}

export const credentialHeader = (credential: Credential): Header => {
  if ('bearer' in credential) return ['Authorization', `Bearer ${credential.bearer}`];
  if ('apiKeyHeader' in credential) return ['X-API-Key', credential.apiKeyHeader];
  if ('tokenHeader' in credential) return ['token', credential.tokenHeader];
  return ['Cookie', credential.cookie];
};

const credentialHeaders = ['authorization', 'x-api-key', 'token', 'cookie'];

/** The same request from somebody else, or from nobody. */
export const presenting =
  (...credentials: readonly Credential[]) =>
  (request: WireRequest): WireRequest => ({
    ...request,
    headers: [
      ...request.headers.filter(([name]) => !credentialHeaders.includes(name.toLowerCase())),
      ...credentials.map(credentialHeader),
    ],
  });

export const bearer = (value: string): Credential => ({ bearer: value });

const pathOf = (template: string, values: CallInput['path']): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values?.[name];
    if (value === undefined) throw new HarnessError(`${template} needs a value for ${name}`);
    return encodeURIComponent(value);
  });

/** The body of the OAuth operations. */
const form = 'application/x-www-form-urlencoded';

/** Writes the request of a documented operation. Nothing is checked here: `given.succeeds` does. */
export const buildCall = (contract: Contract, operationId: string, input: CallInput = {}): WireRequest => {
  const operation = contract.operation(operationId);
  const query = new URLSearchParams(Object.entries(input.query ?? {}).map(([name, value]) => [name, String(value)]));
  const target = pathOf(operation.template, input.path) + (query.size === 0 ? '' : `?${query}`);
  const headers: Header[] = [...(input.headers ?? [])];
  if (input.as !== undefined) headers.push(credentialHeader(input.as));
  if (input.body === undefined) return { method: operation.method, path: target, headers };
  if (operation.requestContent.has(form)) {
    headers.push(['Content-Type', form]);
    const body = new URLSearchParams(input.body as Readonly<Record<string, string>>).toString();
    return { method: operation.method, path: target, headers, body };
  }
  headers.push(['Content-Type', 'application/json']);
  return { method: operation.method, path: target, headers, body: JSON.stringify(input.body) };
};
