import { ownedToken } from '../api-tokens/owned-token.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { personalTokenEvents } from './personal-token-events.ts';

/** Ends a token for ever, at once and everywhere. Revoking it again changes nothing and is answered alike. */
export const revokePersonalToken: Operation<'revokePersonalToken'> = async (request) => {
  const { path, caller, now, services } = request;
  const { apiTokens } = services;
  const { record } = await ownedToken('personal_token', caller.id, path.token_id, request);
  if (record.state === 'revoked') return { events: [], changes: [], answer: noContent() };
  return {
    events: await personalTokenEvents(record, 'revoked', services),
    changes: [...apiTokens.revoke(record, now), ...(await apiTokens.giveUpName(record))],
    answer: noContent(),
  };
};
