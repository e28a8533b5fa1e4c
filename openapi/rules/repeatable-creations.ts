import { operationsOf, parametersOf } from '../contract.ts';
import type { Rule } from './rule.ts';

/**
 * A caller who has lost the answer of a creation or a rotation can ask again without making a second one, and an operation that
 * asks for a precondition takes `If-Match`. Whoever has no credential yet has no name to keep an answer under.
 */
export const repeatableCreations: Rule = (contract) =>
  operationsOf(contract).flatMap(({ method, operation }) => {
    const { operationId: where, responses, security = [] } = operation;
    const taken = parametersOf(contract, operation).map(({ name }) => name);
    const makesSomething = method === 'post' && ('201' in responses || where.startsWith('rotate'));
    return [
      ...(makesSomething && security.length > 0 && !taken.includes('Idempotency-Key')
        ? [{ where, problem: 'a creation or rotation that does not take Idempotency-Key' }]
        : []),
      ...(['412', '428'].some((status) => status in responses) && !taken.includes('If-Match')
        ? [{ where, problem: 'a precondition is asked for, and If-Match is not taken' }]
        : []),
    ];
  });
