import { styleText } from 'node:util';
import { foldJson } from '../quickstart/fold-json.ts';
import { shortenSecrets } from '../quickstart/shorten-secrets.ts';

export interface Request {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface Reply<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

/** Something else was answered than the story says. */
export class AnotherAnswer extends Error {
  override readonly name = 'AnotherAnswer';
}

/** Tells what happens, request by request, and stops where an answer is not the one it promises. */
export interface Story {
  chapter(title: string, sentence: string): void;
  /**
   * Sends a request, prints it with its answer (secrets shortened) and gives the answer back.
   * @param expected the status that the story needs
   * @param excerpt what to print of a long answer
   */
  call<Body>(request: Request, expected: number, excerpt?: (body: Body) => unknown): Promise<Reply<Body>>;
  /** @throws {AnotherAnswer} */
  expect(isSo: boolean, what: string): void;
}

const signedToken = /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g;
const readable = (text: string): string => shortenSecrets(text).replaceAll(signedToken, 'eyJ…');
const indent = (text: string): string => text.replaceAll(/^/gm, '     ');

export function tellStory(print: (line: string) => void): Story {
  let chapters = 0;
  const expect = (isSo: boolean, what: string): void => {
    if (!isSo) throw new AnotherAnswer(what);
  };
  return {
    expect,
    chapter(title, sentence) {
      chapters += 1;
      print(`\n${styleText(['bold', 'cyan'], `${chapters}. ${title}`)}\n   ${sentence}`);
    },
    async call<Body>(request: Request, expected: number, excerpt?: (body: Body) => unknown) {
      const { method = 'GET', url, headers = {}, body } = request;
      print(`\n${styleText('yellow', `   → ${method} ${url}`)}`);
      for (const [name, value] of Object.entries(headers)) print(styleText('dim', readable(`     ${name}: ${value}`)));
      if (body !== undefined) print(indent(readable(foldJson(body))));
      const response = await fetch(url, {
        method,
        headers: { ...headers, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(15_000),
      });
      const text = await response.text();
      const answer = (text === '' ? undefined : JSON.parse(text)) as Body;
      const shown = excerpt !== undefined && response.ok ? excerpt(answer) : answer;
      print(styleText(response.ok ? 'green' : 'red', `   ← ${response.status}`));
      if (shown !== undefined) print(indent(readable(foldJson(shown))));
      expect(response.status === expected, `${method} ${url} should have been answered ${expected}.`);
      return { status: response.status, headers: response.headers, body: answer };
    },
  };
}
