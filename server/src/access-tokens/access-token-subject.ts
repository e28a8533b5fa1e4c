import type { ApiTokenPrincipal } from '../authentication/principal.ts';

/** Whom an access token of an API token is for (`sub`): the person that a personal token acts for, else the key itself. */
export const accessTokenSubject = (principal: ApiTokenPrincipal): string =>
  principal.type === 'personal_token' ? principal.userId : principal.id;
