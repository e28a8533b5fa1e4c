import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, objectOf, stringOf } from '../../contract/document.ts';
import { requireRefusal } from '../../expect.ts';
import { bodyOf, type Person } from '../../provision.ts';
import { bodyJson, type WireRequest, withBody } from '../../wire/exchange.ts';
import { completeReset, newAddress, resetCode } from './mailed-codes.ts';

const animals = [...'🦊🐻🐼🐨🐯🦁🐮🐷🐸🐵🐔🐧🐦🦆🦅'];

/** What the published rules refuse: too short, however many bytes it has, too long, or among the first that are tried. */
const weak: Readonly<Record<string, string>> = {
  'fourteen characters': 'thr33 gold cow',
  'fourteen characters of two code units each': animals.slice(0, 14).join(''),
  '257 characters': `${'a lock without '.repeat(18).slice(0, 256)}!`,
  'a piece that repeats': 'passwordpassword',
  'a row of the keyboard': 'qwertyuiopasdfghjkl',
  'one that everybody takes': 'iloveyouforever',
};

/** What they accept: no digits, no capitals, no ASCII is asked for. */
const strong: Readonly<Record<string, string>> = {
  'fifteen characters of one kind': 'thrygoldacowmay',
  'fifteen characters outside of ASCII': animals.join(''),
  'words with blanks': ' the fox of the old mill sings ',
};

interface Place {
  readonly pointer: string;
  readonly request: (password: string) => WireRequest;
}

/** Wherever the target takes a new password. What is refused there uses nothing up. */
const places = async (context: CheckContext, person: Person): Promise<readonly Place[]> => {
  const { call, hooks, provision } = context;
  const found: Place[] = [
    {
      pointer: '/new_password',
      request: (wanted) =>
        call('changePassword', {
          as: person.session,
          body: { current_password: person.password, new_password: wanted },
        }),
    },
  ];
  if ((await provision.signUpMode()) !== 'closed') {
    const stranger = { email: newAddress(context), name: provision.uniqueName() };
    found.push({
      pointer: '/password',
      request: (password) => call('signUp', { body: { ...stranger, password } }),
    });
  }
  if (hooks.outbox) {
    const code = await resetCode(context, person);
    found.push({ pointer: '/password', request: (password) => completeReset(context, code, password) });
  }
  return found;
};

export const passwordRules: readonly Check[] = [
  {
    id: 'LIF-05/weak',
    title: 'a weak password is refused with the reason, alike wherever a password is set',
    run: async (context) => {
      const { provision, send, expect } = context;
      const person = await provision.newcomer();
      const all = await places(context, person);
      for (const [what, password] of Object.entries(weak)) {
        const reasons: string[] = [];
        for (const { pointer, request } of all) {
          const refused = await send(request(password));
          requireRefusal(refused, { status: 422, code: 'password_too_weak' });
          const [reason] = arrayOf(objectOf(bodyJson(refused.answer)).errors).map(objectOf);
          expect.that(reason?.pointer === pointer, `${what}: the reason at ${pointer}`, reason, refused);
          reasons.push(stringOf(reason?.code));
        }
        expect.that(new Set(reasons).size === 1 && reasons[0] !== '', `${what}: one reason everywhere`, reasons);
      }
      await provision.signIn(person);
    },
  },
  {
    id: 'LIF-05/strong',
    title: 'a password of fifteen characters is accepted, whatever they are, and counts as it was typed',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const person = await provision.newcomer();
      const { email } = person;
      let current = person.password;
      for (const wanted of [
        ...Object.values(strong),
        `${provision.password()}${'~ far too long to be cut'.repeat(8)}`,
      ]) {
        const body = { current_password: current, new_password: wanted };
        await given.succeeds(call('changePassword', { as: person.session, body }));
        current = wanted;
      }
      const signedIn = await given.succeeds(call('signIn', { body: { email, password: current } }));
      expect.that(bodyOf(signedIn).type === 'session_token', 'a session', bodyOf(signedIn).type, signedIn.exchange);
      for (const other of [current.slice(0, 72), current.slice(0, -1), `${current.slice(0, -1)}?`])
        await expect.refused(signedIn, { status: 401, code: 'invalid_credentials' }, (request) =>
          withBody(request, JSON.stringify({ email, password: other })),
        );
    },
  },
];
