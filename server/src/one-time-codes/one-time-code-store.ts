import { hash, randomBytes } from 'node:crypto';
import type { ServiceError } from '../errors/service-error.ts';
import type { Change, Document, Store } from '../storage/port.ts';

/** What a code is for. A code of one purpose is nothing to every other. */
export type CodePurpose = 'verify_email' | 'reset_password' | 'change_email' | 'invitation';

export interface CodeRecord extends Document {
  readonly purpose: CodePurpose;
  /** Whom or what it is about: a user's id, an invitation's id. */
  readonly subject: string;
  readonly expires_at: number;
  /** What was decided when it was issued, such as the new address. */
  readonly data: { readonly [name: string]: string };
}

export interface IssuedCode {
  /** Leaves in one mail, and is stored nowhere. */
  readonly code: string;
  readonly changes: readonly Change[];
}

const digestOf = (purpose: CodePurpose, code: string): string => `${purpose}:${hash('sha256', code, 'base64url')}`;
const currentId = (purpose: CodePurpose, subject: string): string => `current:${purpose}:${subject}`;

interface CurrentCode extends Document {
  readonly code_id: string;
}

/**
 * Codes that are mailed and used once: 256 random bits, kept as their SHA-256, bound to a purpose and a subject, short-lived.
 * A new code of the same purpose and subject ends the one before.
 */
export const oneTimeCodeStore = (store: Store) => ({
  async issue(about: {
    readonly purpose: CodePurpose;
    readonly subject: string;
    readonly data?: { readonly [name: string]: string };
    readonly expiresAt: number;
  }): Promise<IssuedCode> {
    const { purpose, subject, data = {}, expiresAt } = about;
    const code = randomBytes(32).toString('base64url');
    const record: CodeRecord = { _id: digestOf(purpose, code), purpose, subject, expires_at: expiresAt, data };
    const previous = await store.findOne<CurrentCode>('codes', { _id: currentId(purpose, subject) });
    const current: Change =
      previous === undefined
        ? {
            insert: 'codes',
            document: { _id: currentId(purpose, subject), code_id: record._id, expires_at: expiresAt },
          }
        : {
            update: 'codes',
            // Whoever comes last wins. Two who ask at once must both succeed, or a conflict would tell who has an account.
            where: { _id: previous._id },
            set: { $set: { code_id: record._id, expires_at: expiresAt } },
          };
    return { code, changes: [current, { insert: 'codes', document: record }] };
  },

  /** The code's record if it may be used now; undefined for unknown, used, replaced and expired alike. */
  async find(purpose: CodePurpose, code: string, now: number): Promise<CodeRecord | undefined> {
    const record = await store.findOne<CodeRecord>('codes', { _id: digestOf(purpose, code) });
    if (record === undefined || record.expires_at <= now) return undefined;
    const current = await store.findOne<CurrentCode>('codes', { _id: currentId(purpose, record.subject) });
    return current?.code_id === record._id ? record : undefined;
  },

  /** What the code that is out for a subject stands for, without the code: for whoever asks for another. */
  async outstanding(purpose: CodePurpose, subject: string, now: number): Promise<CodeRecord | undefined> {
    const current = await store.findOne<CurrentCode>('codes', { _id: currentId(purpose, subject) });
    if (current === undefined) return undefined;
    const record = await store.findOne<CodeRecord>('codes', { _id: current.code_id });
    return record === undefined || record.expires_at <= now ? undefined : record;
  },

  /** Uses it up. Of any number of parallel uses one commit succeeds; the others fail with `otherwise`. */
  consume: (record: CodeRecord, otherwise: ServiceError): Change[] => [
    { delete: 'codes', where: { _id: currentId(record.purpose, record.subject), code_id: record._id }, otherwise },
    { delete: 'codes', where: { _id: record._id }, otherwise },
  ],

  /** For whoever relies on a code that somebody else uses up: a real write, so that its end and this cannot both win. */
  guard: (record: CodeRecord): Change => ({
    update: 'codes',
    where: { _id: currentId(record.purpose, record.subject), code_id: record._id },
    set: { $inc: { guards: 1 } },
  }),

  /** Ends whatever code of this purpose is out for the subject. */
  async revoke(purpose: CodePurpose, subject: string): Promise<Change[]> {
    const current = await store.findOne<CurrentCode>('codes', { _id: currentId(purpose, subject) });
    if (current === undefined) return [];
    const record = await store.findOne('codes', { _id: current.code_id });
    return [
      { delete: 'codes', where: { _id: current._id, code_id: current.code_id } },
      ...(record === undefined ? [] : [{ delete: 'codes', where: { _id: record._id } } as const]),
    ];
  },
});

export type OneTimeCodeStore = ReturnType<typeof oneTimeCodeStore>;
