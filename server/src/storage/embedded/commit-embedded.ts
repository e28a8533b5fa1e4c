import type { DatabaseSync } from 'node:sqlite';
import type { Declarations } from '../collections.ts';
import { collectionOf, guardsPath, requireCommittable, requireIndexable } from '../commit-rules.ts';
import { type Change, CommitConflict, type Document, type EventDocument } from '../port.ts';
import { applyUpdate } from './apply-update.ts';
import type { WrittenHeads } from './heads-memory.ts';
import { matches } from './matches.ts';
import type { Tables } from './tables.ts';

export interface EmbeddedCommit {
  readonly database: DatabaseSync;
  readonly declarations: Declarations;
  readonly tables: Tables;
}

/** A document's JSON after a change (undefined once deleted), or the news that its guard did not hold. */
type Outcome = { readonly text: string | undefined } | 'conflict';

/**
 * One synchronous transaction: nothing else of this process can come between, and there is no other process.
 * @returns the heads it changed, once the commit is on disk; none if the same events were committed before
 * @throws {CommitConflict} and {TypeError} (`requireCommittable`); nothing is written then
 */
export function commitEmbedded(
  store: EmbeddedCommit,
  events: readonly EventDocument[],
  changes: readonly Change[],
): WrittenHeads {
  requireCommittable(store.declarations, events, changes);
  if (events.length + changes.length === 0) return new Map();
  const { database } = store;
  database.exec('BEGIN IMMEDIATE');
  try {
    if (!insertEvents(store, events)) {
      database.exec('ROLLBACK');
      return new Map();
    }
    const written = applyChanges(store, changes, events.length > 0);
    database.exec('COMMIT');
    return written;
  } catch (error) {
    // Some failures, a full disk among them, end the transaction by themselves.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** False if this commit was made before: its events are there. */
function insertEvents({ tables }: EmbeddedCommit, events: readonly EventDocument[]): boolean {
  const taken = events.filter((event) => !tables.audit_events.insert(event._id, JSON.stringify(event)));
  if (taken.length === 0) return true;
  if (taken.length < events.length) throw new TypeError('an event id of this commit belongs to another commit');
  return false;
}

function applyChanges(store: EmbeddedCommit, changes: readonly Change[], isGuarding: boolean): WrittenHeads {
  const written = new Map<string, string | undefined>();
  for (const change of changes) {
    const outcome = apply(store, change, isGuarding);
    if (outcome === 'conflict') throw new CommitConflict(change);
    if (collectionOf(change) === 'heads') written.set(idOf(change), outcome.text);
  }
  return written;
}

function apply({ tables, declarations }: EmbeddedCommit, change: Change, isGuarding: boolean): Outcome {
  const name = collectionOf(change);
  const table = tables[name];
  if ('insert' in change) {
    const text = JSON.stringify(change.document);
    return table.insert(change.document._id, text) ? { text } : 'conflict';
  }

  const { _id: id, ...condition } = change.where;
  const before = table.get(id);
  if (before === undefined) return 'conflict';
  const document = JSON.parse(before) as Document;
  if (Object.keys(condition).length > 0 && !matches(document, { ...condition })) return 'conflict';
  if ('delete' in change) {
    table.delete(id);
    return { text: undefined };
  }

  applyUpdate(document, change.set);
  requireIndexable(declarations[name].indexes, document);
  const text = textOf(document, before, isGuarding);
  return text === before || table.replace(id, text) ? { text } : 'conflict';
}

/** The document's JSON. If the update changed nothing, a guard still leaves its mark (see `guardsPath`). */
function textOf(document: Document, before: string, isGuarding: boolean): string {
  const text = JSON.stringify(document);
  if (text !== before || !isGuarding) return text;
  return JSON.stringify({ ...document, [guardsPath]: Number(document[guardsPath] ?? 0) + 1 });
}

const idOf = (change: Change): string => ('insert' in change ? change.document._id : change.where._id);
