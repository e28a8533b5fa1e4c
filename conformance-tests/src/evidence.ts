import { Violation } from './outcome.ts';
import type { SecretLedger } from './secret-ledger.ts';
import { curlLine } from './wire/curl.ts';
import { bodyText, type Exchange } from './wire/exchange.ts';

/** What somebody needs to understand a verdict without running the suite again. Holds no secret. */
export interface Evidence {
  readonly message: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly request?: string;
  readonly answer?: string;
  readonly curl?: string;
}

const shownCharacters = 2_000;
const shorten = (text: string): string =>
  text.length > shownCharacters ? `${text.slice(0, shownCharacters)} […]` : text;

const lines = (headers: Exchange['request']['headers']): string =>
  headers.map(([name, value]) => `${name}: ${value}`).join('\n');

const requestText = ({ request }: Exchange): string => {
  const body = request.body === undefined ? '' : `\n\n${Buffer.from(request.body as string).toString('utf8')}`;
  return shorten(`${request.method} ${request.path}\n${lines(request.headers)}${body}`);
};

const answerText = ({ answer }: Exchange): string =>
  shorten(`HTTP ${answer.status}\n${lines(answer.headers)}\n\n${bodyText(answer)}`);

/** The exchange the violation names, or else the last one the check made. */
export const evidenceOf = (
  thrown: unknown,
  exchanges: readonly Exchange[],
  { baseUrl, secrets }: { readonly baseUrl: string; readonly secrets: SecretLedger },
): Evidence => {
  const redact = (text: string): string => secrets.redact(text);
  const exchange = (thrown instanceof Violation ? thrown.exchange : undefined) ?? exchanges.at(-1);
  const message = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  return {
    message: redact(shorten(message)),
    ...(thrown instanceof Violation
      ? { expected: redact(shorten(thrown.expected)), actual: redact(shorten(thrown.actual)) }
      : {}),
    ...(exchange === undefined
      ? {}
      : {
          request: redact(requestText(exchange)),
          answer: redact(answerText(exchange)),
          curl: redact(shorten(curlLine(baseUrl, exchange.request))),
        }),
  };
};
