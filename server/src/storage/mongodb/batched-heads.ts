import type { Document } from '../port.ts';

/** More would make one command long, and everybody wait for it. */
const mostIds = 500;

interface Batch {
  readonly ids: Set<string>;
  readonly found: Promise<ReadonlyMap<string, Document>>;
}

/**
 * Heads that are asked for in the same turn of the event loop travel in one command, because a command costs this process
 * more than all else about a request. It is sent once the turn is over, and so after everybody whose it is has asked: nobody
 * gets a head that is older than one read for them alone would be.
 */
export function batchHeads(
  read: (ids: string[]) => Promise<readonly Document[]>,
): (ids: readonly string[]) => Promise<Map<string, Document>> {
  let open: Batch | undefined;

  function begin(): Batch {
    const ids = new Set<string>();
    const found = new Promise<void>((turnIsOver) => void setImmediate(turnIsOver)).then(async () => {
      if (open === batch) open = undefined;
      const documents = await read([...ids]);
      return new Map(documents.map((head) => [head._id, head]));
    });
    const batch: Batch = { ids, found };
    return batch;
  }

  return async (ids) => {
    if (open === undefined || open.ids.size >= mostIds) open = begin();
    const batch = open;
    for (const id of ids) batch.ids.add(id);
    const found = await batch.found;
    const own = new Map<string, Document>();
    for (const id of ids) {
      const head = found.get(id);
      if (head !== undefined) own.set(id, head);
    }
    return own;
  };
}
