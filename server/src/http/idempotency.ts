import { hash } from 'node:crypto';
import type { Principal } from '../authentication/principal.ts';
import { ServiceError } from '../errors/service-error.ts';
import type { Attempt, IdempotencyStore, KeptAnswer } from '../idempotency/idempotency-store.ts';
import type { OperationId } from '../operation/operation.ts';
import { type Change, CommitConflict } from '../storage/port.ts';

/** The creations and rotations that a retry must not repeat. Sign-up, sign-in, setup and token are not among them: they have no caller yet. */
const repeatable: ReadonlySet<OperationId> = new Set<OperationId>([
  'acceptInvitation',
  'createInvitation',
  'createRole',
  'createUser',
  'createPersonalToken',
  'createServiceKey',
  'createWorkspace',
  'createWorkspaceKey',
  'rotatePersonalToken',
  'rotateServiceKey',
  'rotateWorkspaceKey',
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
export function once<Sent extends KeptAnswer>(
  attempt: Attempt | undefined,
  store: IdempotencyStore,
  now: number,
  carryOut: (keep: (answer: KeptAnswer) => Change[]) => Promise<Sent>,
): Promise<Sent | KeptAnswer> {
  return attempt === undefined ? carryOut(() => []) : replayOrCarryOut(attempt, store, now, carryOut);
}

async function replayOrCarryOut<Sent extends KeptAnswer>(
  attempt: Attempt,
  store: IdempotencyStore,
  now: number,
  carryOut: (keep: (answer: KeptAnswer) => Change[]) => Promise<Sent>,
): Promise<Sent | KeptAnswer> {
  const before = await store.find(attempt, now);
  if (before.kind !== 'first') return replayOf(before);
  try {
    return await carryOut((answer) => store.keep(attempt, answer, before.expired, now));
  } catch (thrown) {
    // Whether the loser failed at a guard or already found the winner's change, the winner's answer is the answer to both.
    if (!isLostRace(thrown)) throw thrown;
    const after = await store.find(attempt, now);
    if (after.kind === 'first') throw thrown;
    return replayOf(after);
  }
}

const isLostRace = (thrown: unknown): boolean =>
  thrown instanceof CommitConflict || (thrown instanceof ServiceError && thrown.status === 409);

function replayOf(
  found: { readonly kind: 'replay'; readonly answer: KeptAnswer } | { readonly kind: 'reused' },
): KeptAnswer {
  if (found.kind === 'replay') return found.answer;
  throw new ServiceError('idempotency_key_reused');
}
