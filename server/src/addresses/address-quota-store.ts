import { hash } from 'node:crypto';
import { seconds } from '../clock.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Change, Document, Store } from '../storage/port.ts';
import { roomIn, waitFor, windowAt, windowLength } from './address-window.ts';
import { networkOf } from './network-of.ts';

/** What is counted by address. Each has a count of its own. */
export type CountedByAddress = 'password' | 'mail' | 'leak_report';

interface WindowCounter extends Document {
  readonly count: number;
}

/** By digest, as everything that names somebody and is only compared. */
const counterId = (counted: CountedByAddress, address: string, window: number): string =>
  `address:${counted}:${hash('sha256', networkOf(address), 'base64url')}:${window}`;

/**
 * What one network may do in a quarter of an hour where trying must not be cheap: counted exactly, by all processes together,
 * and far below the quota of requests. Whoever tries one password at each of a thousand accounts is stopped here alone.
 */
export const addressQuotaStore = (store: Store, limit: number) => ({
  /**
   * @param address of the caller; null if the connection is gone already
   * @throws {ServiceError} 429 `rate_limit_exceeded`
   */
  async reserve(counted: CountedByAddress, address: string | null, now: number): Promise<void> {
    if (address === null) return;
    const { number, passed } = windowAt(now);
    const countIn = async (window: number): Promise<number> =>
      (await store.findOne<WindowCounter>('attempts', { _id: counterId(counted, address, window) }))?.count ?? 0;
    const before = await countIn(number - 1);
    const isCounted = await store.countUp({
      _id: counterId(counted, address, number),
      upTo: roomIn(limit, before, passed),
      at: now,
      expires_at: (number + 2) * windowLength,
    });
    if (isCounted) return;
    const wait = waitFor(limit, { before, current: await countIn(number) }, passed);
    throw new ServiceError('rate_limit_exceeded', {
      detail: 'Too many attempts from this address.',
      retryAfterSeconds: Math.max(1, Math.ceil(wait / seconds(1))),
    });
  },

  /** What turned out well was no attempt: many people may share an address. At the `now` of its reservation. */
  giveBack: (counted: CountedByAddress, address: string | null, now: number): Change[] =>
    address === null
      ? []
      : [
          {
            update: 'attempts',
            where: { _id: counterId(counted, address, windowAt(now).number) },
            set: { $inc: { count: -1 } },
          },
        ],
});

export type AddressQuotaStore = ReturnType<typeof addressQuotaStore>;
