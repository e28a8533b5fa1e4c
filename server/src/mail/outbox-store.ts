import { newIdentifier } from '../identifier.ts';
import { commitUnlessOvertaken } from '../storage/commit-unless-overtaken.ts';
import type { Change, Condition, Document, Store } from '../storage/port.ts';

/** What a mail is about. Each kind has its text in `mail-texts.ts`; the data are what the text needs, and nothing more. */
export type MailKind =
  | 'verify_email'
  | 'account_exists'
  | 'reset_password'
  | 'set_password'
  | 'confirm_email_change'
  | 'email_change_notice'
  | 'email_changed'
  | 'password_changed'
  | 'invitation'
  | 'token_expires'
  | 'credential_leaked';

export type Mail = {
  readonly to: string;
  readonly kind: MailKind;
  readonly data: { readonly [name: string]: string };
};

export interface OutboxRecord extends Document {
  readonly to: string;
  readonly kind: MailKind;
  /** Sealed under the deployment's secret where it holds a code: a stolen database must not open accounts. */
  readonly sealed_data: string;
  /** A mail that was sent, or given up, is removed. */
  readonly state: 'waiting';
  /** Attempts that have begun. */
  readonly attempts: number;
  /** When the next attempt may begin; whoever claims the mail moves it forward. */
  readonly not_before: number;
  readonly created_at: number;
}

/** Seals and opens what a mail carries; bound to the mail's id. */
export interface MailSeal {
  seal(id: string, data: Mail['data']): string;
  open(id: string, sealed: string): Mail['data'];
}

/**
 * Mails leave through the outbox: written in the commit that causes them, sent by a worker afterwards. So there is no mail
 * about what did not happen, and none is lost when the process dies in between.
 */
export const outboxStore = (store: Store, seal: MailSeal) => ({
  write(mail: Mail, now: number): Change {
    const id = newIdentifier('mai');
    const record: OutboxRecord = {
      _id: id,
      to: mail.to,
      kind: mail.kind,
      sealed_data: seal.seal(id, mail.data),
      state: 'waiting',
      attempts: 0,
      not_before: now,
      created_at: now,
    };
    return { insert: 'outbox', document: record };
  },

  /** Up to so many invitations and so many other mails that may be sent now, each oldest first; the invitations last. */
  async waiting(now: number, limit: number): Promise<OutboxRecord[]> {
    const oldest = (kind: Condition): Promise<OutboxRecord[]> =>
      store.find<OutboxRecord>(
        'outbox',
        { state: 'waiting', not_before: { $lte: now }, kind },
        { sort: { not_before: 1, _id: 1 }, limit },
      );
    const [others, invitations] = await Promise.all([oldest({ $ne: 'invitation' }), oldest({ $eq: 'invitation' })]);
    return [...others, ...invitations];
  },

  /** The newest mails, for the page that shows them where nothing is sent. */
  newest: (limit: number): Promise<OutboxRecord[]> =>
    store.find<OutboxRecord>('outbox', {}, { sort: { created_at: -1, _id: -1 }, limit }),

  /**
   * Claims a mail for one attempt: of several processes one wins. The claim is also the date of the next attempt, so a
   * process that dies while it sends leaves nothing to clean up.
   * @returns false when somebody else has it
   */
  claim: (record: OutboxRecord, retryAt: number): Promise<boolean> =>
    commitUnlessOvertaken(
      store,
      [],
      [
        {
          update: 'outbox',
          where: { _id: record._id, not_before: record.not_before, attempts: record.attempts },
          set: { $max: { not_before: retryAt, attempts: record.attempts + 1 } },
        },
      ],
    ),

  /** Once sent or given up: what it carried is nowhere any more. */
  async remove(record: OutboxRecord): Promise<void> {
    await commitUnlessOvertaken(store, [], [{ delete: 'outbox', where: { _id: record._id } }]);
  },

  dataOf: (record: OutboxRecord): Mail['data'] => seal.open(record._id, record.sealed_data),
});

export type OutboxStore = ReturnType<typeof outboxStore>;
