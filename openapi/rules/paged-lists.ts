import {
  type Contract,
  type Operation,
  operationsOf,
  parametersOf,
  type Response,
  resolve,
  type Schema,
} from '../contract.ts';
import type { Rule } from './rule.ts';

/**
 * What gives `next_cursor` is asked with `limit` and `cursor`, links to its next page, and refuses cursors of others by name. What
 * gives `data` gives `next_cursor` as well: a list that is short today has room to grow.
 */
export const pagedLists: Rule = (contract) =>
  operationsOf(contract).flatMap(({ operation }) =>
    problemsOf(contract, operation).map((problem) => ({ where: operation.operationId, problem })),
  );

function problemsOf(contract: Contract, operation: Operation): string[] {
  const success = operation.responses['200'];
  if (success === undefined) return [];
  const answer = resolve<Response>(contract, success);
  const members = Object.keys(propertiesOf(contract, answer));
  if (!members.includes('next_cursor')) return members.includes('data') ? ['a list without next_cursor'] : [];
  const taken = parametersOf(contract, operation).map(({ name }) => name);
  return [
    ...['limit', 'cursor'].filter((name) => !taken.includes(name)).map((name) => `a list that does not take ${name}`),
    ...(answer.headers?.Link === undefined ? ['a list without the header Link'] : []),
    ...(codesOf(contract, operation, '400').includes('invalid_cursor')
      ? []
      : ['a list that does not document invalid_cursor']),
  ];
}

const propertiesOf = (contract: Contract, response: Response): object =>
  (resolve<Schema>(contract, response.content?.['application/json']?.schema ?? {}).properties ?? {}) as object;

function codesOf(contract: Contract, operation: Operation, status: string): readonly unknown[] {
  const refusal = resolve<Response>(contract, operation.responses[status] ?? { description: '' });
  const { properties } = (refusal.content?.['application/problem+json']?.schema ?? {}) as {
    readonly properties?: { readonly code?: { readonly enum?: readonly unknown[] } };
  };
  return properties?.code?.enum ?? [];
}
