import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, objectOf, stringOf } from '../../contract/document.ts';
import { requireRefusal, type Variant } from '../../expect.ts';
import { bodyOf } from '../../provision.ts';
import { keysIn, openToken } from './jwt.ts';

const ended = { status: 401, code: 'invalid_token', challenge: 'invalid_token' } as const;
const noticeSeconds = 300;

const publishedIds = async ({ call, given }: CheckContext): Promise<readonly unknown[]> =>
  keysIn(bodyOf(await given.succeeds(call('getJwks')))).map(({ kid }) => kid);

/** A new key that signs after so many seconds. */
const rotate = async ({ call, given, operator }: CheckContext, seconds: number): Promise<string> => {
  const body = { sign_after_seconds: seconds };
  return stringOf(bodyOf(await given.succeeds(call('rotateSigningKey', { as: operator.session, body }))).key_id);
};

/**
 * Takes away what the runs before have left: the key that each of them found stays in use, since its other checks hold tokens
 * of it, and a deployment has room for few keys. It is tried at the time from which the target lets it be done: the operator's
 * session may have ended by then, and then the keys stay.
 */
const retireSuperseded = async ({ call, given, send, later, operator, times }: CheckContext): Promise<void> => {
  const listed = bodyOf(await given.succeeds(call('listSigningKeys', { as: operator.session, query: { limit: 100 } })));
  for (const { key_id: id, state, retirable_at: retirableAt } of arrayOf(listed.data).map(objectOf)) {
    if (state !== 'superseded') continue;
    const wait = Math.ceil((Date.parse(stringOf(retirableAt)) - Date.now()) / 1_000);
    const retirable = later(Math.max(0, wait) + times.marginSeconds);
    const path = { key_id: stringOf(id) };
    await send(retirable(call('retireSigningKey', { as: operator.session, path })));
  }
};

const now: Variant = (request) => request;

export const signingKeys: readonly Check[] = [
  {
    id: 'JWT-11/rotation',
    title: 'a new key is published before it signs, and tokens of the old one count until it is retired',
    isSerial: true,
    run: async (context) => {
      const { call, given, later, provision, send, expect, operator, times } = context;
      const { session } = await provision.owner();
      const mint = async (at: Variant): Promise<{ readonly token: string; readonly kid: string }> => {
        const minted = at(
          call('mintAccessToken', { as: session, query: { expiration: times.accessTokenMaximumSeconds } }),
        );
        const token = stringOf(bodyOf(await given.succeeds(minted)).token);
        return { token, kid: stringOf(openToken(token).header.kid) };
      };
      const requireSigner = async (at: Variant, expected: string): Promise<string> => {
        const { token, kid } = await mint(at);
        expect.that(kid === expected, `a token signed by ${expected}`, kid);
        return token;
      };
      const retire = (id: string, query: { readonly immediately?: string } = {}) =>
        call('retireSigningKey', { as: operator.session, path: { key_id: id }, query });

      await retireSuperseded(context);
      // Tokens of other checks were signed by this key: it stays in use.
      const before = (await mint(now)).token;
      const first = await rotate(context, 0);
      const ofFirst = await requireSigner(now, first);
      const second = await rotate(context, noticeSeconds);
      const published = await publishedIds(context);
      expect.that(
        [first, second].every((id) => published.includes(id)),
        `${first} and ${second} in the key set`,
        published,
      );
      await requireSigner(now, first);
      const afterwards = later(noticeSeconds + times.marginSeconds);
      const ofSecond = await requireSigner(afterwards, second);
      const controls = [];
      for (const token of [before, ofFirst, ofSecond])
        controls.push(await given.succeeds(afterwards(call('getMe', { as: bearer(token) }))));

      requireRefusal(await send(afterwards(retire(first))), { status: 409 });
      await given.succeeds(afterwards(retire(first, { immediately: 'true' })));
      const left = await publishedIds(context);
      expect.that(!left.includes(first), `a key set without ${first}`, left);
      for (const control of controls) {
        if (control === controls[1]) await expect.refused(control, ended);
        else await given.succeeds(control.request);
      }
    },
  },
];
