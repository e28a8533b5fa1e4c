import { hash } from 'node:crypto';
import type { AddressQuotaStore } from '../addresses/address-quota-store.ts';
import { hours } from '../clock.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Change, Document, Store } from '../storage/port.ts';
import { admitAttempt } from './attempts.ts';
import type { Hashing, PasswordHasher } from './password-hasher.ts';

/** Where an attempt comes from. */
export interface AttemptOrigin {
  readonly ip: string | null;
}

interface AttemptDocument extends Document {
  readonly count: number;
  readonly at: number;
}

/** A counter that nobody has moved for this long starts anew. */
const forgottenAfter = hours(24);
/** More losses than this in a row mean that very many are guessing at one account at once: they may wait. */
const mostRaces = 64;

/** By digest, so that the store does not collect what people type into the address field. */
const counterId = (canonicalEmail: string): string => `password:${hash('sha256', canonicalEmail, 'base64url')}`;

export const attemptStore = (
  store: Store,
  addressQuota: AddressQuotaStore,
  hasher: Pick<PasswordHasher, 'takePlace'>,
) => ({
  /**
   * Counts an attempt on the password of an address before anything is hashed, so that guesses made at the same moment
   * cannot all pass the same gate. The address need not have an account. It is counted for the account, and for where it came
   * from: one guess at each of many accounts is guessing too. Before it is counted it has a place among those whose password is
   * hashed: during a storm of sign-ins, who is turned away and comes back as told would otherwise be shut out for guessing.
   * @returns the place, to hash in and to dispose of
   * @throws {ServiceError} 503 `unavailable`, 429 `rate_limit_exceeded`, alike for known and unknown addresses
   */
  async reserve(canonicalEmail: string, { ip }: AttemptOrigin, now: number): Promise<Hashing & Disposable> {
    const place = hasher.takePlace();
    try {
      await addressQuota.reserve('password', ip, now);
      await countForAccount(store, canonicalEmail, now);
      return place;
    } catch (error) {
      place[Symbol.dispose]();
      throw error;
    }
  },

  /**
   * A right password clears the account's count, and takes this attempt back from the address. Set and not deleted: of two
   * right ones at once, the second has nothing to delete.
   */
  clear: (canonicalEmail: string, { ip }: AttemptOrigin, now: number): Change[] => [
    { update: 'attempts', where: { _id: counterId(canonicalEmail) }, set: { $set: { count: 0 } } },
    ...addressQuota.giveBack('password', ip, now),
  ],

  /** Clears an account's count where no attempt was counted before: a reset password starts with none. */
  async forget(canonicalEmail: string): Promise<Change[]> {
    const counter = await store.findOne('attempts', { _id: counterId(canonicalEmail) });
    return counter === undefined
      ? []
      : [{ update: 'attempts', where: { _id: counter._id }, set: { $set: { count: 0 } } }];
  },
});

async function countForAccount(store: Store, canonicalEmail: string, now: number): Promise<void> {
  const _id = counterId(canonicalEmail);
  for (let race = 0; race < mostRaces; race += 1) {
    const counter = await store.findOne<AttemptDocument>('attempts', { _id });
    const admission = admitAttempt(counter, now);
    if (!admission.isAllowed) throw tooManyAttempts(admission.retryAfterSeconds);
    if (await store.countUp({ _id, from: counter?.count ?? 0, at: now, expires_at: now + forgottenAfter })) return;
  }
  throw tooManyAttempts(1);
}

export type AttemptStore = ReturnType<typeof attemptStore>;

const tooManyAttempts = (retryAfterSeconds: number): ServiceError =>
  new ServiceError('rate_limit_exceeded', {
    detail: 'Too many wrong passwords for this address. Wait, or reset the password.',
    retryAfterSeconds,
  });
