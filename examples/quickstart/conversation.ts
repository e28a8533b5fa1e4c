import { styleText } from 'node:util';
import type { Problem } from '@latchkey/sdk';
import { foldJson } from './fold-json.ts';
import { shortenSecrets } from './shorten-secrets.ts';

export interface Question {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** At most one of the two. */
  readonly bearer?: string;
  readonly apiKey?: string;
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The service gave another answer than the story needs. */
export class UnexpectedAnswer extends Error {
  override readonly name = 'UnexpectedAnswer';
}

/** Sends one request. @throws {TypeError} nothing listens there */
export async function send(baseUrl: string, { method, path, bearer, apiKey, body }: Question): Promise<Answer> {
  const headers = new Headers();
  if (bearer !== undefined) headers.set('Authorization', `Bearer ${bearer}`);
  if (apiKey !== undefined) headers.set('X-API-Key', apiKey);
  if (body !== undefined) headers.set('Content-Type', 'application/json');
  const response = await fetch(baseUrl + path, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(15_000),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

export interface Conversation {
  /** A numbered heading with a sentence or two. */
  chapter(title: string, sentences: string): void;
  remark(text: string): void;
  /**
   * Sends a request and prints it with its answer, secrets shortened.
   * @param excerpt what to print of a long answer
   * @throws {UnexpectedAnswer} the answer is a refusal
   */
  ask<Body>(question: Question, excerpt?: (body: Body) => unknown): Promise<Body>;
}

/** Talks to a service and prints what is said. */
export function startConversation(baseUrl: string, print: (line: string) => void): Conversation {
  let chapters = 0;
  return {
    chapter(title, sentences) {
      chapters += 1;
      print('');
      print(styleText(['bold', 'cyan'], `${chapters}. ${title}`));
      print(`   ${sentences}`);
    },
    remark: (text) => print(`   ${text}`),
    async ask<Body>(question: Question, excerpt?: (body: Body) => unknown) {
      printQuestion(question, print);
      const { status, body } = await send(baseUrl, question);
      const isRefused = status >= 400;
      const shown = excerpt && !isRefused ? excerpt(body as Body) : body;
      print(styleText(isRefused ? 'red' : 'green', `   ← ${status}`) + (shown === body ? '' : ' shortened'));
      if (shown !== undefined) print(indent(shortenSecrets(foldJson(shown))));
      if (isRefused) throw refusedAnswer(question, body as Problem);
      return body as Body;
    },
  };
}

function printQuestion({ method, path, bearer, apiKey, body }: Question, print: (line: string) => void): void {
  print('');
  print(styleText('yellow', `   → ${method} ${path}`));
  if (bearer !== undefined) print(styleText('dim', shortenSecrets(`     Authorization: Bearer ${bearer}`)));
  if (apiKey !== undefined) print(styleText('dim', shortenSecrets(`     X-API-Key: ${apiKey}`)));
  if (body !== undefined) print(indent(shortenSecrets(foldJson(body))));
}

const refusedAnswer = ({ method, path }: Question, { status, code, detail, type }: Problem): UnexpectedAnswer =>
  new UnexpectedAnswer(`${method} ${path} was refused: ${status} ${code}. ${detail}\n${type}`);

const indent = (text: string): string => text.replaceAll(/^/gm, '     ');
