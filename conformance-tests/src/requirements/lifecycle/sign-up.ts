import type { Check, CheckContext } from '../../check.ts';
import { requireRefusal } from '../../expect.ts';
import { newAddress } from './mailed-codes.ts';

interface SignUp {
  readonly email: string;
  readonly password: string;
  readonly name: string;
}

const someone = (context: CheckContext): SignUp => ({
  email: newAddress(context),
  password: context.provision.password(),
  name: context.provision.uniqueName(),
});

export const signingUp: readonly Check[] = [
  {
    id: 'LIF-01/alike',
    title: 'sign-up, verification and reset are answered alike whether or not the address has an account',
    run: async (context) => {
      const { call, given, mailedCode, provision, expect } = context;
      const known = (await provision.newcomer()).email;
      const unknown = newAddress(context);
      const requests = [
        (email: string) => call('requestPasswordReset', { body: { email } }),
        (email: string) => call('requestEmailVerification', { body: { email } }),
        (email: string) => call('signUp', { body: { ...someone(context), email } }),
      ];
      for (const request of requests) {
        const answered = await given.succeeds(request(known));
        expect.indistinguishable(answered.exchange, (await given.succeeds(request(unknown))).exchange);
      }
      // It was the known one: it got what only a person gets.
      await mailedCode(known, 'reset_password');
    },
  },
  {
    id: 'LIF-02/proved-first',
    title: 'a sign-up is no account until the code that was mailed is used, with the password of the sign-up',
    run: async (context) => {
      const { call, given, mailedCode, provision, send, expect } = context;
      const person = someone(context);
      const { email, password } = person;
      const signIn = call('signIn', { body: { email, password } });
      await given.succeeds(call('signUp', { body: person }));
      const refusal = { status: 401, code: 'invalid_credentials' } as const;
      const waiting = await send(signIn);
      requireRefusal(waiting, refusal);
      const nobody = await send(call('signIn', { body: { email: newAddress(context), password } }));
      expect.indistinguishable(waiting, nobody);
      const code = await mailedCode(email, 'verify_email');
      const complete = (chosen: string) => call('completeEmailVerification', { body: { code, password: chosen } });
      requireRefusal(await send(complete(provision.password())), refusal);
      requireRefusal(await send(signIn), refusal);
      await given.succeeds(complete(password));
      await provision.signIn(person);
      requireRefusal(await send(complete(password)), { status: 410, code: 'gone' });
    },
  },
];
