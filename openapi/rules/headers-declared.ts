import { type Contract, type LocatedOperation, operationsOf, resolve } from '../contract.ts';
import type { Finding, Rule } from './rule.ts';

const always = ['Traceparent', 'Cache-Control', 'RateLimit', 'RateLimit-Policy'];
const byStatus: { readonly [status: string]: readonly string[] } = {
  201: ['Location'],
  304: ['ETag'],
  401: ['WWW-Authenticate'],
  429: ['Retry-After'],
  503: ['Retry-After'],
};

/** Every response declares the headers it carries, and those that clients depend on are declared as required. */
export const headersDeclared: Rule = (contract) =>
  operationsOf(contract).flatMap((located) => findingsOf(contract, located));

function findingsOf(contract: Contract, { operation }: LocatedOperation): Finding[] {
  const answersConditionally = operation.responses['304'] !== undefined;
  return Object.entries(operation.responses).flatMap(([status, reference]) => {
    const headers = resolve(contract, reference).headers ?? {};
    const dependedOn = [...(byStatus[status] ?? []), ...(answersConditionally && status === '200' ? ['ETag'] : [])];
    const where = `${operation.operationId} ${status}`;
    return [
      ...[...always, ...dependedOn]
        .filter((name) => headers[name] === undefined)
        .map((name) => ({ where, problem: `${name} is not declared` })),
      ...dependedOn
        .filter((name) => headers[name] !== undefined && resolve(contract, headers[name]).required !== true)
        .map((name) => ({ where, problem: `${name} is not required` })),
    ];
  });
}
