import { bodyJson, bodyText, type Exchange, header, mediaType } from '../wire/exchange.ts';
import type { Contract } from './contract.ts';
import { isObject, objectOf } from './document.ts';
import { type Finding, finding } from './finding.ts';

/** The trace id inside a `traceparent` value (W3C Trace Context §3.2), or undefined. */
export const traceIdIn = (traceparent: string | undefined): string | undefined =>
  /^[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}/.exec(traceparent ?? '')?.[1];

/** Stack traces, paths of sources and words of drivers, of whatever the target is written in. */
const internals = [
  /\n\s+at .{1,200}:\d+:\d+/,
  /node_modules\//,
  /\b(?:SQLITE_[A-Z]+|MongoServerError|MongoNetworkError|ECONNREFUSED|ENOENT|E11000|TypeError:|ReferenceError:)/,
  /Traceback \(most recent call last\)/,
  /\bFile "[^"\n]{1,200}", line \d+/,
  /\bat [\w$.<>/]{1,200}\((?:[\w$]+\.(?:java|kt|scala|groovy):\d+|Native Method|Unknown Source)\)/,
  /\b[a-z]\w*(?:\.[a-z]\w*)+\.[A-Z]\w*(?:Exception|Error)\b/,
  /\bSystem\.(?:\w+\.)*\w*Exception\b/,
  /\bin .{1,200}\.(?:cs|vb|fs):line \d+/,
  /\bgoroutine \d+ \[/,
  /\bpanic: runtime error\b/,
  /\bthread '[^'\n]{1,100}' panicked at\b/,
  // Not the port of a host under .rs.
  /(?<!\/\/[\w.-]*)\.(?:go|rs|exs?|erl):\d+\b/,
  /\.rb:\d+:in [`']/,
  /\.php(?: on line |:|\()\d+/,
  /(?:file:\/\/|[a-z]:\\|\/(?:home|usr|var|srv|app|opt)\/)[\w./\\-]+\.(?:ts|js|mjs|cjs|py|rb|php|java|kt|go|rs|cs|exs?|jar|dll|sqlite|db)\b/i,
  /\bSQLSTATE\b|\bORA-\d{5}\b|\bPG::\w+|\b(?:psycopg2?|sqlalchemy|pymongo|mysqli|PDOException|ActiveRecord::\w+)\b/,
  /You have an error in your SQL syntax|duplicate key value violates unique constraint|syntax error at or near "/,
];

/** In JSON a line ends as `\\n`, and a quotation mark has a backslash before it. */
const asWritten = (text: string): string => text.replaceAll('\\n', '\n').replaceAll('\\"', '"');

/** ERR-08: nothing of the inside shows, and nothing is HTML where an API was asked. */
export const nothingOfTheInside = ({ answer }: Exchange): Finding[] => {
  const text = bodyText(answer);
  if (mediaType(answer) === 'text/html' || /^\s*<(?:!doctype|html)/i.test(text)) {
    return [finding('ERR-08', 'an answer of the API', 'an HTML page')];
  }
  const texts = [text, asWritten(text)];
  const leak = internals
    .flatMap((pattern) => texts.map((one) => pattern.exec(one)?.[0]))
    .find((match) => match !== undefined);
  return leak === undefined ? [] : [finding('ERR-08', 'no stack trace, path or driver text', leak.trim())];
};

/** OAuth clients read a refusal as plain JSON (RFC 6749 §5.2); what is refused before it is known what it was for is a problem. */
const refusalTypes = ({ request, answer }: Exchange, contract: Contract): readonly string[] => {
  const { operation } = contract.match(request.method, request.path);
  const isOauth = operation?.requestContent.has('application/x-www-form-urlencoded') === true;
  if (!isOauth) return ['application/problem+json'];
  return [400, 431].includes(answer.status) ? ['application/json', 'application/problem+json'] : ['application/json'];
};

/** Every 4xx and 5xx answer is a problem (RFC 9457) that agrees with the response it came in. */
export const problemRules = (exchange: Exchange, contract: Contract): Finding[] => {
  const { answer, request } = exchange;
  if (answer.status < 400 || request.method === 'HEAD') return [];
  const type = mediaType(answer);
  const types = refusalTypes(exchange, contract);
  if (type === undefined || !types.includes(type)) {
    return [finding('ERR-01', types.join(' or '), type ?? 'no Content-Type')];
  }
  const problem = bodyJson(answer);
  if (!isObject(problem)) return [finding('ERR-01', 'a JSON object', bodyText(answer).slice(0, 200))];
  return [
    ...statusAgrees(problem.status, answer.status),
    ...codeIsListed(problem.code, contract),
    ...typeIsUri(problem.type),
    ...traceAgrees(objectOf(problem).trace_id, header(answer, 'traceparent')),
  ];
};

const statusAgrees = (member: unknown, status: number): Finding[] =>
  member === status
    ? []
    : [finding('ERR-02', `status ${status} in the body`, JSON.stringify(member) ?? 'no such member')];

const codeIsListed = (code: unknown, contract: Contract): Finding[] =>
  typeof code === 'string' && contract.errorCodes.has(code)
    ? []
    : [finding('ERR-05', 'a code that the contract lists', JSON.stringify(code) ?? 'no such member')];

/** RFC 3986 §4.1. URL parsers forgive spaces, which a sentence has and a URI has not. */
const isUriReference = (text: string): boolean =>
  text !== '' && !/\s/.test(text) && URL.canParse(text, 'https://reference.invalid/');

const typeIsUri = (type: unknown): Finding[] =>
  typeof type === 'string' && isUriReference(type) && type !== 'about:blank'
    ? []
    : [finding('ERR-03', 'type as the URI of a documented problem', JSON.stringify(type) ?? 'no such member')];

const traceAgrees = (traceId: unknown, traceparent: string | undefined): Finding[] => {
  const fromHeader = traceIdIn(traceparent);
  if (fromHeader === undefined) return [finding('HTTP-26', 'a traceparent header', traceparent ?? 'no such header')];
  return traceId === fromHeader ? [] : [finding('HTTP-26', `trace_id ${fromHeader} as in the header`, String(traceId))];
};
