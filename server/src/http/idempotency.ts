import { hash } from 'node:crypto';
import type { Principal } from '../authentication/principal.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Attempt, IdempotencyStore, KeptAnswer } from '../idempotency/idempotency-store.ts';
import type { OperationId } from '../operation/operation.ts';
import { type Change, CommitConflict } from '../storage/port.ts';

/** The creations that a retry must not repeat. Sign-up, sign-in, setup and token are not among them: they have no caller yet. */
const repeatable: ReadonlySet<OperationId> = new Set<OperationId>([
  'createWorkspace',
  'createWorkspaceKey',
  'createServiceKey',
  'rotateSigningKey',
]);

/** The attempt that a request belongs to, if it carries an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header-07). */
export function attemptOf(
  id: OperationId,
  about: { readonly caller: Principal | undefined; readonly url: string; readonly key: unknown; readonly body: Buffer },
): Attempt | undefined {
  if (!repeatable.has(id) || about.caller === undefined || typeof about.key !== 'string') return undefined;
  return {
    principalId: about.caller.id,
    operationId: id,
    path: about.url,
    // Quoted (a structured field string) and bare name the same key.
    key: about.key.startsWith('"') ? about.key.slice(1, -1) : about.key,
    bodyDigest: hash('sha256', about.body, 'base64url'),
  };
}

/**
 * Carries an attempt out at most once. Only a success is kept, in the same commit as its changes; who comes second, in
 * time or in a race, gets the first one's bytes.
 * @throws {ServiceError} 422 `idempotency_key_reused` for another body under the same key
 */
export async function once(
  attempt: Attempt | undefined,
  store: IdempotencyStore,
  now: number,
  carryOut: (keep: (answer: KeptAnswer) => Change[]) => Promise<KeptAnswer>,
): Promise<KeptAnswer> {
  if (attempt === undefined) return carryOut(() => []);
  const before = await store.find(attempt, now);
  if (before.kind !== 'first') return replayOf(before);
  try {
    return await carryOut((answer) => store.keep(attempt, answer, before.expired, now));
  } catch (thrown) {
    // Whichever guard the loser failed at first, the winner's answer is the answer to this attempt.
    if (!(thrown instanceof CommitConflict)) throw thrown;
    const after = await store.find(attempt, now);
    if (after.kind === 'first') throw thrown;
    return replayOf(after);
  }
}

function replayOf(
  found: { readonly kind: 'replay'; readonly answer: KeptAnswer } | { readonly kind: 'reused' },
): KeptAnswer {
  if (found.kind === 'replay') return found.answer;
  throw new ServiceError('idempotency_key_reused');
}
