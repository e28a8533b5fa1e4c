import { bearer } from '../../call.ts';
import type { Check } from '../../check.ts';
import { arrayOf } from '../../contract/document.ts';
import { NotTestable } from '../../outcome.ts';
import { bodyOf } from '../../provision.ts';
import { header, mediaType } from '../../wire/exchange.ts';
import { inOneOrder } from '../in-one-order.ts';
import { answerToHolder } from '../preconditions/held-version.ts';
import { isSignedBy, keysIn, openToken } from './jwt.ts';

const longestLifeSeconds = 3_600;
/** Of OpenID Connect Core 1.0 §5.1: who sees a token learns nothing of the person. */
const personalClaims = ['email', 'name', 'given_name', 'family_name', 'preferred_username', 'phone_number', 'address'];
const requiredClaims = ['iss', 'sub', 'aud', 'client_id', 'exp', 'iat', 'jti', 'chain', 'sid', 'auth_time'];
const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

export const accessTokens: readonly Check[] = [
  {
    id: 'JWT-01/signature',
    title: 'an access token verifies by the key of the published set that its kid names',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.owner();
      const token = openToken(await provision.accessToken(person.session));
      const keySet = await given.succeeds(call('getJwks'));
      const named = keysIn(bodyOf(keySet)).find(({ kid }) => kid === token.header.kid);
      const key = expect.present(named, `a key ${token.header.kid}`, keySet.exchange);
      expect.that(
        token.header.alg === key.alg && token.header.typ === 'at+jwt',
        `alg ${key.alg} and typ at+jwt`,
        token.header,
      );
      expect.that(await isSignedBy(key, token), 'a signature of that key', 'a signature of another');
    },
  },
  {
    id: 'JWT-01/token-header',
    title: 'an access token counts as Bearer and in the header token',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.owner();
      const token = await provision.accessToken(person.session);
      for (const as of [bearer(token), { tokenHeader: token }]) {
        const me = await given.succeeds(call('getMe', { as }));
        expect.that(JSON.stringify(bodyOf(me)).includes(person.id), person.id, bodyOf(me), me.exchange);
      }
    },
  },
  {
    id: 'JWT-02/claims',
    title: 'an access token says who, by whom, for whom and until when, and nothing personal',
    run: async ({ provision, expect }) => {
      const person = await provision.owner();
      const { claims } = openToken(await provision.accessToken(person.session));
      const missing = requiredClaims.filter((name) => !(name in claims));
      expect.that(missing.length === 0, `the claims ${requiredClaims.join(', ')}`, `without ${missing.join(', ')}`);
      expect.that(claims.sub === person.id, `sub ${person.id}`, claims.sub);
      expect.that(claims.sid === person.sessionId, `sid ${person.sessionId}`, claims.sid);
      expect.that(URL.canParse(String(claims.iss)), 'iss as an address', claims.iss);
      expect.that(
        Number(claims.exp) - Number(claims.iat) <= longestLifeSeconds,
        `a life of at most ${longestLifeSeconds} s`,
        claims,
      );
      const text = JSON.stringify(claims);
      const isPersonal = text.includes('@') || personalClaims.some((name) => name in claims);
      expect.that(!isPersonal && !text.includes(person.sessionToken), 'no personal data', Object.keys(claims));
    },
  },
  {
    id: 'JWT-02/lifetime',
    title: 'the life that was asked for is the life in the token, up to the maximum',
    run: async ({ call, given, provision, expect }) => {
      const as = (await provision.owner()).session;
      const control = await given.succeeds(call('mintAccessToken', { as, query: { expiration: 120 } }));
      const { claims } = openToken(String(bodyOf(control).token));
      // Times in a token are whole seconds, so up to one of them may have begun.
      const expiresIn = Number(bodyOf(control).expires_in);
      expect.that(expiresIn === 120 || expiresIn === 119, 'expires_in of 119 or 120', expiresIn, control.exchange);
      expect.that(Number(claims.exp) - Number(claims.iat) === 120, 'exp 120 s after iat', claims);
      for (const expiration of ['3601', '0', '-1', 'NaN']) {
        await expect.refused(control, { status: 400 }, (request) => ({
          ...request,
          path: `/v1/token?expiration=${expiration}`,
        }));
      }
    },
  },
  {
    id: 'JWT-02/exchange',
    title: 'an access token exchanged for another stays the same session and never outlives it',
    run: async ({ provision, expect }) => {
      const person = await provision.owner();
      const first = await provision.accessToken(person.session);
      const second = await provision.accessToken(bearer(first));
      const [before, after] = [openToken(first).claims, openToken(second).claims];
      for (const name of ['sub', 'sid', 'auth_time', 'iss', 'chain']) {
        expect.that(inOneOrder(before[name]) === inOneOrder(after[name]), `${name} ${before[name]}`, after[name]);
      }
      expect.that(before.jti !== after.jti, 'another jti', after.jti);
    },
  },
  {
    id: 'JWT-07/expired',
    title: 'an access token is refused once it has expired',
    run: async ({ call, given, provision, send, wait, expect, hooks, later, times }) => {
      const person = await provision.owner();
      const token = bearer(await provision.accessToken(person.session, 3));
      const control = await given.succeeds(call('getMe', { as: token }));
      const refusal = { status: 401, code: 'invalid_token', challenge: 'invalid_token' } as const;
      if (hooks.clock) {
        await expect.refused(control, refusal, later(3 + times.leewaySeconds + times.marginSeconds));
        return;
      }
      for (let waits = 0; (await send(control.request)).answer.status === 200; waits += 1) {
        if (waits === 12)
          throw new NotTestable('the token is still accepted 9 s after its end; a leeway may be up to 60 s');
        await wait(1_000);
      }
      await expect.refused(control, refusal);
      await given.succeeds(call('getMe', { as: person.session }));
    },
  },
  {
    id: 'JWT-09/other-kinds',
    title: 'the header token takes access tokens only: neither session tokens nor keys',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.owner();
      const key = await provision.key(person, await provision.workspace(person));
      const token = await provision.accessToken(person.session);
      const control = await given.succeeds(call('getMe', { as: { tokenHeader: token } }));
      for (const value of [person.sessionToken, key.secret]) {
        const swapped = call('getMe', { as: { tokenHeader: value } });
        await expect.refused(control, { status: 401 }, () => swapped);
      }
    },
  },
  {
    id: 'JWT-09/keys-header',
    title: 'the header X-API-Key takes API tokens only: neither sessions nor access tokens',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.owner();
      const key = await provision.key(person, await provision.workspace(person));
      const control = await given.succeeds(call('getMe', { as: { apiKeyHeader: key.secret } }));
      for (const value of [person.sessionToken, await provision.accessToken(person.session)]) {
        const swapped = call('getMe', { as: { apiKeyHeader: value } });
        await expect.refused(control, { status: 401 }, () => swapped);
      }
    },
  },
  {
    id: 'JWT-10/public-keys',
    title: 'the published keys are public halves, typed and cacheable',
    run: async (context) => {
      const { call, given, expect } = context;
      const control = await given.succeeds(call('getJwks'));
      const keys = keysIn(bodyOf(control));
      expect.that(keys.length > 0, 'at least one key', bodyOf(control), control.exchange);
      for (const key of keys) {
        const shown = secretMembers.filter((name) => name in key);
        expect.that(shown.length === 0 && key.kty !== 'oct', 'public members only', shown, control.exchange);
        expect.that(
          arrayOf(['ES256', 'EdDSA', 'RS256']).includes(key.alg),
          'an asymmetric alg',
          key.alg,
          control.exchange,
        );
      }
      expect.that(
        /json/.test(mediaType(control.exchange.answer) ?? ''),
        'a JSON media type',
        mediaType(control.exchange.answer),
        control.exchange,
      );
      expect.present(header(control.exchange.answer, 'etag'), 'an ETag', control.exchange);
      const again = await answerToHolder(context, control.request);
      expect.that(
        again.answer.status === 304 && again.answer.body.byteLength === 0,
        '304 without body',
        again.answer.status,
        again,
      );
    },
  },
];
