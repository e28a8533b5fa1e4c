import type { Header } from '../../src/wire/exchange.ts';

/** A request on its way to the true server. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly Header[];
  readonly body: string;
}

/** An answer on its way to the caller. */
export interface Told {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: string;
}

/** One way not to keep the contract: changes what is asked, invents what is told, or changes it. */
export interface Lie {
  /** What the true server gets to see. */
  ask?(asked: Asked): Asked;
  /** An answer without asking the true server. */
  invent?(asked: Asked): Told | undefined;
  /** What the caller gets to see. */
  tell?(told: Told, asked: Asked): Told;
}

export interface BrokenServer {
  readonly name: string;
  /** The check that must notice. */
  readonly check: string;
  /** What is wrong with this server, as a sentence. */
  readonly lie: string;
  /** A fresh liar with an empty memory. */
  make(): Lie;
}

type Json = { [member: string]: unknown };

export const jsonOf = (text: string): Json => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
  } catch {
    return {};
  }
};

export const headerOf = (message: { readonly headers: readonly Header[] }, name: string): string | undefined =>
  message.headers.find(([key]) => key.toLowerCase() === name)?.[1];

export const dropHeader = <Message extends { readonly headers: readonly Header[] }>(
  message: Message,
  name: string,
): Message => ({
  ...message,
  headers: message.headers.filter(([key]) => key.toLowerCase() !== name),
});

export const setHeader = <Message extends { readonly headers: readonly Header[] }>(
  message: Message,
  name: string,
  value: string,
): Message => ({
  ...message,
  headers: [...dropHeader(message, name).headers, [name, value]],
});

export const withJson = (told: Told, change: (body: Json) => Json): Told => ({
  ...told,
  body: JSON.stringify(change(jsonOf(told.body))),
});

export const bearerOf = (asked: Asked): string =>
  /^bearer (.*)$/i.exec(headerOf(asked, 'authorization') ?? '')?.[1] ?? '';

export const pathOf = (asked: Asked): string => asked.path.split('?')[0] ?? asked.path;

export const problem = (status: number, code: string): Told => ({
  status,
  headers: [
    ['content-type', 'application/problem+json'],
    ['traceparent', `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`],
    ['cache-control', 'no-store'],
  ],
  body: JSON.stringify({
    type: `/docs/errors/${code}`,
    title: code,
    status,
    detail: code,
    code,
    message: code,
    trace_id: '1'.repeat(32),
    timestamp: '2026-01-01T00:00:00Z',
    service: 'latchkey',
  }),
});
