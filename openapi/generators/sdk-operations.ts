import {
  type Contract,
  type LocatedOperation,
  type Operation,
  operationsOf,
  parametersOf,
  type Reference,
  type Response,
  resolve,
  type Schema,
} from '../contract.ts';
import { generatedNotice } from './typescript-source.ts';

/**
 * `sdk/src/operations.gen.ts`: every operation as a function that a bundler can leave out, with what the SDK has to know to
 * carry it out. What it sends comes from the function of the same name that hey-api writes.
 */
export function sdkOperationsModule(contract: Contract): string {
  const operations = operationsOfSdk(contract);
  return [
    ...opening(operations),
    ...operations.flatMap((operation) => [
      ...docBlock(operation.doc, ''),
      `export const ${operation.id} = ${definition(operation)};`,
      '',
    ]),
  ].join('\n');
}

/**
 * `sdk/src/groups.gen.ts`: the same operations under their tags, as `createClient` offers them. They are defined again rather than
 * imported: a hundred names less make the bundle half a kilobyte smaller.
 */
export function sdkGroupsModule(contract: Contract): string {
  const operations = operationsOfSdk(contract);
  const tags = [...new Set(operations.map(({ tag }) => tag))];
  return [
    ...opening(operations),
    '/** The name is the operation’s without the noun that the tag says already. */',
    'export const groups = {',
    ...tags.flatMap((tag) => [
      `  ${camelCase(tag)}: {`,
      ...operations
        .filter((operation) => operation.tag === tag)
        .flatMap((operation) => [
          ...docBlock(operation.doc, '    '),
          `    ${operation.call.split('.')[1]}: ${definition(operation)},`,
        ]),
      '  },',
    ]),
    '};',
    '',
  ].join('\n');
}

const opening = (operations: readonly SdkOperation[]): string[] => [
  generatedNotice('openapi/'),
  `import * as wire from './generated/sdk.gen.ts';`,
  `import type * as types from './generated/types.gen.ts';`,
  `import { ${[...new Set(operations.map(({ factory }) => factory))].sort().join(', ')} } from './operation.ts';`,
  '',
];

const definition = ({ id, factory, traits }: SdkOperation): string =>
  `/* @__PURE__ */ ${factory}<types.${capitalized(id)}Data, types.${capitalized(id)}Responses>(wire.${id}${traits})`;

export interface SdkOperation {
  readonly id: string;
  readonly tag: string;
  /** Its name on the client: `workspaceKeys.create`. */
  readonly call: string;
  readonly doc: readonly string[];
  /** `POST /v1/workspaces` */
  readonly request: string;
  readonly takesIdempotencyKey: boolean;
  readonly takesIfMatch: boolean;
  readonly factory: 'operation' | 'listOperation';
  /** Source of the second argument, with its comma. */
  readonly traits: string;
}

export const operationsOfSdk = (contract: Contract): SdkOperation[] =>
  operationsInTagOrder(contract).map((located) => {
    const { operationId: id, tags = [], summary, description } = located.operation;
    const tag = tags[0] ?? '';
    return {
      id,
      tag,
      call: `${camelCase(tag)}.${callName(id, tag)}`,
      doc: [summary, description].filter((text) => text !== undefined),
      request: `${located.method.toUpperCase()} ${located.path}`,
      takesIdempotencyKey: takes(contract, located.operation, 'Idempotency-Key'),
      takesIfMatch: takes(contract, located.operation, 'If-Match'),
      factory: takes(contract, located.operation, 'cursor') ? 'listOperation' : 'operation',
      traits: traitsOf(contract, located),
    };
  });

function operationsInTagOrder(contract: Contract): LocatedOperation[] {
  const located = operationsOf(contract);
  const order = (contract.tags ?? []).map(({ name }) => name);
  const place = ({ operation }: LocatedOperation): number => order.indexOf(operation.tags?.[0] ?? '');
  return located.toSorted((a, b) => place(a) - place(b));
}

/** See `OperationTraits` in the SDK. */
function traitsOf(contract: Contract, { method, operation }: LocatedOperation): string {
  const success = successOf(contract, operation);
  const traits = [
    (operation.security ?? []).length === 0 && 'open',
    takes(contract, operation, 'Idempotency-Key') && 'takesIdempotencyKey',
    method === 'post' && (onlyTells(operation) || namesItsEvents(contract, operation)) && 'repeatable',
    success?.content !== undefined && !('application/json' in success.content) && 'answersText',
    startsSession(success) && 'startsSession',
  ].filter((trait) => trait !== false);
  return traits.length === 0 ? '' : `, { ${traits.map((trait) => `${trait}: true`).join(', ')} }`;
}

/** It answers 200, leaves no event of its own behind, and records none for others. */
const onlyTells = ({ responses, 'x-audit-event': auditEvent, 'x-permission': permission }: Operation): boolean =>
  '200' in responses &&
  auditEvent === 'none' &&
  !(typeof permission === 'object' && permission.action.endsWith('.write'));

/** Its events have ids of the caller's own, by which the service knows one that it has already. */
function namesItsEvents(contract: Contract, { requestBody }: Operation): boolean {
  const body = requestBody?.content['application/json']?.schema;
  const { properties } = resolve<{ properties?: Readonly<Record<string, { readonly items?: Schema }>> }>(
    contract,
    body ?? {},
  );
  const { required = [] } = resolve<{ required?: readonly string[] }>(contract, properties?.events?.items ?? {});
  return required.includes('client_event_id');
}

const takes = (contract: Contract, operation: Operation, name: string): boolean =>
  parametersOf(contract, operation).some((parameter) => parameter.name === name);

function successOf(contract: Contract, { responses }: Operation): Response | undefined {
  const status = Object.keys(responses).find((one) => one.startsWith('2'));
  const response = status === undefined ? undefined : responses[status];
  return response && resolve<Response>(contract, response as Response | Reference);
}

/** Signing in and setting up; giving the password anew goes on with the session that there is. */
const startsSession = (success: Response | undefined): boolean =>
  ['SignInResult', 'SessionTokenSignIn'].some(
    (name) => success?.content?.['application/json']?.schema.$ref === `#/components/schemas/${name}`,
  );

/**
 * `createWorkspaceKey` under `workspace-keys` is `create`. What is done to several at once keeps its noun, because `revoke` is
 * the name for one.
 */
function callName(operationId: string, tag: string): string {
  const plural = capitalized(camelCase(tag));
  if (plural.endsWith('s') && operationId.endsWith(plural) && !operationId.startsWith('list')) return operationId;
  return operationId.replace(plural, '').replace(plural.replace(/s$/, ''), '');
}

const camelCase = (tag: string): string => tag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const capitalized = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

const docBlock = (paragraphs: readonly string[], indent: string): string[] => [
  `${indent}/**`,
  ...paragraphs.flatMap((text, index) => [...(index > 0 ? [`${indent} *`] : []), `${indent} * ${commentText(text)}`]),
  `${indent} */`,
];

const commentText = (text: string): string =>
  text
    .trim()
    .replaceAll('*/', '*\\/')
    .replaceAll(/\s*\n\s*/g, ' ');
