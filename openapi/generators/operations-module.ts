import {
  type Contract,
  type LocatedOperation,
  operationsOf,
  type Parameter,
  parametersOf,
  takesForm,
} from '../contract.ts';
import { generatedNotice, literal } from './typescript-source.ts';

/**
 * `server/src/generated/operations.gen.ts`: for the compiler, what each operation takes and gives; for the running server, the
 * table it dispatches and authorizes by.
 */
export function operationsModule(contract: Contract): string {
  const operations = operationsOf(contract);
  return [
    generatedNotice('openapi/'),
    `import type * as Wire from './types.gen.ts';`,
    '',
    '/** What each operation takes after validation, and what it gives by status. `undefined` where there is nothing. */',
    'export interface Operations {',
    ...operations.map((located) => operationType(contract, located)),
    '}',
    '',
    'export type OperationId = keyof Operations;',
    '',
    '/** How each operation is reached, who may call it and which audit events it writes. */',
    'export const operationTable = {',
    ...operations.map(tableEntry),
    '} as const;',
    '',
  ].join('\n');
}

function operationType(contract: Contract, { operation }: LocatedOperation): string {
  const name = operation.operationId.charAt(0).toUpperCase() + operation.operationId.slice(1);
  const places = new Set(parametersOf(contract, operation).map((parameter) => parameter.in));
  const parameters = (place: Parameter['in'], member: string) =>
    places.has(place) ? `NonNullable<Wire.${name}Data['${member}']>` : 'undefined';
  return [
    `  readonly ${operation.operationId}: {`,
    `    readonly path: ${parameters('path', 'path')};`,
    `    readonly query: ${parameters('query', 'query')};`,
    `    readonly headers: ${parameters('header', 'headers')};`,
    `    readonly body: ${operation.requestBody === undefined ? 'undefined' : `Wire.${name}Data['body']`};`,
    `    readonly responses: Wire.${name}Responses & Wire.${name}Errors;`,
    `    readonly credentials: ${isOpen(operation) ? `'none'` : `'required'`};`,
    '  };',
  ].join('\n');
}

function tableEntry({ path, method, operation }: LocatedOperation): string {
  const permission = operation['x-permission'] ?? 'operator';
  return [
    `  ${operation.operationId}: {`,
    `    method: ${literal(method.toUpperCase())},`,
    `    path: ${literal(path)},`,
    `    credentials: ${listOf(operation['x-credentials'])},`,
    `    permission: ${
      typeof permission === 'string'
        ? literal(permission)
        : `{ action: ${literal(permission.action)}, resource: ${literal(permission.resource)} }`
    },`,
    `    auditEvents: ${listOf(operation['x-audit-event'])},`,
    `    successStatus: ${Object.keys(operation.responses).find((status) => status.startsWith('2'))},`,
    `    takes: ${bodyOf(operation)},`,
    '  },',
  ].join('\n');
}

/** An operation that takes its credential as a header or cookie is `required`; a setup token in the body is a matter of the operation. */
const isOpen = (operation: LocatedOperation['operation']): boolean => (operation.security ?? []).length === 0;

const bodyOf = (operation: LocatedOperation['operation']): string =>
  operation.requestBody === undefined ? `'nothing'` : takesForm(operation) ? `'form'` : `'json'`;

const listOf = (words: 'none' | readonly string[] | undefined): string =>
  words === undefined || words === 'none' ? '[]' : `[${words.map(literal).join(', ')}]`;
