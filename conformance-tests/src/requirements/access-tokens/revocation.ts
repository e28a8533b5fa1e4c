import { bearer } from '../../call.ts';
import type { Check } from '../../check.ts';
import type { Control } from '../../expect.ts';

const ended = { status: 401, code: 'invalid_token', challenge: 'invalid_token' } as const;

export const accessTokenRevocation: readonly Check[] = [
  {
    id: 'JWT-14/chain',
    title:
      'revoking an access token ends it and what was exchanged for it, and neither the session nor its other tokens',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.owner();
      const meBy = (token: string): Promise<Control> => given.succeeds(call('getMe', { as: bearer(token) }));
      const first = await provision.accessToken(person.session);
      const exchanged = await provision.accessToken(bearer(first));
      const again = await provision.accessToken(bearer(exchanged));
      const another = await provision.accessToken(person.session);
      const chain = [await meBy(first), await meBy(exchanged), await meBy(again)];
      const others = [await meBy(another), await meBy(person.sessionToken)];
      await given.succeeds(call('revokeToken', { body: { token: exchanged } }));
      for (const control of chain) await expect.refused(control, ended);
      for (const control of others) await given.succeeds(control.request);
    },
  },
  {
    id: 'JWT-14/of-a-key',
    title: 'revoking an access token of an API token leaves the API token',
    run: async ({ call, given, provision, expect }) => {
      const owner = await provision.owner();
      const key = await provision.key(owner, await provision.workspace(owner));
      const token = await provision.accessToken(bearer(key.secret));
      const control = await given.succeeds(call('getMe', { as: bearer(token) }));
      await given.succeeds(call('revokeToken', { body: { token } }));
      await expect.refused(control, { status: 401, challenge: 'invalid_token' });
      await given.succeeds(call('getMe', { as: bearer(key.secret) }));
    },
  },
];
