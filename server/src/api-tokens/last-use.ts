import { BoundedMap } from '../bounded-map.ts';
import { minutes } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { ApiTokenStore } from './api-token-store.ts';

interface Used {
  readonly at: number;
}

export interface LastUse {
  /** Notes that a principal's API token was used. Nothing waits for it, and nothing fails by it. */
  record(principal: { readonly type: string; readonly id: string }, now: number): void;
  /** Settles when everything noted so far has been written or given up. */
  settled(): Promise<void>;
}

/** `last_used_at` is written behind the answers, at most once a minute for each token and process. */
export function createLastUse(apiTokens: ApiTokenStore, logger: Logger): LastUse {
  const noted = new BoundedMap<Used>(50_000);
  const writing = new Set<Promise<void>>();

  return {
    record({ type, id }, now) {
      if (type === 'user') return;
      const last = noted.get(id);
      if (last !== undefined && now - last.at < minutes(1)) return;
      noted.set(id, { at: now });
      const write: Promise<void> = apiTokens
        .recordUse(id, now)
        .catch((error: unknown) => logger.debug({ err: error }, 'the last use of a token was not written'))
        .finally(() => writing.delete(write));
      writing.add(write);
    },
    async settled() {
      await Promise.all(writing);
    },
  };
}
