import { Readable } from 'node:stream';
import type { Context as Http } from 'koa';
import { createTogether } from './together.ts';

/** Header fields as Node takes them all at once: name, value, name, value. */
export type Fields = string[];

/** An answer as it will stand on the wire. */
export interface HttpAnswer {
  readonly status: number;
  readonly fields: Fields;
  /** The whole text, or lines that are sent as they come. */
  readonly body: string | AsyncIterable<string>;
}

const together = createTogether();

/**
 * Sends an answer whole, on Node's own response: Koa's way there, one header and one getter at a time, costs as much as judging
 * the request does.
 */
export function sendAnswer(http: Http, { status, fields, body }: HttpAnswer): void {
  if (typeof body === 'string') sendText(http, status, fields, body);
  else sendLines(http, status, fields, body);
}

function sendText(http: Http, status: number, fields: Fields, body: string): void {
  http.respond = false;
  const bytes = Buffer.byteLength(body);
  if (status !== 204 && status !== 304) fields.push('Content-Length', String(bytes));
  http.res.writeHead(status, fields);
  // A text in which every character is one byte is its own encoding, and need not be looked through again.
  together(() => http.res.end(body, bytes === body.length ? 'latin1' : 'utf8'));
}

/** Koa passes the lines on as fast as they are taken, and ends both sides when one of them breaks. */
function sendLines(http: Http, status: number, fields: Fields, lines: AsyncIterable<string>): void {
  for (let index = 0; index < fields.length; index += 2)
    http.res.appendHeader(fields[index] as string, fields[index + 1] as string);
  http.status = status;
  http.body = Readable.from(lines, { objectMode: false });
  http.type = 'application/x-ndjson';
}
