import { $addToSet, $inc, $max, $pull, $set, $unset } from 'mingo/operators/update';
import type { Document, Update } from '../port.ts';

/** Those of the port. mingo's own `updateOne` copies every operator that it knows, also of queries, for each single update. */
const operators = { $addToSet, $inc, $max, $pull, $set, $unset } as const;

/**
 * Applies an update to a document in place, by the rules of MongoDB.
 * @throws {TypeError} the document cannot take the update: what MongoDB refuses, mingo would skip in silence
 */
export function applyUpdate(document: Document, update: Update): void {
  requireApplicable(document, update);
  for (const [operator, paths] of Object.entries(update))
    operators[operator as keyof Update](operator === '$max' ? raising(document, paths) : paths)(document);
}

/** In MongoDB's order of types a list or an object is above every number; mingo would look at what is in a list. */
function raising(document: Document, maxima: NonNullable<Update['$max']>): NonNullable<Update['$max']> {
  return Object.fromEntries(
    Object.entries(maxima).filter(([path]) => {
      const present = valueAt(document, path, '$max');
      return typeof present !== 'object' || present === null;
    }),
  );
}

function requireApplicable(document: Document, update: Update): void {
  for (const [operator, paths] of Object.entries(update)) {
    for (const path of Object.keys(paths)) {
      const present = valueAt(document, path, operator);
      if (present === undefined) continue;
      if (operator === '$inc' && typeof present !== 'number') refuse(operator, path, 'is not a number');
      if ((operator === '$addToSet' || operator === '$pull') && !Array.isArray(present)) {
        refuse(operator, path, 'is not a list');
      }
    }
  }
}

/** The value at a path; members on the way to it must be objects, or missing. */
function valueAt(document: Document, path: string, operator: string): unknown {
  let value: unknown = document;
  for (const member of path.split('.')) {
    if (value === undefined) return undefined;
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      // Removing what cannot be there is no contradiction.
      return operator === '$unset' || operator === '$pull'
        ? undefined
        : refuse(operator, path, 'leads through a value');
    }
    value = Object.hasOwn(value, member) ? Reflect.get(value, member) : undefined;
  }
  return value;
}

function refuse(operator: string, path: string, reason: string): never {
  throw new TypeError(`${operator} cannot be applied: ${path} ${reason}`);
}
