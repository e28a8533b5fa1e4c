import type { DatabaseSync } from 'node:sqlite';
import type { CounterStep } from '../port.ts';

/** One statement is one transaction: the counter is raised under its condition, or not at all. */
export function prepareCountUp(database: DatabaseSync): (counter: CounterStep) => boolean {
  const raised = `SET document = json_set(document, '$.count', json_extract(document, '$.count') + 1, '$.at', json(:at), '$.expires_at', json(:expiresAt))`;
  const insert = `
    INSERT INTO attempts (_id, document)
    VALUES (:id, json_object('_id', :id, 'count', 1, 'at', json(:at), 'expires_at', json(:expiresAt)))`;
  const from = database.prepare(
    `UPDATE attempts ${raised} WHERE _id = :id AND json_extract(document, '$.count') = :from`,
  );
  const fromNothing = database.prepare(
    `${insert} ON CONFLICT (_id) DO UPDATE ${raised} WHERE json_extract(document, '$.count') = 0`,
  );
  const upTo = database.prepare(
    `${insert} ON CONFLICT (_id) DO UPDATE ${raised} WHERE json_extract(document, '$.count') < :upTo`,
  );

  return (counter) => {
    const stamps = { id: counter._id, at: String(counter.at), expiresAt: String(counter.expires_at) };
    if ('upTo' in counter) return counter.upTo >= 1 && upTo.run({ ...stamps, upTo: counter.upTo }).changes === 1;
    const result = counter.from === 0 ? fromNothing.run(stamps) : from.run({ ...stamps, from: counter.from });
    return result.changes === 1;
  };
}
