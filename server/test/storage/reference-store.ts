import { isDeepStrictEqual } from 'node:util';
import type { Change, Document, EventDocument, Filter, Find, Update } from '../../src/storage/port.ts';

/** What a commit came to: done, refused by the guard of one change, or refused as a defect. */
export type Outcome = 'committed' | { readonly conflict: number } | 'refused';

type Members = Record<string, unknown>;

/** A store's meaning in the most obvious way: documents in maps, copied for each commit, and every filter a loop. */
export class ReferenceStore {
  #collections = new Map<string, Map<string, Document>>();

  find(collection: string, filter: Filter, { sort, limit = Number.POSITIVE_INFINITY }: Find = {}): Document[] {
    const found = [...this.#of(collection).values()].filter((document) => matches(document, filter));
    return found.sort((left, right) => compareBy(sort ?? {}, left, right)).slice(0, limit);
  }

  commit(events: readonly EventDocument[], changes: readonly Change[]): Outcome {
    if (events.some(({ _id }) => this.#of('audit_events').has(_id))) return 'committed';
    const before = structuredClone(this.#collections);
    for (const event of events) this.#of('audit_events').set(event._id, event);
    for (const [index, change] of changes.entries()) {
      const outcome = this.#apply(change);
      if (outcome === 'done') continue;
      this.#collections = before;
      return outcome === 'refused' ? 'refused' : { conflict: index };
    }
    return 'committed';
  }

  #of(collection: string): Map<string, Document> {
    const documents = this.#collections.get(collection) ?? new Map<string, Document>();
    this.#collections.set(collection, documents);
    return documents;
  }

  #apply(change: Change): 'done' | 'conflict' | 'refused' {
    if ('insert' in change) {
      const documents = this.#of(change.insert);
      if (documents.has(change.document._id)) return 'conflict';
      documents.set(change.document._id, structuredClone(change.document));
      return 'done';
    }
    const documents = this.#of('update' in change ? change.update : change.delete);
    const found = documents.get(change.where._id);
    if (found === undefined || !matches(found, change.where)) return 'conflict';
    if ('delete' in change) {
      documents.delete(found._id);
      return 'done';
    }
    const updated = update(found, change.set);
    if (updated === 'refused') return 'refused';
    documents.set(found._id, isDeepStrictEqual(updated, found) ? withMark(found) : updated);
    return 'done';
  }
}

const withMark = (document: Document): Document => ({ ...document, guards: Number(document.guards ?? 0) + 1 });

function matches(document: Document, filter: Filter): boolean {
  return Object.entries(filter).every(([path, operand]) => {
    if (path === '$and') return (operand as Filter[]).every((branch) => matches(document, branch));
    if (path === '$or') return (operand as Filter[]).some((branch) => matches(document, branch));
    const value = valueAt(document, path);
    if (typeof operand !== 'object' || operand === null) return isEqual(value, operand);
    return Object.entries(operand).every(([operator, expected]) => holds(value, operator, expected));
  });
}

function holds(value: unknown, operator: string, expected: unknown): boolean {
  switch (operator) {
    case '$eq':
      return isEqual(value, expected);
    case '$ne':
      return !isEqual(value, expected);
    case '$in':
      return (expected as unknown[]).some((one) => isEqual(value, one));
    case '$exists':
      return (value !== undefined) === expected;
    default:
      return entriesOf(value).some((one) => typeof one === typeof expected && isOrdered(one, operator, expected));
  }
}

function isOrdered(left: unknown, operator: string, right: unknown): boolean {
  const order = compare(left, right);
  return { $gt: order > 0, $gte: order >= 0, $lt: order < 0, $lte: order <= 0 }[operator] ?? false;
}

const isEqual = (value: unknown, expected: unknown): boolean =>
  expected === null && value === undefined ? true : entriesOf(value).includes(expected);

const entriesOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** Missing and null first, then numbers, then texts. */
function compare(left: unknown, right: unknown): number {
  const rank = (value: unknown): number => ['number', 'string'].indexOf(typeof value);
  if (rank(left) !== rank(right)) return rank(left) - rank(right);
  if (typeof left === 'number') return left - Number(right);
  return typeof left === 'string' ? Buffer.compare(Buffer.from(left), Buffer.from(String(right))) : 0;
}

function compareBy(sort: NonNullable<Find['sort']>, left: Document, right: Document): number {
  for (const [path, direction] of Object.entries(sort)) {
    const order = compare(valueAt(left, path), valueAt(right, path));
    if (order !== 0) return order * direction;
  }
  return 0;
}

function valueAt(document: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, member) => {
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Members)[member] : undefined;
  }, document);
}

function update(document: Document, { $set, $unset, $inc, $max, $addToSet, $pull }: Update): Document | 'refused' {
  const updated: Document = structuredClone(document);
  try {
    for (const [path, value] of Object.entries($set ?? {})) change(updated, path, () => value);
    for (const path of Object.keys($unset ?? {})) remove(updated, path);
    for (const [path, by] of Object.entries($inc ?? {}))
      change(updated, path, (value) => numberOf(value === undefined ? 0 : value) + by);
    for (const [path, value] of Object.entries($max ?? {})) {
      change(updated, path, (now) => (isBelow(now, value) ? value : now));
    }
    for (const [path, value] of Object.entries($addToSet ?? {})) {
      change(updated, path, (now) => [...new Set([...listOf(now === undefined ? [] : now), value])]);
    }
    for (const [path, value] of Object.entries($pull ?? {})) {
      if (valueAt(updated, path) === undefined) continue;
      change(updated, path, (now) => listOf(now).filter((one) => one !== value));
    }
    return updated;
  } catch {
    return 'refused';
  }
}

/** In MongoDB's order of types, only what is missing, null or a smaller number is below a number. */
const isBelow = (now: unknown, value: number): boolean =>
  now === undefined || now === null || (typeof now === 'number' && now < value);

function change(document: Document, path: string, next: (value: unknown) => unknown): void {
  const [last = '', ...parents] = path.split('.').reverse();
  const parent = parents.reverse().reduce<Members>((object, member) => {
    if (object[member] === undefined) object[member] = {};
    return objectOf(object[member]);
  }, document as Members);
  parent[last] = next(parent[last]);
}

function remove(document: Document, path: string): void {
  const members = path.split('.');
  const parent = members.length === 1 ? document : valueAt(document, members.slice(0, -1).join('.'));
  if (typeof parent === 'object' && parent !== null) delete (parent as Members)[members.at(-1) ?? ''];
}

function objectOf(value: unknown): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('not an object');
  return value as Members;
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number') throw new TypeError('not a number');
  return value;
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new TypeError('not a list');
  return value;
}
