import { bearer } from '../../call.ts';
import type { Check } from '../../check.ts';
import { bodyOf } from '../../provision.ts';
import { withHeader } from '../../wire/exchange.ts';
import { refuseRefresh } from '../refresh/renewal.ts';
import { startTimeline } from '../timeline.ts';
import { completeReset, confirmEmail, emailChangeCode, newAddress, requireGone, resetCode } from './mailed-codes.ts';

const ended = { status: 401, code: 'invalid_token', challenge: 'invalid_token' } as const;

export const passwordReset: readonly Check[] = [
  {
    id: 'LIF-03/once',
    title: 'a code for a new password works once, and ends every session of the person and of nobody else',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const [person, other] = [await provision.newcomer(), await provision.owner()];
      const { accessToken, refreshToken } = await provision.renewable(person);
      const controls = [
        await given.succeeds(call('getMe', { as: person.session })),
        await given.succeeds(call('getMe', { as: bearer(accessToken) })),
      ];
      const signedIn = await given.succeeds(
        call('signIn', { body: { email: person.email, password: person.password } }),
      );
      const code = await resetCode(context, person);
      const password = provision.password();
      await given.succeeds(completeReset(context, code, password));
      for (const control of controls) await expect.refused(control, ended);
      await refuseRefresh(context, refreshToken);
      await given.succeeds(call('getMe', { as: other.session }));
      await requireGone(context, completeReset(context, code, provision.password()));
      await expect.refused(signedIn, { status: 401, code: 'invalid_credentials' });
      await provision.signIn({ ...person, password });
    },
  },
  {
    id: 'LIF-04/newest',
    title: 'of two codes for a new password the newer one counts',
    run: async (context) => {
      const { provision } = context;
      const person = await provision.newcomer();
      const older = await resetCode(context, person);
      const newer = await resetCode(context, person);
      const password = provision.password();
      await requireGone(context, completeReset(context, older, provision.password()));
      await context.given.succeeds(completeReset(context, newer, password));
      await provision.signIn({ ...person, password });
    },
  },
  {
    id: 'LIF-09/expiry',
    title: 'mailed codes end at their declared time, and work until then',
    run: async (context) => {
      const { given, later, provision, times } = context;
      const [mover, forgetful] = [await provision.newcomer(), await provision.newcomer()];
      const after = later(times.resetCodeSeconds + times.leewaySeconds + times.marginSeconds);
      const at = startTimeline(context);
      const change = confirmEmail(context, await emailChangeCode(context, mover, newAddress(context)));
      await requireGone(context, change, after);
      const password = provision.password();
      const reset = completeReset(context, await resetCode(context, forgetful), password);
      await requireGone(context, reset, after);
      for (const request of [reset, change])
        await given.succeeds(at(times.resetCodeSeconds - times.marginSeconds)(request));
    },
  },
  {
    id: 'LIF-10/own-origin',
    title: 'mails lead to the configured origin, whatever host a request claims to have come to',
    run: async (context) => {
      const { call, given, mails, mailedCode, provision, expect } = context;
      const person = await provision.owner();
      const { issuer } = bodyOf(await given.succeeds(call('getServerMetadata')));
      const claims = [
        ['X-Forwarded-Host', 'elsewhere.example'],
        ['X-Forwarded-Proto', 'https'],
        ['X-Original-Host', 'elsewhere.example'],
        ['Forwarded', 'host=elsewhere.example;proto=https'],
        ['Origin', 'https://elsewhere.example'],
        ['Referer', 'https://elsewhere.example/reset'],
      ] as const;
      const request = call('requestPasswordReset', { body: { email: person.email } });
      await given.succeeds(claims.reduce((made, [name, value]) => withHeader(made, name, value), request));
      const code = await mailedCode(person.email, 'reset_password');
      const mail = (await mails(person.email)).find(({ data }) => data.code === code);
      const text = `${mail?.subject}\n${mail?.text}`;
      const links = text.match(/\bhttps?:\/\/[^\s"'<>]+/g) ?? [];
      const foreign = links.filter((link) => !link.startsWith(`${issuer}/`));
      expect.that(foreign.length === 0, `links to ${issuer} alone`, foreign);
      expect.that(!text.includes('elsewhere.example'), 'no word of elsewhere.example', text);
    },
  },
  {
    id: 'LIF-11/own-purpose',
    title: 'a code that was mailed for one purpose is nothing for another',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const [mover, forgetful] = [await provision.newcomer(), await provision.newcomer()];
      const change = await emailChangeCode(context, mover, newAddress(context));
      await requireGone(context, completeReset(context, change, provision.password()));
      const reset = await resetCode(context, forgetful);
      await requireGone(context, confirmEmail(context, reset));
      for (const [{ session: as }, code] of [[mover, change] as const, [forgetful, reset] as const]) {
        const me = await given.succeeds(call('getMe', { as }));
        await expect.refused(me, { status: [404, 410] }, () => call('acceptInvitation', { as, body: { code } }));
      }
      const password = provision.password();
      await given.succeeds(completeReset(context, reset, password));
      await provision.signIn({ ...forgetful, password });
      await given.succeeds(confirmEmail(context, change));
    },
  },
];
