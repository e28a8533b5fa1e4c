import type { Condition, Filter, Find } from './port.ts';

/**
 * What both engines demand of a query before they run it. A filter with a missing operand would silently lose that
 * condition in one engine and match nothing in the other: it is a defect of the caller, and refused as one.
 */
const operators = new Set(['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$in', '$exists']);

/** @throws {TypeError} the filter has an undefined operand, an unknown operator or an empty list of alternatives */
export function requireFilter(filter: Filter): void {
  for (const path in filter) {
    const operand = filter[path];
    if (path === '$and' || path === '$or') requireBranches(path, operand);
    else if (path.startsWith('$')) throw new TypeError(`unknown filter operator ${path}`);
    else if (operand === undefined) throw new TypeError(`the filter's operand for ${path} is undefined`);
    else if (isCondition(operand)) requireCondition(path, operand);
  }
}

/** @throws {TypeError} the limit is not a positive integer */
export function requireLimit(limit: Find['limit']): void {
  if (limit !== undefined && !(Number.isSafeInteger(limit) && limit > 0)) {
    throw new TypeError('a limit is a positive integer');
  }
}

/** Tells `{ $gt: 1 }` from a plain value, which means equality. */
export function isCondition(operand: Filter[string]): operand is Condition {
  return typeof operand === 'object' && operand !== null && !Array.isArray(operand);
}

function requireBranches(operator: string, branches: Filter[string]): void {
  if (!Array.isArray(branches) || branches.length === 0) throw new TypeError(`${operator} needs at least one filter`);
  for (const branch of branches) requireFilter(branch);
}

function requireCondition(path: string, condition: Condition): void {
  const entries = Object.entries(condition);
  if (entries.length === 0) throw new TypeError(`the filter's condition for ${path} is empty`);
  for (const [operator, operand] of entries) {
    if (!operators.has(operator)) throw new TypeError(`unknown filter operator ${operator}`);
    if (operand === undefined) throw new TypeError(`the filter's ${operator} for ${path} is undefined`);
  }
}
