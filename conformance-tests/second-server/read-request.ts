import type { IncomingMessage } from 'node:http';
import type { Call } from './call.ts';
import type { Contract, Operation } from './contract.ts';
import { isObject, type JsonObject } from './json.ts';
import type { Complaint } from './json-schema.ts';
import { Refusal } from './refusal.ts';

const longestBodyBytes = 2 * 1_024 * 1_024;

export const readBody = async (request: IncomingMessage, { body }: Operation): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).byteLength;
    if (size <= longestBodyBytes) chunks.push(chunk as Buffer);
  }
  if (size > (body?.limitBytes ?? 64 * 1_024)) throw new Refusal('payload_too_large');
  return Buffer.concat(chunks);
};

export const requireMediaTypes = (request: IncomingMessage, { body, gives }: Operation, bytes: Buffer): void => {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const isUtf8 = parameters.every(
    (parameter) => !parameter.startsWith('charset=') || /^charset="?utf-8"?$/.test(parameter),
  );
  if (body !== undefined && bytes.byteLength + type.length > 0 && (type !== body.type || !isUtf8))
    throw new Refusal('unsupported_media_type');
  const accepted = (request.headers.accept ?? '*/*')
    .split(',')
    .map((range) => range.split(';').map((part) => part.trim().toLowerCase()));
  const isAcceptable = (given: string): boolean =>
    accepted.some(([range = '', ...rest]) => {
      const isRefused = rest.some((part) => /^q=0(?:\.0*)?$/.test(part));
      return !isRefused && ['*/*', given, `${given.split('/')[0]}/*`].includes(range);
    });
  if (gives.length > 0 && !gives.some(isAcceptable)) throw new Refusal('not_acceptable');
};

const refuseInvalid = (errors: readonly Complaint[]): void => {
  if (errors.length > 0) throw new Refusal('invalid_request', { errors: errors.slice(0, 100) });
};

export const readQuery = ({ check }: Contract, { parameters }: Operation, text: string): Call['query'] => {
  const declared = parameters.filter(({ place }) => place === 'query');
  const given = [...new URLSearchParams(text)];
  const values: { [name: string]: string | number | boolean } = {};
  const complaints: Complaint[] = [];
  const complain = (name: string, code: string, detail: string): void => {
    complaints.push({ pointer: `/query/${name}`, code, detail });
  };
  for (const [name, value] of given) {
    const parameter = declared.find((one) => one.name === name);
    if (parameter === undefined) complain(name, 'unknown', 'The parameter is not documented.');
    else if (Object.hasOwn(values, name)) complain(name, 'repeated', 'The parameter is given twice.');
    else {
      values[name] = typed(value, parameter.schema);
      for (const { code, detail } of check(parameter.schema, values[name])) complain(name, code, detail);
    }
  }
  for (const { name, isRequired } of declared)
    if (isRequired && !Object.hasOwn(values, name)) complain(name, 'required', 'The parameter is missing.');
  refuseInvalid(complaints);
  return values;
};

const typed = (text: string, { type }: JsonObject): string | number | boolean => {
  if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === 'boolean' && ['true', 'false'].includes(text)) return text === 'true';
  return text;
};

export const readHeaders = (
  { check }: Contract,
  { parameters }: Operation,
  { headers }: IncomingMessage,
): Call['headers'] => {
  const declared = parameters.filter(({ place }) => place === 'header');
  const given = declared.map(({ name, schema }) => ({ name, schema, value: headers[name.toLowerCase()]?.toString() }));
  const complaints = given.flatMap(({ name, schema, value }) =>
    value === undefined ? [] : check(schema, value).map((complaint) => ({ ...complaint, pointer: `/header/${name}` })),
  );
  refuseInvalid(complaints);
  return {
    'sec-fetch-site': headers['sec-fetch-site']?.toString(),
    'sec-fetch-mode': headers['sec-fetch-mode']?.toString(),
    ...Object.fromEntries(given.map(({ name, value }) => [name.toLowerCase(), value])),
  };
};

export const refuseBody = (bytes: Buffer): JsonObject => {
  if (bytes.byteLength > 0) refuseInvalid([{ pointer: '/', code: 'unknown', detail: 'The operation takes no body.' }]);
  return {};
};

export const readJson = (
  { check }: Contract,
  { type, schema }: NonNullable<Operation['body']>,
  bytes: Buffer,
): JsonObject => {
  const malformed = [{ pointer: '/', code: 'malformed', detail: 'The body cannot be read.' }];
  let value: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    value = type === 'application/json' ? JSON.parse(text) : readForm(text);
  } catch {
    refuseInvalid(malformed);
  }
  refuseInvalid(check(schema, value));
  if (!isObject(value)) throw new Refusal('invalid_request', { errors: malformed });
  return value;
};

/** RFC 6749 §3.2: no parameter twice. */
const readForm = (text: string): JsonObject => {
  const pairs = [...new URLSearchParams(text)];
  if (new Set(pairs.map(([name]) => name)).size < pairs.length) throw new RangeError('a parameter is given twice');
  return Object.fromEntries(pairs);
};
