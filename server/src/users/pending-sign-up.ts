import { hash } from 'node:crypto';
import { hours } from '../clock.ts';
import type { CodeRecord, IssuedCode, OneTimeCodeStore } from '../one-time-codes/one-time-code-store.ts';

/** What a person typed at sign-up, kept with the code until they use it. There is no account before that. */
export type PendingSignUp = { readonly email: string; readonly name: string; readonly password_hash: string };

export const verificationLasts = hours(24);

/** Codes of a sign-up are about an address, because there is no person yet; by digest, so that its length is one. */
export const addressSubject = (canonicalEmail: string): string =>
  `address:${hash('sha256', canonicalEmail, 'base64url')}`;

/**
 * The code that completes a sign-up. Without one it is a decoy: a code that nobody is sent, so that a request about a known
 * address does, waits and collides like one about a new address.
 */
export const issueSignUpCode = (
  codes: OneTimeCodeStore,
  canonicalEmail: string,
  pending: PendingSignUp | undefined,
  now: number,
): Promise<IssuedCode> =>
  codes.issue({
    purpose: 'verify_email',
    subject: addressSubject(canonicalEmail),
    data: pending ?? {},
    expiresAt: now + verificationLasts,
  });

export function pendingSignUpOf(record: CodeRecord | undefined): PendingSignUp | undefined {
  const { email, name, password_hash } = record?.data ?? {};
  if (email === undefined || name === undefined || password_hash === undefined) return undefined;
  return { email, name, password_hash };
}
