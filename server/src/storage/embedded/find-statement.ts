import type { Condition, Filter, Find } from '../port.ts';
import { isCondition } from '../query-rules.ts';
import { pathExpression } from './schema.ts';

export type SqlValue = string | number;

/** A condition in SQL. */
interface Clause {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** The rows to read, and what SQL could not say about them. */
export interface FindStatement {
  readonly sql: string;
  readonly values: readonly SqlValue[];
  /** The part of the filter still to be tested on each document, if any. */
  readonly remainder: Filter | undefined;
}

const never: Clause = { sql: '0', values: [] };
const always: Clause = { sql: '1', values: [] };

/**
 * Splits a filter into SQL, for the paths an index may serve, and a remainder. Those paths hold strings, numbers or
 * nothing (`requireIndexable`), so the SQL is exact: SQLite orders null < numbers < text, text by its UTF-8 bytes, as
 * MongoDB does.
 * @param selection what to read of the matching rows: `document`, or `1` to count them
 */
export function findStatement(
  table: string,
  indexedPaths: ReadonlySet<string>,
  filter: Filter,
  { sort, selection = 'document' }: { readonly sort?: Find['sort']; readonly selection?: 'document' | '1' } = {},
): FindStatement {
  const clauses: Clause[] = [];
  const remaining: Filter[] = [];
  for (const term of terms(filter)) {
    const clause = clauseOf(term, indexedPaths);
    if (clause === undefined) remaining.push(term);
    else clauses.push(clause);
  }
  const where = allOf(clauses);
  // A document has to be read to be tested.
  const columns = remaining.length > 0 ? 'document' : selection;
  const [only, ...more] = remaining;
  return {
    sql: `SELECT ${columns} FROM "${table}" WHERE ${where.sql}${orderBy(sort)}`,
    values: where.values,
    remainder: more.length > 0 ? { $and: remaining } : only,
  };
}

/** The filter as a conjunction of filters with one member each. */
function terms(filter: Filter): Filter[] {
  return Object.entries(filter).flatMap(([path, operand]) =>
    path === '$and' ? (operand as readonly Filter[]).flatMap(terms) : [{ [path]: operand }],
  );
}

/** Undefined if SQL cannot say it exactly. */
function clauseOf(term: Filter, indexedPaths: ReadonlySet<string>): Clause | undefined {
  const [path, operand] = Object.entries(term)[0] ?? [];
  if (path === undefined) return always;
  if (path === '$or') return anyOf((operand as readonly Filter[]).map((branch) => branchClause(branch, indexedPaths)));
  if (path !== '_id' && !indexedPaths.has(path)) return undefined;
  const condition = isCondition(operand) ? operand : { $eq: operand as Condition['$eq'] };
  const clauses = Object.entries(condition).map(([operator, value]) => comparison(path, operator, value));
  return clauses.every((clause) => clause !== undefined) ? allOf(clauses) : undefined;
}

function branchClause(branch: Filter, indexedPaths: ReadonlySet<string>): Clause | undefined {
  const clauses = terms(branch).map((term) => clauseOf(term, indexedPaths));
  return clauses.every((clause) => clause !== undefined) ? allOf(clauses) : undefined;
}

function comparison(path: string, operator: string, operand: unknown): Clause | undefined {
  const left = pathExpression(path);
  switch (operator) {
    case '$eq':
      return equality(path, operand);
    case '$ne':
      if (operand === null) return { sql: `${left} IS NOT NULL`, values: [] };
      return isComparable(path, operand) ? { sql: `${left} IS NOT ?`, values: [operand] } : always;
    case '$in':
      return membership(path, operand as readonly unknown[]);
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return isComparable(path, operand) ? range(left, operator, operand) : never;
    default:
      // $exists: SQL does not tell a null from a missing member.
      return undefined;
  }
}

function equality(path: string, operand: unknown): Clause {
  const left = pathExpression(path);
  if (operand === null) return { sql: `${left} IS NULL`, values: [] };
  return isComparable(path, operand) ? { sql: `${left} = ?`, values: [operand] } : never;
}

/** One bound value however many operands there are, so that the statement can be kept prepared. */
function membership(path: string, operands: readonly unknown[]): Clause {
  const values = operands.filter((operand) => isComparable(path, operand));
  const listed: Clause = {
    sql: `${pathExpression(path)} IN (SELECT value FROM json_each(?))`,
    values: [JSON.stringify(values)],
  };
  return operands.includes(null) ? anyClause([equality(path, null), listed]) : listed;
}

/** MongoDB compares within one type: a number never precedes a text. The second bound keeps SQLite to that. */
function range(left: string, operator: '$gt' | '$gte' | '$lt' | '$lte', operand: SqlValue): Clause {
  const sign = { $gt: '>', $gte: '>=', $lt: '<', $lte: '<=' }[operator];
  const goesUp = operator === '$gt' || operator === '$gte';
  const isNumber = typeof operand === 'number';
  if (goesUp && isNumber) return { sql: `(${left} ${sign} ? AND ${left} < '')`, values: [operand] };
  if (!goesUp && !isNumber) return { sql: `(${left} ${sign} ? AND ${left} >= '')`, values: [operand] };
  return { sql: `${left} ${sign} ?`, values: [operand] };
}

/** Whether an indexed path can hold it at all. The id column would turn a number into text before comparing. */
function isComparable(path: string, operand: unknown): operand is SqlValue {
  return typeof operand === 'string' || (typeof operand === 'number' && path !== '_id');
}

function allOf(clauses: readonly Clause[]): Clause {
  if (clauses.length === 0) return always;
  return { sql: clauses.map(({ sql }) => sql).join(' AND '), values: clauses.flatMap(({ values }) => values) };
}

function anyOf(clauses: readonly (Clause | undefined)[]): Clause | undefined {
  return clauses.every((clause) => clause !== undefined) ? anyClause(clauses) : undefined;
}

const anyClause = (clauses: readonly Clause[]): Clause => ({
  sql: `(${clauses.map(({ sql }) => `(${sql})`).join(' OR ')})`,
  values: clauses.flatMap(({ values }) => values),
});

function orderBy(sort: Find['sort']): string {
  if (sort === undefined) return '';
  const keys = Object.entries(sort).map(
    ([path, direction]) => `${pathExpression(path)} ${direction === 1 ? 'ASC' : 'DESC'}`,
  );
  return ` ORDER BY ${keys.join(', ')}`;
}
