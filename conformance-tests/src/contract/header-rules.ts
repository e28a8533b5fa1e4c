import { type Exchange, header, headerValues } from '../wire/exchange.ts';
import type { DocumentedResponse } from './contract.ts';
import { objectOf } from './document.ts';
import { type Finding, finding } from './finding.ts';
import type { SchemaValidation } from './schema-validation.ts';

/** A header's text as the JSON type its schema names. */
const typed = (text: string, schema: unknown): unknown => {
  const { type } = objectOf(schema);
  return type === 'integer' || type === 'number' ? Number(text) : text;
};

/** HTTP-04: every header the contract requires is there, and every documented one is valid. */
export const documentedHeaders = (
  exchange: Exchange,
  response: DocumentedResponse,
  validation: SchemaValidation,
): Finding[] =>
  response.headers.flatMap(({ name, isRequired, schema }) => {
    const text = header(exchange.answer, name);
    if (text === undefined) return isRequired ? [finding('HTTP-04', `the header ${name}`, 'no such header')] : [];
    if (schema === undefined) return [];
    return validation
      .responseComplaints(schema, typed(text, schema))
      .map((complaint) => finding('HTTP-04', `a valid ${name}`, `${text}: ${complaint}`));
  });

/** What an application is made of, unlike the proxies in front of it, whose names tell nothing of it. */
const frameworks =
  /\b(?:koa|express|node(?:\.js)?|fastify|next\.js|deno|bun|werkzeug|uvicorn|gunicorn|hypercorn|daphne|waitress|c?python|django|flask|puma|unicorn|webrick|passenger|rails|php|laravel|asp\.net|kestrel|jetty|tomcat|coyote|undertow|netty|spring|servlet|jboss|wildfly|cowboy|phoenix|actix|axum|warp|hyper|rocket|fasthttp)\b/i;

/** Headers that follow from the status alone, whatever the operation (RFC 9110 and the contract's conventions). */
export const statusHeaders = ({ answer }: Exchange, isSensitive: boolean): Finding[] => {
  const findings: Finding[] = [];
  const require = (requirement: string, name: string, sentence: string): void => {
    if (header(answer, name) === undefined) findings.push(finding(requirement, sentence, `no ${name} header`));
  };
  if (answer.status === 201) require('HTTP-05', 'Location', '201 with a Location (RFC 9110 §15.3.2)');
  if (answer.status === 401) require('HTTP-04', 'WWW-Authenticate', '401 with a challenge (RFC 9110 §15.5.2)');
  if (answer.status === 405) require('HTTP-08', 'Allow', '405 with Allow (RFC 9110 §15.5.6)');
  if (answer.status === 429 || answer.status === 503)
    require('HTTP-04', 'Retry-After', `${answer.status} with Retry-After`);
  if (answer.status === 204 && (answer.body.byteLength > 0 || header(answer, 'content-type') !== undefined)) {
    findings.push(finding('HTTP-06', '204 without body and Content-Type', `${answer.body.byteLength} bytes of body`));
  }
  const isStored = !/\bno-store\b/i.test(header(answer, 'cache-control') ?? '');
  if (isStored && isSensitive) {
    findings.push(finding('HTTP-25', 'Cache-Control: no-store', header(answer, 'cache-control') ?? 'no Cache-Control'));
  }
  if (header(answer, 'x-content-type-options')?.toLowerCase() !== 'nosniff') {
    findings.push(
      finding('HTTP-28', 'X-Content-Type-Options: nosniff', header(answer, 'x-content-type-options') ?? 'none'),
    );
  }
  const banner = [...headerValues(answer, 'x-powered-by'), ...headerValues(answer, 'server')].join(', ');
  if (frameworks.test(banner)) findings.push(finding('HTTP-28', 'no framework banner', banner));
  return findings;
};
