import type { Contract, DocumentedResponse, Operation } from '../contract/contract.ts';
import { isObject, objectOf } from '../contract/document.ts';
import { documentedResponse } from '../contract/documented-response.ts';
import type { SchemaValidation } from '../contract/schema-validation.ts';
import { bodyJson, type Exchange, type Header, header, mediaType, type WireAnswer } from '../wire/exchange.ts';
import { type DescribedMember, describedMembers, type Path, typesOf } from './described-members.ts';

/** One way in which an answer that was right can be wrong, and the requirements of which one has to notice. */
export interface WireFault {
  /** Operation, status and what is wrong: `getMe 200: without /user/id`. */
  readonly name: string;
  readonly requirements: readonly string[];
  readonly exchange: Exchange;
}

/** A secret of the run, which no answer may show. */
export const plantedSecret = `zs_${'Planted0'.repeat(4)}000000`;

interface Spoilt {
  readonly what: string;
  readonly requirements: readonly string[];
  readonly answer: WireAnswer;
}

const jsonAnswer = (answer: WireAnswer, body: unknown): WireAnswer => ({
  ...answer,
  body: Buffer.from(JSON.stringify(body)),
});

const withoutHeaders = (answer: WireAnswer, name: string): WireAnswer => ({
  ...answer,
  headers: answer.headers.filter(([key]) => key.toLowerCase() !== name.toLowerCase()),
});

const withHeader = (answer: WireAnswer, name: string, value: string): WireAnswer => ({
  ...answer,
  headers: [...withoutHeaders(answer, name).headers, [name, value] satisfies Header],
});

/** The body with the member at a path changed, or without it. */
const changed = (body: unknown, [first, ...rest]: Path, change: (value: unknown) => unknown): unknown => {
  if (first === undefined) return change(body);
  if (Array.isArray(body)) return body.with(Number(first), changed(body[Number(first)], rest, change));
  const { [first]: value, ...others } = objectOf(body);
  const next = changed(value, rest, change);
  return next === undefined ? others : { ...others, [first]: next };
};

const pointer = (path: Path): string => `/${path.join('/')}`;

const otherValues: readonly (readonly [type: string, value: unknown])[] = [
  ['integer', 7],
  ['string', 'text'],
  ['boolean', true],
  ['array', ['entry']],
  ['object', { wrong: true }],
];

const ofAnotherType = (types: readonly string[]): unknown =>
  otherValues.find(([type]) => !types.includes(type) && !(type === 'integer' && types.includes('number')))?.[1];

const oddText = '\u0001!';

/** Rules of text that a value can break without being of another type. */
const brokenText = ({ enum: words, const: only, format, pattern }: DescribedMember['schema']): string | undefined => {
  if (words !== undefined || only !== undefined) return 'no-such-word';
  if (format === 'date-time' || format === 'email') return 'yesterday';
  const isRefused = typeof pattern === 'string' && !new RegExp(pattern, 'u').test(oddText);
  return isRefused ? oddText : undefined;
};

/** What a problem document says of itself is watched by requirements of its own, too. */
const watchingBodies = (isProblem: boolean): readonly string[] =>
  isProblem ? ['HTTP-02', 'ERR-02', 'ERR-03', 'ERR-05', 'HTTP-26'] : ['HTTP-02'];

const spoiltMember = (answer: WireAnswer, body: unknown, isProblem: boolean, member: DescribedMember): Spoilt[] => {
  const { path, schema, isRequired } = member;
  const at = pointer(path);
  const requirements = watchingBodies(isProblem);
  const types = typesOf(schema);
  const put = (what: string, value: unknown, claims = requirements): Spoilt => ({
    what,
    requirements: claims,
    answer: jsonAnswer(
      answer,
      changed(body, path, () => value),
    ),
  });
  const wrongText = types?.includes('string') === true ? brokenText(schema) : undefined;
  const isFreeText = types?.includes('string') === true && wrongText === undefined && schema.format === undefined;
  return [
    ...(isRequired ? [put(`without ${at}`, undefined)] : []),
    ...(types === undefined ? [] : [put(`${at} of another type`, ofAnotherType(types))]),
    ...(types === undefined || types.includes('null') ? [] : [put(`${at} null`, null)]),
    ...(wrongText === undefined ? [] : [put(`${at} not as documented`, wrongText)]),
    ...(isFreeText ? [put(`${at} with a secret`, plantedSecret, [isProblem ? 'ERR-09' : 'KEY-02'])] : []),
  ];
};

const spoiltBody = (
  { answer }: Exchange,
  schema: unknown,
  contract: Contract,
  validation: SchemaValidation,
): Spoilt[] => {
  const body = bodyJson(answer);
  if (!isObject(body)) return [];
  const isProblem = answer.status >= 400;
  const { members, closedObjects } = describedMembers(contract.document, schema, body, validation);
  const extra = closedObjects.map((path) => ({
    what: `${pointer(path)} with a member that is not documented`,
    requirements: ['HTTP-02'],
    answer: jsonAnswer(
      answer,
      changed(body, path, (value) => ({ ...objectOf(value), shard: 3 })),
    ),
  }));
  return [...members.flatMap((member) => spoiltMember(answer, body, isProblem, member)), ...extra];
};

/** What is said twice, in the response and in the problem, and must agree; and what a problem must never say. */
const spoiltProblem = (answer: WireAnswer): Spoilt[] => {
  const body = bodyJson(answer);
  if (answer.status < 400 || !isObject(body)) return [];
  const put = (what: string, requirement: string, members: object): Spoilt => ({
    what,
    requirements: [requirement],
    answer: jsonAnswer(answer, { ...body, ...members }),
  });
  return [
    put('another status in the problem', 'ERR-02', { status: answer.status === 404 ? 403 : 404 }),
    put('a code that nobody lists', 'ERR-05', { code: 'something_else' }),
    put('a type that names nothing', 'ERR-03', { type: 'about:blank' }),
    put('the trace of another request', 'HTTP-26', { trace_id: '1'.repeat(32) }),
    put('a stack trace', 'ERR-08', { detail: 'Error: no\n    at serve (/srv/app/serve.js:14:9)' }),
  ];
};

const spoiltHeaders = (answer: WireAnswer, response: DocumentedResponse, isSensitive: boolean): Spoilt[] => {
  const dropped = (name: string, ...requirements: readonly string[]): Spoilt[] =>
    header(answer, name) === undefined
      ? []
      : [{ what: `without ${name}`, requirements, answer: withoutHeaders(answer, name) }];
  const described = response.headers.flatMap(({ name, isRequired, schema }) => {
    const text = header(answer, name);
    const { pattern, type } = objectOf(schema);
    const isBreakable = text !== undefined && (pattern !== undefined || type === 'integer');
    return [
      ...(isRequired ? dropped(name, 'HTTP-04', 'HTTP-05') : []),
      ...(isBreakable
        ? [{ what: `${name} not as documented`, requirements: ['HTTP-04'], answer: withHeader(answer, name, '!') }]
        : []),
    ];
  });
  const always: readonly (readonly [status: number, name: string, requirement: string])[] = [
    [201, 'Location', 'HTTP-05'],
    [401, 'WWW-Authenticate', 'HTTP-04'],
    [405, 'Allow', 'HTTP-08'],
    [429, 'Retry-After', 'HTTP-04'],
  ];
  return [
    ...described,
    ...always.flatMap(([status, name, requirement]) => (status === answer.status ? dropped(name, requirement) : [])),
    ...(isSensitive
      ? [{ what: 'open to caches', requirements: ['HTTP-25'], answer: withHeader(answer, 'Cache-Control', 'private') }]
      : []),
    {
      what: 'types to be guessed',
      requirements: ['HTTP-28'],
      answer: withoutHeaders(answer, 'X-Content-Type-Options'),
    },
    { what: 'a banner', requirements: ['HTTP-28'], answer: withHeader(answer, 'X-Powered-By', 'Express') },
  ];
};

const undocumentedStatus = ({ responses }: Operation, status: number): number | undefined =>
  (status < 400 ? [203, 207, 226] : responses.has('default') ? [] : [418, 417, 451]).find(
    (other) => !responses.has(String(other)) && !responses.has(`${Math.floor(other / 100)}XX`),
  );

const spoiltAsAWhole = (answer: WireAnswer, operation: Operation, response: DocumentedResponse): Spoilt[] => {
  const isProblem = answer.status >= 400;
  const status = undocumentedStatus(operation, answer.status);
  const another =
    status === undefined
      ? []
      : [{ what: `status ${status}`, requirements: ['HTTP-01', 'ERR-02'], answer: { ...answer, status } }];
  if (answer.status === 204)
    return [
      ...another,
      { what: 'a Content-Type', requirements: ['HTTP-06'], answer: withHeader(answer, 'Content-Type', 'text/plain') },
      { what: 'a body', requirements: ['HTTP-06'], answer: { ...answer, body: Buffer.from('{}') } },
    ];
  if (response.content.size === 0 || answer.body.byteLength === 0) return another;
  const watching = isProblem ? ['ERR-01'] : ['HTTP-03'];
  const isJson = mediaType(answer)?.endsWith('json') === true;
  return [
    ...another,
    { what: 'another media type', requirements: watching, answer: withHeader(answer, 'Content-Type', 'text/plain') },
    { what: 'no media type', requirements: watching, answer: withoutHeaders(answer, 'Content-Type') },
    {
      what: 'a page',
      requirements: ['ERR-08'],
      answer: { ...withHeader(answer, 'Content-Type', 'text/html'), body: Buffer.from('<!doctype html><p>Sorry') },
    },
    ...(isJson
      ? [
          {
            what: 'a body that breaks off',
            requirements: watching,
            answer: { ...answer, body: answer.body.slice(0, -1) },
          },
          {
            what: 'bytes that are no UTF-8',
            requirements: watching,
            answer: { ...answer, body: Buffer.concat([Buffer.from([0xff]), answer.body]) },
          },
        ]
      : []),
  ];
};

/** Every way to spoil one recorded answer that the contract tells us of. */
export const wireFaultsOf = (
  exchange: Exchange,
  contract: Contract,
  validation: SchemaValidation,
): readonly WireFault[] => {
  const { request, answer } = exchange;
  const { operation } = contract.match(request.method, request.path);
  const response = operation && documentedResponse(operation, answer.status);
  if (operation === undefined || response === undefined) return [];
  const schema = response.content.get(mediaType(answer) ?? '');
  const spoilt = [
    ...spoiltAsAWhole(answer, operation, response),
    ...spoiltHeaders(answer, response, operation.needsCredential),
    ...(schema === undefined ? [] : spoiltBody(exchange, schema, contract, validation)),
    ...spoiltProblem(answer),
  ];
  return spoilt.map(({ what, requirements, answer: wrong }) => ({
    name: `${operation.id} ${answer.status}: ${what}`,
    requirements,
    exchange: { ...exchange, answer: wrong },
  }));
};
