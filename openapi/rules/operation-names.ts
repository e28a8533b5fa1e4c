import { operationsOf } from '../contract.ts';
import type { Rule } from './rule.ts';

const verbNoun = /^[a-z]+(?:[A-Z][a-z0-9]*)+$/;
/** Verbs that need no noun: what they act on is the session, or the question, that the request is about. */
const loneVerbs = ['evaluate', 'reauthenticate'];

/** An operationId is a verb and a noun in camelCase, because it is the SDK's method name; its one tag is declared. */
export const operationNames: Rule = (contract) => {
  const declared = new Set((contract.tags ?? []).map((tag) => tag.name));
  return operationsOf(contract).flatMap(({ path, method, operation }) => {
    const where = operation.operationId ?? `${method} ${path}`;
    const tags = operation.tags ?? [];
    return [
      ...(verbNoun.test(operation.operationId ?? '') || loneVerbs.includes(operation.operationId)
        ? []
        : [{ where, problem: 'operationId is not verbNoun in camelCase' }]),
      ...(tags.length === 1 ? [] : [{ where, problem: 'an operation has exactly one tag' }]),
      ...tags.filter((tag) => !declared.has(tag)).map((tag) => ({ where, problem: `tag ${tag} is not declared` })),
    ];
  });
};
