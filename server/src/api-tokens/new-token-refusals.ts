import { ServiceError } from '../errors/service-error.ts';
import { maximumLiveTokensPerOwner } from './token-places.ts';

/** Why a token that is right in itself may still not come to be: these are decided by the commit, under any race. */
export const newTokenRefusals = () => ({
  nameTaken: new ServiceError('name_taken', { detail: 'A live key has this name. Revoke it, or choose another name.' }),
  tooMany: new ServiceError('limit_reached', {
    detail: `There are ${maximumLiveTokensPerOwner} live keys already. Revoke some first.`,
  }),
});
