import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { operationTable } from '../../src/generated/operations.gen.ts';
import type { OperationId } from '../../src/operation/operation.ts';
import type { Answer, Sent } from './http-client.ts';

interface Schema {
  readonly [keyword: string]: unknown;
}
interface Reference {
  readonly $ref?: string;
}
interface HeaderObject extends Reference {
  readonly required?: boolean;
  readonly schema: Schema;
}
interface ResponseObject extends Reference {
  readonly headers?: Readonly<Record<string, HeaderObject>>;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}
interface Contract {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, ResponseObject>> }>>>
  >;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** A document that is described by reference, not by listing its members. */
const openDocuments = ['#/components/schemas/OpenapiDocument'];

const contract = closeWorld(
  JSON.parse(readFileSync(new URL('../../../openapi/openapi.json', import.meta.url), 'utf8')),
) as Contract;
const ajv = new Ajv2020({ allErrors: true, strict: false, validateFormats: true });
ajv.addKeyword('x-secret');
addFormats.default(ajv);
ajv.addSchema({ $id: 'contract', components: contract.components });
const compiled = new Map<string, ValidateFunction>();

/**
 * Holds an answer against the contract: its status is documented, its body has the documented members and no others, its
 * required headers are there and every documented one has its form. So every test over HTTP is a contract test as well.
 */
export function requireByContract(sent: Sent, answer: Answer): void {
  const about = `${sent.method} ${sent.path} → ${answer.status} ${answer.text.slice(0, 2_000)}`;
  const id = operationOf(sent);
  requireCommonForm(answer, about, id !== undefined && operationTable[id].takes === 'form');
  // A method that a path does not have belongs to no operation.
  if (id === undefined || answer.status === 405) return;
  const { method, path } = operationTable[id];
  const documented = contract.paths[path]?.[method.toLowerCase()]?.responses[String(answer.status)];
  assert.ok(documented !== undefined, `an undocumented status: ${about}`);
  const response = resolve(documented) as ResponseObject;
  for (const [name, header] of Object.entries(response.headers ?? {})) requireHeader(name, header, answer, about);
  if (sent.method === 'HEAD') assert.equal(answer.text, '', about);
  else requireBody(`${id} ${answer.status}`, response, answer, about);
}

/** What holds for every answer of an operation or of none. */
function requireCommonForm({ status, headers, text }: Answer, about: string, isOauth: boolean): void {
  assert.match(headers.traceparent ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/, about);
  assert.equal(headers['x-content-type-options'], 'nosniff', about);
  assert.equal(headers['x-powered-by'], undefined, about);
  assert.doesNotMatch(text, /node:internal|\.ts:\d+|at async |SQLITE|mongo|E11000/i, about);
  if (status < 400) return;
  const mediaType = isOauth && ![405, 431].includes(status) ? 'application/json' : 'application/problem+json';
  assert.equal(headers['content-type']?.split(';')[0], mediaType, about);
  assert.equal(headers['cache-control'], 'no-store', about);
  if (status === 401) assert.match(headers['www-authenticate'] ?? '', /^Bearer realm="latchkey"/, about);
  if (text === '') return;
  const problem = JSON.parse(text) as Record<string, unknown>;
  requireBySchema('problem', { $ref: 'contract#/components/schemas/Problem' }, problem, about);
  assert.equal(problem.status, status, about);
  assert.equal(problem.message, problem.detail, about);
  assert.equal(problem.trace_id, headers.traceparent?.split('-')[1], about);
  assert.match(String(problem.type), new RegExp(`/docs/errors/${String(problem.code)}$`), about);
}

function requireHeader(name: string, declaration: HeaderObject, answer: Answer, about: string): void {
  const header = resolve(declaration) as HeaderObject;
  const value = answer.headers[name.toLowerCase()];
  if (value === undefined) assert.ok(header.required !== true, `without ${name}: ${about}`);
  else requireBySchema(`header ${name}`, header.schema, value, `${name}: ${value}: ${about}`);
}

function requireBody(key: string, response: ResponseObject, answer: Answer, about: string): void {
  const [mediaType, content] = Object.entries(response.content ?? {})[0] ?? [];
  if (content === undefined) {
    assert.equal(answer.text, '', about);
    assert.equal(answer.headers['content-type'], undefined, about);
    return;
  }
  assert.equal(answer.headers['content-type']?.split(';')[0], mediaType, about);
  const isText = mediaType === 'application/x-ndjson';
  requireBySchema(key, content.schema, isText ? answer.text : JSON.parse(answer.text), about);
}

function requireBySchema(key: string, schema: Schema, value: unknown, about: string): void {
  const validate = compiled.get(key) ?? ajv.compile(schema);
  compiled.set(key, validate);
  if (!validate(value)) assert.fail(`${ajv.errorsText(validate.errors)}\n${about}`);
}

/** The operation of a request, found without the server's own routes. */
function operationOf({ method, path }: Sent): OperationId | undefined {
  const segments = path.split('?', 1)[0]?.split('/') ?? [];
  const sought = method === 'HEAD' ? 'GET' : method;
  const matching = Object.entries(operationTable).filter(([, operation]) => {
    const template = operation.path.split('/');
    return (
      operation.method === sought &&
      template.length === segments.length &&
      template.every((part, at) => part === segments[at] || (part.startsWith('{') && segments[at] !== ''))
    );
  });
  const literal = matching.find(([, operation]) => !operation.path.includes('{'));
  return (literal ?? matching[0])?.[0] as OperationId | undefined;
}

function resolve(value: Reference): unknown {
  if (value.$ref === undefined) return value;
  return value.$ref
    .replace('contract', '')
    .replace('#/', '')
    .split('/')
    .reduce<unknown>((node, name) => Reflect.get(node as object, name), contract);
}

/** Every described object has the described members only, and references lead into the one registered document. */
function closeWorld(node: unknown, pointer = '#'): unknown {
  if (Array.isArray(node)) return node.map((entry) => closeWorld(entry, `${pointer}/-`));
  if (typeof node !== 'object' || node === null) return node;
  const closed: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(node)) {
    closed[name] =
      name === '$ref'
        ? `contract${String(value)}`
        : name === 'examples' || name === 'example'
          ? value
          : closeWorld(value, `${pointer}/${name}`);
  }
  const describesMembers = closed.type === 'object' && typeof closed.properties === 'object';
  if (describesMembers && closed.additionalProperties === undefined && !openDocuments.includes(pointer))
    closed.unevaluatedProperties = false;
  return closed;
}
