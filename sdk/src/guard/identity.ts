import type { Environment, Principal } from '../generated/types.gen.ts';

/** Who is calling, and nothing about what they may do. */
export interface Identity {
  /** The user's id, also behind a personal token; of other API tokens the key's id. */
  readonly subject: string;
  readonly environment: Environment;
  readonly sessionId?: string;
  readonly tokenId?: string;
  /** Epoch milliseconds; null for a credential without an end. */
  readonly expiresAt: number | null;
}

/** Tells who is calling from the credential alone. */
export interface IdentitySource {
  /** Undefined for a credential that is not valid. Throws when that cannot be known now. */
  identify(credential: string): Promise<Identity | undefined>;
}

export function identityOf(principal: Principal): Identity {
  const { id, type, environment, expires_at } = principal;
  return {
    subject: 'user_id' in principal ? principal.user_id : id,
    environment,
    ...(type === 'user' ? { sessionId: principal.session_id } : { tokenId: id }),
    expiresAt: expires_at === null ? null : Date.parse(expires_at),
  };
}
