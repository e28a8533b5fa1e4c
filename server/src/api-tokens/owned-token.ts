import { notFound, ServiceError } from '../errors/service-error.ts';
import type { HeadReader } from '../storage/head-reader.ts';
import {
  type ApiTokenHead,
  type ApiTokenKind,
  type ApiTokenRecord,
  apiTokenHeadId,
  apiTokenState,
} from './api-token.ts';
import type { ApiTokenStore } from './api-token-store.ts';

/** A token as its owner manages it. */
export interface OwnedToken {
  readonly record: ApiTokenRecord;
  readonly head: ApiTokenHead;
}

/**
 * The token of that id, if this owner has it; another's looks unknown.
 * @throws {ServiceError} 404
 */
export async function ownedToken(
  kind: ApiTokenKind,
  owner: string,
  tokenId: string,
  { heads, services }: { readonly heads: HeadReader; readonly services: { readonly apiTokens: ApiTokenStore } },
): Promise<OwnedToken> {
  // The head first: what is decided by the record is then never older than the head that guards it.
  const head = await heads.one<ApiTokenHead>(apiTokenHeadId(tokenId));
  const record = await services.apiTokens.find(owner, kind, tokenId);
  if (record === undefined || head === undefined) throw notFound();
  return { record, head };
}

/**
 * Revoked and expired are final.
 * @throws {ServiceError} 409 `conflict`
 */
export function requireNotEnded({ head }: OwnedToken, now: number): void {
  const state = apiTokenState(head, now);
  if (state === 'revoked' || state === 'expired')
    throw new ServiceError('conflict', { detail: `The token is ${state}, and that is final.` });
}
