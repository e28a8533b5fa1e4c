import { type LocatedOperation, operationsOf } from '../contract.ts';
import type { Rule } from './rule.ts';

/** What every operation can answer before it is reached. */
const always = ['400', '406', '431', '500'];
const ofSecured = ['401', '403', '429', '503'];
const ofBodies = ['413', '415'];

/** Each operation lists the refusals that its kind can meet, one by one: never `default`, never a range. */
export const refusalsListed: Rule = (contract) =>
  operationsOf(contract).flatMap((located) => {
    const statuses = Object.keys(located.operation.responses);
    const missing = wanted(located).filter((status) => !statuses.includes(status));
    const vague = statuses.filter((status) => !/^[1-5][0-9]{2}$/.test(status));
    return [
      ...missing.map((status) => ({ where: located.operation.operationId, problem: `${status} is not listed` })),
      ...vague.map((status) => ({ where: located.operation.operationId, problem: `${status} is not one status` })),
    ];
  });

function wanted({ path, operation }: LocatedOperation): string[] {
  const isHealth = path.startsWith('/health/');
  return [
    ...always,
    ...((operation.security ?? []).length > 0 ? ofSecured : []),
    ...(operation.requestBody === undefined ? [] : ofBodies),
    ...(path.includes('{') ? ['404'] : []),
    ...(isHealth ? [] : ['429']),
  ];
}
