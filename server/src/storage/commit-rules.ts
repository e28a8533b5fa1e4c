import type { CollectionName, Declarations, IndexDeclaration } from './collections.ts';
import type { Change, Document, EventDocument, Json, Update } from './port.ts';
import { requireFilter } from './query-rules.ts';

/**
 * The member that makes a guard a real write: an update that would change nothing raises it, so that under snapshot
 * isolation two commits relying on the same document still collide.
 */
export const guardsPath = 'guards';

/** Members of a head that a request may move forward without an audit event. */
const movableWithoutEvent = new Set(['idle_expires_at', 'last_used_at']);

/**
 * What both engines demand of a commit before they touch the database.
 * @throws {TypeError} not a commit that may be made, whatever the database holds: a defect of the caller, never the
 * outcome of a race
 */
export function requireCommittable(
  declarations: Declarations,
  events: readonly EventDocument[],
  changes: readonly Change[],
): void {
  requireDistinct(events);
  for (const event of events) requireIndexable(declarations.audit_events.indexes, event);
  const isCut = events.length > 0 && changes.some((change) => 'insert' in change && change.insert === 'audit_cuts');
  for (const change of changes) {
    if (!(isCut && removesEvent(change))) requireNoEventTouched(change);
    requireWellFormed(declarations, change);
    if (events.length === 0) requireAllowedWithoutEvent(declarations, change);
  }
}

/** The collection a change writes to. */
export function collectionOf(change: Change): CollectionName {
  if ('insert' in change) return change.insert;
  return 'update' in change ? change.update : change.delete;
}

/**
 * Indexed paths hold a string, a finite number or nothing, and unique ones always something: only then do both engines
 * give an index the same meaning (MongoDB would index each entry of a list; SQLite never compares two nulls as equal).
 * @throws {TypeError}
 */
export function requireIndexable(indexes: readonly IndexDeclaration[], document: Document): void {
  for (const index of indexes) {
    for (const path in index.keys) {
      const value = valueAt(document, path);
      if (typeof value === 'string' || Number.isFinite(value)) continue;
      if ((value === undefined || value === null) && index.unique !== true) continue;
      throw new TypeError(`${path} is indexed and cannot hold ${JSON.stringify(value)}`);
    }
  }
}

function requireDistinct(events: readonly EventDocument[]): void {
  if (events.length > 1 && new Set(events.map((event) => event._id)).size < events.length) {
    throw new TypeError('two events of one commit share an id');
  }
}

/** Events that nobody keeps any longer leave only in the commit that seals the cut and says so in an event of its own. */
const removesEvent = (change: Change): boolean => 'delete' in change && change.delete === 'audit_events';

function requireNoEventTouched(change: Change): void {
  if (collectionOf(change) !== 'audit_events') return;
  throw new TypeError('audit events are written only as the events of a commit, and removed only under a sealed cut');
}

function requireWellFormed(declarations: Declarations, change: Change): void {
  const collection = collectionOf(change);
  if ('insert' in change) {
    requireId(change.document._id);
    requireIndexable(declarations[collection].indexes, change.document);
  } else {
    requireId(change.where._id);
    requireFilter(change.where);
    if ('update' in change) requireRealUpdate(change.set);
  }
}

function requireId(id: unknown): void {
  if (typeof id !== 'string' || id === '') throw new TypeError('a change names its document by a string id');
}

function requireRealUpdate(update: Update): void {
  const paths = updatedPaths(update);
  if (paths.length === 0) throw new TypeError('an update without a modification guards nothing');
  if (paths.some((path) => path === '_id' || path.startsWith('_id.'))) throw new TypeError('an id never changes');
  // MongoDB refuses it too: which of the two came first would decide.
  if (paths.some((path, index) => paths.some((other, place) => place !== index && isWithin(path, other))))
    throw new TypeError('an update changes each path once');
}

const isWithin = (path: string, other: string): boolean => path === other || path.startsWith(`${other}.`);

/** Without an event there is nothing to recognise a repeated commit by, so only what may be repeated is allowed. */
function requireAllowedWithoutEvent(declarations: Declarations, change: Change): void {
  const collection = collectionOf(change);
  if (declarations[collection].kind === 'business' && !onlyMovesUseForward(change)) {
    throw new TypeError(`a change to ${collection} needs an audit event`);
  }
  if (!isRepeatable(change)) throw new TypeError('a commit without events must be repeatable');
}

function onlyMovesUseForward(change: Change): boolean {
  return (
    'update' in change &&
    change.update === 'heads' &&
    onlyRaises(change.set) &&
    updatedPaths(change.set).every((path) => movableWithoutEvent.has(path))
  );
}

function isRepeatable(change: Change): boolean {
  if ('insert' in change) return true;
  return 'update' in change ? onlyRaises(change.set) : Object.keys(change.where).length === 1;
}

const onlyRaises = (update: Update): boolean => Object.keys(update).every((operator) => operator === '$max');

const updatedPaths = (update: Update): string[] => Object.values(update).flatMap((paths) => Object.keys(paths));

function valueAt(document: Document, path: string): Json | undefined {
  let value: unknown = document;
  for (const member of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, member);
  }
  return value as Json | undefined;
}
