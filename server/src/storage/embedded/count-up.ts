import type { DatabaseSync } from 'node:sqlite';
import type { Store } from '../port.ts';

type Counter = Parameters<Store['countUp']>[0];

/** One statement is one transaction: the counter is raised from the value the caller saw, or not at all. */
export function prepareCountUp(database: DatabaseSync): (counter: Counter) => boolean {
  const insert = database.prepare(`
    INSERT INTO attempts (_id, document)
    VALUES (:id, json_object('_id', :id, 'count', 1, 'at', json(:at), 'expires_at', json(:expiresAt)))
    ON CONFLICT (_id) DO UPDATE
    SET document = json_set(document, '$.count', 1, '$.at', json(:at), '$.expires_at', json(:expiresAt))
    WHERE json_extract(document, '$.count') = 0`);
  const raise = database.prepare(`
    UPDATE attempts
    SET document = json_set(document, '$.count', json(:next), '$.at', json(:at), '$.expires_at', json(:expiresAt))
    WHERE _id = :id AND json_extract(document, '$.count') = :from`);

  return ({ _id: id, from, at, expires_at: expiresAt }) => {
    const stamps = { id, at: String(at), expiresAt: String(expiresAt) };
    const result = from === 0 ? insert.run(stamps) : raise.run({ ...stamps, from, next: String(from + 1) });
    return result.changes === 1;
  };
}
