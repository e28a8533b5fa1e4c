import type { ServiceError } from '../errors/service-error.ts';
import type { Change, Document } from '../storage/port.ts';
import type { ApiTokenRecord } from './api-token.ts';

/** Who of an owner's tokens has a name, and until when it is theirs. */
export interface TokenName extends Document {
  readonly token_id: string;
  readonly valid_until: number | null;
}

/** How many of an owner's places are taken. */
export interface LiveTokenCounter extends Document {
  readonly count: number;
}

export const maximumLiveTokensPerOwner = 100;
export const placesId = (owner: string): string => `tokens:${owner}`;
export const nameId = (owner: string, name: string): string => `token:${owner}:${name}`;

/** A name belongs to one live token; an expired one gives it up to whoever asks first. */
export function takeName(
  token: ApiTokenRecord,
  now: number,
  taken: TokenName | undefined,
  otherwise: ServiceError,
): Change {
  const _id = nameId(token.owner, token.name);
  const claim = { token_id: token._id, valid_until: token.expires_at };
  const isFree = taken !== undefined && taken.valid_until !== null && taken.valid_until <= now;
  return isFree
    ? {
        update: 'names',
        where: { _id, token_id: taken.token_id, valid_until: taken.valid_until },
        set: { $set: claim },
        otherwise,
      }
    : { insert: 'names', document: { _id, ...claim }, otherwise };
}

/** The name of a token that may expire at another time now. */
export function keepName(token: ApiTokenRecord, next: ApiTokenRecord): Change[] {
  if (next.expires_at === token.expires_at) return [];
  const where = { _id: nameId(token.owner, token.name), token_id: token._id };
  return [{ update: 'names', where, set: { $set: { valid_until: next.expires_at } } }];
}

/** Frees a token's name, unless the token had expired and has lost it already. */
export const releaseName = (token: ApiTokenRecord, taken: TokenName | undefined): Change[] =>
  taken?.token_id === token._id ? [{ delete: 'names', where: { _id: taken._id, token_id: token._id } }] : [];

export const takePlace = (owner: string, tooMany: ServiceError): Change => ({
  update: 'counters',
  where: { _id: placesId(owner), count: { $lt: maximumLiveTokensPerOwner } },
  set: { $inc: { count: 1 } },
  otherwise: tooMany,
});

export const freePlace = (owner: string): Change => ({
  update: 'counters',
  where: { _id: placesId(owner) },
  set: { $inc: { count: -1 } },
});

/** An expired token stays listed, and no longer takes a place. */
export const giveUpPlace = (expired: ApiTokenRecord): Change[] => [
  { update: 'api_tokens', where: { _id: expired._id, counted: true }, set: { $set: { counted: false } } },
  freePlace(expired.owner),
];
