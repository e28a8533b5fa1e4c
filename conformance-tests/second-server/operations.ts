import { accessTokens } from './access-tokens.ts';
import { apiTokens } from './api-tokens.ts';
import type { Call } from './call.ts';
import { catalog } from './catalog.ts';
import { decisions } from './decisions.ts';
import { people } from './people.ts';
import { type Answer, ok } from './refusal.ts';
import { sessions } from './sessions.ts';
import { workspaces } from './workspaces.ts';

const isCacheable = { 'Cache-Control': 'max-age=60' };

/** What this server offers. The contract it serves has these operations and no others. */
export const operations: { readonly [operationId: string]: (call: Call) => Answer | Promise<Answer> } = {
  getLiveness: () => ok({ status: 'ok' }),
  getReadiness: () => ok({ status: 'ok' }),
  getCatalog: () => ok(catalog, isCacheable),
  getOpenapi: ({ contract }) => ok(contract, isCacheable),
  ...people,
  ...sessions,
  ...accessTokens,
  ...workspaces,
  ...apiTokens,
  ...decisions,
};
