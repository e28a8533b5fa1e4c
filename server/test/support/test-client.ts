import assert from 'node:assert/strict';
import type { ErrorCode } from '../../src/errors/registry.gen.ts';
import { type Operations, operationTable } from '../../src/generated/operations.gen.ts';
import type { OperationId } from '../../src/operation/operation.ts';
import { requireByContract } from './contract-oracle.ts';
import type { Answer, HttpClient, Sent } from './http-client.ts';

/** A request of an operation. Anything may be given, also what the contract does not allow. */
export interface Asked {
  /** A credential, sent as Bearer. */
  readonly as?: string;
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number>>;
  readonly body?: unknown;
  /** The body of an OAuth operation. */
  readonly form?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

export interface Problem {
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly trace_id: string;
  readonly errors?: readonly { readonly pointer: string; readonly code: string; readonly detail: string }[];
  readonly required?: { readonly action: string; readonly resource: string };
  readonly retry_after_seconds?: number;
}

export interface Received<Body> extends Answer {
  readonly body: Body;
}

type SuccessOf<Id extends OperationId> = Operations[Id]['responses'][Extract<
  keyof Operations[Id]['responses'],
  200 | 201 | 204
>];

/** Every answer that passes through is held against the contract. */
export interface TestClient {
  send(sent: Sent): Promise<Answer>;
  /** Sends the request of an operation. */
  ask(id: OperationId, asked?: Asked): Promise<Answer>;
  /** The answer of an operation that has to succeed. */
  succeed<Id extends OperationId>(id: Id, asked?: Asked): Promise<Received<SuccessOf<Id>>>;
  /** The problem of an operation that has to be refused with this code. */
  refuse(id: OperationId, code: ErrorCode, asked?: Asked): Promise<Received<Problem>>;
}

export function createTestClient(sendUnchecked: HttpClient['send']): TestClient {
  const send = async (sent: Sent): Promise<Answer> => {
    const answer = await sendUnchecked(sent);
    requireByContract(sent, answer);
    return answer;
  };
  const ask = (id: OperationId, asked: Asked = {}): Promise<Answer> => send(requestOf(id, asked));
  return {
    send,
    ask,
    async succeed<Id extends OperationId>(id: Id, asked?: Asked) {
      const answer = await ask(id, asked);
      assert.equal(answer.status, operationTable[id].successStatus, answer.text);
      return { ...answer, body: (answer.text === '' ? undefined : JSON.parse(answer.text)) as SuccessOf<Id> };
    },
    async refuse(id, code, asked) {
      const answer = await ask(id, asked);
      const body = problemOf(answer);
      assert.equal(body.code, code, answer.text);
      return { ...answer, body };
    },
  };
}

/** What an operation's request looks like on the wire. */
export function requestOf(id: OperationId, { as, path = {}, query, body: json, form, headers = {} }: Asked = {}): Sent {
  const body = form === undefined ? json : new URLSearchParams(form).toString();
  const { method, path: template } = operationTable[id];
  const address = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => path[name] ?? `{${name}}`);
  const search =
    query === undefined ? '' : `?${new URLSearchParams(Object.entries(query).map(([k, v]) => [k, `${v}`]))}`;
  return {
    method,
    path: address + search,
    headers: {
      ...(as !== undefined && { Authorization: `Bearer ${as}` }),
      ...(body !== undefined && {
        'Content-Type': form === undefined ? 'application/json' : 'application/x-www-form-urlencoded',
      }),
      ...headers,
    },
    ...(body !== undefined && {
      body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    }),
  };
}

export function problemOf({ status, text }: Answer): Problem {
  assert.ok(status >= 400, `not a refusal: ${status} ${text}`);
  return JSON.parse(text) as Problem;
}
