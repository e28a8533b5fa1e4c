import { hash } from 'node:crypto';
import type { AddressQuotaStore } from '../addresses/address-quota-store.ts';
import { hours, minutes, seconds } from '../clock.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Change, Document, Store } from '../storage/port.ts';

interface MailCounter extends Document {
  readonly count: number;
  /** When the latest mail was asked for. */
  readonly at: number;
}

/** Mails allowed in a burst. */
export const freeMails = 5;
/** After that, one per interval, so that nobody's mailbox is filled through us. */
export const pauseBetweenMails = minutes(15);
const forgottenAfter = hours(24);
/** More lost races than this mean that very many ask for the same address at once. */
const mostRaces = 32;

/** By digest, so that the store does not collect addresses that people type. */
const counterId = (canonicalEmail: string): string => `mail:${hash('sha256', canonicalEmail, 'base64url')}`;

/** How many mails others may have sent to one address, and from one place, counted exactly, by all processes together. */
export const mailQuotaStore = (store: Store, addressQuota: AddressQuotaStore) => ({
  /**
   * Counts a mail before it is written, whether or not the address has an account.
   * @throws {ServiceError} 429 `rate_limit_exceeded`
   */
  async reserve(canonicalEmail: string, { ip }: { readonly ip: string | null }, now: number): Promise<void> {
    await addressQuota.reserve('mail', ip, now);
    const _id = counterId(canonicalEmail);
    for (let race = 0; race < mostRaces; race += 1) {
      const counter = await store.findOne<MailCounter>('attempts', { _id });
      const remaining = waitOf(counter, now);
      if (remaining > 0) throw tooManyMails(Math.ceil(remaining / seconds(1)));
      if (await store.countUp({ _id, from: counter?.count ?? 0, at: now, expires_at: now + forgottenAfter })) return;
    }
    throw tooManyMails(1);
  },

  /** Whoever used a mailed code has shown that the mails were wanted. */
  async clear(canonicalEmail: string): Promise<Change[]> {
    const counter = await store.findOne('attempts', { _id: counterId(canonicalEmail) });
    return counter === undefined ? [] : [{ delete: 'attempts', where: { _id: counter._id } }];
  },
});

export type MailQuotaStore = ReturnType<typeof mailQuotaStore>;

/** Milliseconds until the next mail. A clock that was set back never makes it longer than the pause. */
function waitOf(counter: MailCounter | undefined, now: number): number {
  if (counter === undefined || counter.count < freeMails) return 0;
  return Math.min(pauseBetweenMails, counter.at + pauseBetweenMails - now);
}

const tooManyMails = (retryAfterSeconds: number): ServiceError =>
  new ServiceError('rate_limit_exceeded', {
    detail: 'Many mails were asked for to this address. Look at the latest one, or wait.',
    retryAfterSeconds,
  });
