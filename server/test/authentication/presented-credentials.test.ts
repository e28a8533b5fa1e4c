import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import {
  createKey,
  createServiceKey,
  mint,
  type Person,
  setUpOperator,
  signInPerson,
  signUpOwner,
} from '../support/actors.ts';
import { onEachServer } from '../support/test-server.ts';

type Headers = Readonly<Record<string, string | readonly string[]>>;

onEachServer('credentials in a request', (at) => {
  let owner: Person;
  let other: Person;
  let credentials: Readonly<
    Record<'session' | 'accessToken' | 'foreignToken' | 'key' | 'testKey' | 'serviceKey', string>
  >;
  before(async () => {
    const { server } = at;
    const made = await signUpOwner(server);
    owner = made.owner;
    other = await signInPerson(server, owner.email);
    credentials = {
      session: owner.session,
      accessToken: await mint(server, owner.session),
      foreignToken: await mint(server, other.session),
      key: (await createKey(server, made)).body.secret,
      testKey: (await createKey(server, made, { environment: 'test' })).body.secret,
      serviceKey: await createServiceKey(server, await setUpOperator(server)),
    };
  });
  const me = (headers: Headers) => at.server.ask('getMe', { headers });
  const codeOf = async (headers: Headers): Promise<string> => {
    const { status, text } = await me(headers);
    return status === 200 ? 'accepted' : JSON.parse(text).code;
  };

  it('an API token is accepted in X-API-Key and as Bearer alike', async () => {
    for (const kind of ['key', 'testKey', 'serviceKey'] as const) {
      const secret = credentials[kind];
      const asBearer = await me({ Authorization: `Bearer ${secret}` });
      const asKey = await me({ 'X-API-Key': secret });
      assert.equal(asBearer.status, 200);
      assert.equal(asKey.text, asBearer.text);
    }
  });

  it('each place takes its own kinds of credential and no other', async () => {
    const { session, accessToken, key, serviceKey } = credentials;
    const places: readonly (readonly [string, (text: string) => Headers, readonly string[], string])[] = [
      ['Bearer', (text) => ({ Authorization: `Bearer ${text}` }), [session, accessToken, key, serviceKey], ''],
      [
        'bearer, spelled otherwise',
        (text) => ({ Authorization: `bEARER  ${text}` }),
        [session, accessToken, key, serviceKey],
        '',
      ],
      ['X-API-Key', (text) => ({ 'X-API-Key': text }), [key, serviceKey], 'invalid_api_key'],
      ['token', (text) => ({ Token: text }), [accessToken], 'invalid_token'],
      ['cookie', (text) => ({ Cookie: `session=${text}` }), [session], 'invalid_token'],
    ];
    for (const [place, headersOf, accepted, refusal] of places) {
      for (const text of [session, accessToken, key, serviceKey]) {
        const code = await codeOf(headersOf(text));
        const isApiKey = text === key || text === serviceKey;
        const expected = accepted.includes(text) ? 'accepted' : isApiKey ? 'invalid_api_key' : refusal;
        assert.equal(code, expected, `${place}: ${text.slice(0, 8)}`);
      }
    }
  });

  it('two different credentials are refused, whichever of them is good', async () => {
    const { session, accessToken, foreignToken, key, serviceKey } = credentials;
    const garbage = 'zk_live_nothing';
    const pairs: readonly Headers[] = [
      { Authorization: `Bearer ${session}`, 'X-API-Key': key },
      { Authorization: `Bearer ${key}`, 'X-API-Key': serviceKey },
      { Authorization: `Bearer ${key}`, 'X-API-Key': garbage },
      { Authorization: `Bearer ${garbage}`, 'X-API-Key': key },
      { Authorization: `Bearer ${session}`, Token: accessToken },
      { Authorization: `Bearer ${accessToken}`, Token: foreignToken },
      { 'X-API-Key': key, Cookie: `session=${session}` },
      { Authorization: `Bearer ${key}`, Cookie: `session=${session}` },
      { Authorization: `Bearer ${other.session}`, Cookie: `session=${session}` },
      { Authorization: `Bearer ${session}`, Cookie: `session=${garbage}` },
      { Authorization: `Bearer ${foreignToken}`, Cookie: `session=${session}` },
      { Token: foreignToken, Cookie: `session=${session}` },
      { Token: accessToken, Cookie: `session=${garbage}` },
      { Cookie: `session=${session}; session=${other.session}` },
      { Cookie: `session=${session}; session=` },
      { Authorization: [`Bearer ${session}`, `Bearer ${other.session}`] },
      { 'X-API-Key': [key, serviceKey] },
      { Token: [accessToken, foreignToken] },
    ];
    for (const headers of pairs) assert.equal(await codeOf(headers), 'multiple_credentials', JSON.stringify(headers));
  });

  it('no two different credentials pass in any two places, nor twice in one, but an access token beside its own cookie', async () => {
    const places: readonly ((text: string) => readonly [string, string])[] = [
      (text) => ['Authorization', `Bearer ${text}`],
      (text) => ['X-API-Key', text],
      (text) => ['Token', text],
      (text) => ['Cookie', `session=${text}`],
    ];
    const { session, accessToken, foreignToken } = credentials;
    const isOwnPair = (cookie: string, token: string): boolean =>
      (cookie === session && token === accessToken) || (cookie === other.session && token === foreignToken);
    const all = [...Object.values(credentials), other.session, `zs_${'0'.repeat(38)}`, 'x'];
    for (const one of places) {
      for (const another of places) {
        for (const first of all) {
          for (const second of all) {
            const [name, value] = one(first);
            const [otherName, otherValue] = another(second);
            if (first === second) continue;
            if (isOwnPair(first, second) || isOwnPair(second, first)) continue;
            const headers =
              name === otherName ? { [name]: [value, otherValue] } : { [name]: value, [otherName]: otherValue };
            const code = await codeOf(headers);
            // A token beside a cookie is looked at first, so a wrong one may be refused for what it is.
            const isTokenBesideCookie = name !== otherName && [name, otherName].includes('Cookie');
            assert.ok(
              code === 'multiple_credentials' ||
                (isTokenBesideCookie && ['invalid_token', 'invalid_api_key'].includes(code)),
              `${code}: ${JSON.stringify(headers)}`,
            );
          }
        }
      }
    }
  });

  it('one credential given twice is one credential', async () => {
    const { session, accessToken, key } = credentials;
    const same: readonly Headers[] = [
      { Authorization: [`Bearer ${session}`, `Bearer ${session}`] },
      { Authorization: `Bearer ${key}`, 'X-API-Key': key },
      { Authorization: `Bearer ${accessToken}`, Token: accessToken },
      { Authorization: `Bearer ${session}`, Cookie: `session=${session}` },
      { Cookie: `session=${session}; session=${session}` },
    ];
    for (const headers of same) assert.equal(await codeOf(headers), 'accepted', JSON.stringify(headers));
  });

  it('an access token may stand beside the cookie of its own session', async () => {
    const { session, accessToken } = credentials;
    for (const headers of [{ Authorization: `Bearer ${accessToken}` }, { Token: accessToken }])
      assert.equal(await codeOf({ ...headers, Cookie: `session=${session}` }), 'accepted');
  });

  it('what is not one Bearer credential is no credential that counts', async () => {
    const { session } = credentials;
    for (const value of [
      session,
      `Basic ${Buffer.from(`${owner.email}:rivers carry small stones`).toString('base64')}`,
      `Token ${session}`,
      'Bearer',
      'Bearer ',
      `Bearer ${session}, Bearer ${session}`,
      `Bearer ${session} extra`,
      `Bearer "${session}"`,
      `Bearer=${session}`,
    ])
      assert.equal(await codeOf({ Authorization: value }), 'invalid_token', value.slice(0, 20));
  });

  it('a credential in the address or the body is no credential', async () => {
    const { session, key } = credentials;
    for (const query of [{ access_token: session }, { api_key: key }, { token: session }])
      await at.server.refuse('getMe', 'authentication_required', { query });
    await at.server.refuse('createWorkspace', 'authentication_required', { body: { name: 'W', token: session } });
  });

  it('any shortening, lengthening or other spelling of a secret is refused', async () => {
    const { key, session, testKey } = credentials;
    for (const secret of [key, session]) {
      const spellings = Array.from({ length: secret.length - 1 }, (_, length) => secret.slice(0, length + 1));
      spellings.push(`${secret}0`, `0${secret}`, secret.toUpperCase(), secret.toLowerCase(), `${secret}%20`);
      for (const text of spellings) assert.equal((await me({ Authorization: `Bearer ${text}` })).status, 401, text);
    }
    assert.equal(await codeOf({ 'X-API-Key': testKey.replace('test', 'live') }), 'invalid_api_key');
    assert.equal(await codeOf({ 'X-API-Key': key.replace('live', 'test') }), 'invalid_api_key');
  });

  it('a 401 names an error only if a credential was rejected', async () => {
    const none = await at.server.refuse('getMe', 'authentication_required');
    assert.equal(none.headers['www-authenticate'], 'Bearer realm="latchkey"');
    for (const text of ['zk_live_nothing', 'zs_nothing', 'a.b.c', 'x']) {
      const { headers } = await at.server.ask('getMe', { as: text });
      assert.equal(headers['www-authenticate'], 'Bearer realm="latchkey", error="invalid_token"');
    }
  });

  it('the refusal of an API token says so wherever it stood, and of anything else that it is a token', async () => {
    for (const text of ['zk_live_x', 'zk_test_x', 'zp_live_x', 'zx_x'])
      assert.equal(await codeOf({ Authorization: `Bearer ${text}` }), 'invalid_api_key');
    for (const text of ['zs_x', 'zr_x', 'eyJ.eyJ.x', 'x', 'sk_live_x'])
      assert.equal(await codeOf({ Authorization: `Bearer ${text}` }), 'invalid_token');
    assert.equal(await codeOf({ 'X-API-Key': 'x' }), 'invalid_api_key');
  });
});
