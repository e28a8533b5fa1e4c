import { hash } from 'node:crypto';
import { hours } from '../clock.ts';
import { type DeploymentSecrets, openBox, sealBox } from '../signing-keys/sealed-box.ts';
import type { Change, Document, Store } from '../storage/port.ts';

/** How long an answer is kept for its key. */
export const keptFor = hours(24);

/** One attempt of one caller at one operation. */
export interface Attempt {
  readonly principalId: string;
  readonly operationId: string;
  readonly path: string;
  readonly key: string;
  /** SHA-256 of the request's body as it came. */
  readonly bodyDigest: string;
}

/** An answer as it was sent, down to its bytes. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface IdempotencyRecord extends Document {
  readonly body_digest: string;
  readonly sealed_answer: string;
  readonly expires_at: number;
}

export type Replay =
  | { readonly kind: 'first'; readonly expired: boolean }
  | { readonly kind: 'replay'; readonly answer: KeptAnswer }
  | { readonly kind: 'reused' };

/**
 * Answers kept for retries. They may hold a secret that is shown once, so each is sealed, and bound to the caller, the
 * operation and the key: a stolen database gives nothing away, and no caller can replay another's answer.
 */
export const idempotencyStore = (store: Store, secrets: DeploymentSecrets) => {
  const idOf = ({ principalId, operationId, path, key }: Attempt): string =>
    hash('sha256', JSON.stringify([principalId, operationId, path, key]), 'base64url');
  const bindingOf = (attempt: Attempt) => ({ purpose: 'idempotent answer', associatedData: idOf(attempt) });

  return {
    async find(attempt: Attempt, now: number): Promise<Replay> {
      const record = await store.findOne<IdempotencyRecord>('idempotency', { _id: idOf(attempt) });
      if (record === undefined || record.expires_at <= now) return { kind: 'first', expired: record !== undefined };
      if (record.body_digest !== attempt.bodyDigest) return { kind: 'reused' };
      const opened = openBox(record.sealed_answer, bindingOf(attempt), secrets);
      if (opened === undefined) throw new Error("a kept answer does not open with this deployment's secret");
      return { kind: 'replay', answer: JSON.parse(opened.toString()) as KeptAnswer };
    },

    /** Part of the commit that the answer belongs to: the loser of a race fails here, and replays the winner. */
    keep(attempt: Attempt, answer: KeptAnswer, takesOverExpired: boolean, now: number): Change[] {
      const document: IdempotencyRecord = {
        _id: idOf(attempt),
        body_digest: attempt.bodyDigest,
        sealed_answer: sealBox(Buffer.from(JSON.stringify(answer)), bindingOf(attempt), secrets),
        expires_at: now + keptFor,
      };
      const insert: Change = { insert: 'idempotency', document };
      return takesOverExpired
        ? [{ delete: 'idempotency', where: { _id: document._id, expires_at: { $lte: now } } }, insert]
        : [insert];
    },
  };
};

export type IdempotencyStore = ReturnType<typeof idempotencyStore>;
