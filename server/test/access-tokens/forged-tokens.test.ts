import assert from 'node:assert/strict';
import { constants, createHmac, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { signAccessToken } from '../../src/access-tokens/sign-access-token.ts';
import { maximumAccessTokenLength } from '../../src/access-tokens/verify-access-token.ts';
import { accepts, encode, forge, header, keys, payload, sessionClaims } from './access-token-fixture.ts';

const valid = await signAccessToken(sessionClaims, keys.active);
const [validHeader = '', validPayload = '', validSignature = ''] = valid.split('.');
const refuses = async (token: string, what: string): Promise<void> => assert.ok(!(await accepts(token)), what);

test('the token that the forgeries start from is accepted', async () => {
  assert.ok(await accepts(valid));
  assert.ok(await accepts(forge(header, payload)));
});

test('a token with algorithm none, in any spelling and with any signature, is refused', async () => {
  for (const alg of ['none', 'None', 'NONE', 'nOnE', '', ' ', null, undefined, 0, false, ['ES256'], { ES256: true }]) {
    for (const signature of ['', 'AA', validSignature]) {
      await refuses(`${encode({ ...header, alg })}.${validPayload}.${signature}`, `alg ${String(alg)}`);
    }
    await refuses(forge({ ...header, alg }, payload), `alg ${String(alg)}, signed by our own key`);
  }
  await refuses(`${validHeader}.${validPayload}.`, 'no signature');
  await refuses(`${validHeader}.${validPayload}`, 'no signature part');
});

test('a token signed as HMAC with our public key as its secret is refused, in every form the public key has', async () => {
  const { publicKey } = keys.active;
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  const jwk = publicKey.export({ format: 'jwk' });
  const publicForms = [
    pem,
    pem.trim(),
    publicKey.export({ type: 'spki', format: 'der' }),
    JSON.stringify(jwk),
    JSON.stringify({ ...jwk, kid: header.kid, alg: 'ES256', use: 'sig' }),
    Buffer.concat([Buffer.from(jwk.x ?? '', 'base64url'), Buffer.from(jwk.y ?? '', 'base64url')]),
    Buffer.from(jwk.x ?? '', 'base64url'),
    '',
  ];
  for (const [alg, digest] of [
    ['HS256', 'sha256'],
    ['HS384', 'sha384'],
    ['HS512', 'sha512'],
    ['ES256', 'sha256'],
  ] as const) {
    for (const secret of publicForms) {
      const signedPart = `${encode({ ...header, alg })}.${validPayload}`;
      await refuses(`${signedPart}.${createHmac(digest, secret).update(signedPart).digest('base64url')}`, alg);
    }
  }
});

test('a signature of our key under the name of another algorithm is refused', async () => {
  for (const alg of [
    'ES384',
    'ES512',
    'ES256K',
    'RS256',
    'PS256',
    'EdDSA',
    'es256',
    'ES256 ',
    'HS256',
    'A256GCMKW',
    'dir',
  ]) {
    await refuses(forge({ ...header, alg }, payload), alg);
  }
});

test('an RSA signature is refused under either padding and under any name, ours included', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const paddings = [
    { padding: constants.RSA_PKCS1_PADDING },
    { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 },
  ];
  for (const alg of ['RS256', 'PS256', 'ES256']) {
    for (const padding of paddings) {
      const signedPart = `${encode({ ...header, alg })}.${encode(payload)}`;
      const signature = sign('sha256', Buffer.from(signedPart), { key: privateKey, ...padding });
      await refuses(`${signedPart}.${signature.toString('base64url')}`, alg);
    }
  }
});

test('the empty proofs of a broken ECDSA check are refused: zeros, the order of the curve, DER', async () => {
  const order = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
  const zero = Buffer.alloc(32);
  const one = Buffer.concat([Buffer.alloc(31), Uint8Array.of(1)]);
  for (const r of [zero, one, order]) {
    for (const s of [zero, one, order]) {
      await refuses(`${validHeader}.${validPayload}.${Buffer.concat([r, s]).toString('base64url')}`, 'r and s');
    }
  }
  const der = sign('sha256', Buffer.from(`${validHeader}.${validPayload}`), keys.active.privateKey);
  await refuses(`${validHeader}.${validPayload}.${der.toString('base64url')}`, 'DER');
});

test('a signature of any other length than 64 bytes is refused', async () => {
  const bytes = Buffer.from(validSignature, 'base64url');
  for (const length of [1, 32, 63, 65, 128, 200]) {
    const other = Buffer.concat([bytes, Buffer.alloc(200)]).subarray(0, length);
    await refuses(`${validHeader}.${validPayload}.${other.toString('base64url')}`, `${length} bytes`);
  }
});

test('a token signed by a foreign key is refused, whatever key it names or brings along', async () => {
  const foreign = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwk = foreign.publicKey.export({ format: 'jwk' });
  const bring = [
    {},
    { jwk },
    { jku: 'https://evil.example/jwks.json' },
    { x5u: 'https://evil.example/certificate.pem' },
    { x5c: [foreign.publicKey.export({ type: 'spki', format: 'der' }).toString('base64')] },
    { 'x5t#S256': encode('thumbprint') },
  ];
  for (const members of bring) {
    for (const kid of [header.kid, 'evil', undefined]) {
      await refuses(forge({ ...header, ...members, kid }, payload, foreign.privateKey), JSON.stringify(members));
    }
  }
});

test('a token of our own key is refused with any header member that we never write', async () => {
  const jwk = createPublicKey(keys.active.privateKey).export({ format: 'jwk' });
  for (const members of [
    { jwk },
    { jku: 'https://auth.example/.well-known/jwks.json' },
    { x5u: 'https://auth.example' },
    { x5c: [] },
    { crit: [] },
    { crit: ['exp'], exp: 1 },
    { crit: ['b64'], b64: false },
    { b64: false },
    { b64: true },
    { zip: 'DEF' },
    { enc: 'A256GCM' },
    { cty: 'JWT' },
    { added: 1 },
  ]) {
    await refuses(forge({ ...header, ...members }, payload), JSON.stringify(members));
  }
});

test('a payload that is signed but not encoded is refused', async () => {
  const b64Header = encode({ ...header, crit: ['b64'], b64: false });
  const signedPart = `${b64Header}.${JSON.stringify(payload)}`;
  const signature = sign('sha256', Buffer.from(signedPart), { key: keys.active.privateKey, dsaEncoding: 'ieee-p1363' });
  await refuses(`${signedPart}.${signature.toString('base64url')}`, 'b64 false');
});

test('a key id is matched exactly and never followed', async () => {
  const { kid } = header;
  for (const other of [
    '',
    kid.slice(0, -1),
    `${kid}=`,
    `${kid} `,
    kid.toLowerCase(),
    `./${kid}`,
    '../../etc/passwd',
    '/dev/null',
    '__proto__',
    'constructor',
    'x'.repeat(2_000),
    "' or 1=1 --",
    0,
    null,
    undefined,
    true,
    [kid],
    { kid },
  ]) {
    await refuses(forge({ ...header, kid: other }, payload), JSON.stringify(other) ?? 'undefined');
  }
});

test('a token of another type is refused', async () => {
  for (const typ of [
    'JWT',
    'jwt',
    'AT+JWT',
    'at+JWT',
    'application/at+jwt',
    'at+jwt ',
    '',
    'refresh+jwt',
    null,
    undefined,
    1,
    ['at+jwt'],
  ]) {
    await refuses(forge({ ...header, typ }, payload), String(typ));
  }
});

test('a header or payload that is no JSON object is refused', async () => {
  for (const text of [
    '',
    'null',
    '[]',
    '[1,2,3]',
    '"text"',
    '1',
    'true',
    '{',
    '{}',
    'undefined',
    JSON.stringify([header]),
    `${JSON.stringify(header)}x`,
  ]) {
    await refuses(forge(text, payload), `header ${text}`);
    await refuses(forge(header, text), `payload ${text}`);
  }
});

test('every other serialization is refused: JSON, nested, encrypted, other parts', async () => {
  const parts = { protected: validHeader, payload: validPayload, signature: validSignature };
  const lookalikes = [
    '',
    '.',
    '..',
    '...',
    JSON.stringify(parts),
    JSON.stringify({ payload: validPayload, signatures: [parts] }),
    `${valid}.`,
    `.${valid}`,
    `${valid}.${validSignature}`,
    `${valid}.a.b`,
    `${validHeader}..${validSignature}`,
    `.${validPayload}.${validSignature}`,
    `${validHeader}.${validSignature}.${validPayload}`,
    `Bearer ${valid}`,
    `"${valid}"`,
    forge({ ...header, cty: 'JWT' }, valid),
    forge(header, JSON.stringify(valid)),
  ];
  for (const token of lookalikes) await refuses(token, token.slice(0, 40));
});

test('a token in any spelling but the canonical one is refused', async () => {
  for (const space of [' ', '\n', '\r', '\t', '=', '==', '\0', '\u00a0']) {
    for (const index of [0, 5, validHeader.length, validHeader.length + 1, valid.length - 1, valid.length]) {
      await refuses(valid.slice(0, index) + space + valid.slice(index), `${JSON.stringify(space)} at ${index}`);
    }
  }
  // The last character of 64 bytes carries four bits that belong to nothing: sixteen spellings, one of them canonical.
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const spellings: string[] = [];
  for (const last of alphabet) if (await accepts(valid.slice(0, -1) + last)) spellings.push(last);
  assert.deepEqual(spellings, [valid.at(-1)]);
  const standard = valid.replaceAll('-', '+').replaceAll('_', '/');
  if (standard !== valid) await refuses(standard, 'the base64 alphabet');
});

test('every beginning of a token is refused', async () => {
  for (let length = 0; length < valid.length; length += 1)
    await refuses(valid.slice(0, length), `${length} characters`);
});

test('a token longer than any of ours is refused before it is read', async () => {
  await refuses(
    forge(header, { ...payload, filling: 'x'.repeat(maximumAccessTokenLength) }),
    'correctly signed and too long',
  );
  await refuses('a'.repeat(5_000_000), 'five million characters');
  await refuses('.'.repeat(5_000_000), 'five million dots');
});

test('five thousand random changes of a token are all refused, and none throws', async () => {
  const place = fc.nat(valid.length - 1);
  const edit = fc.oneof(
    fc.record({ at: place, remove: fc.constant(1), insert: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) }),
    fc.record({ at: place, remove: fc.nat(20), insert: fc.string({ maxLength: 5 }) }),
    fc.record({
      at: place,
      remove: fc.constant(0),
      insert: fc.constantFrom('.', '=', '\0', '\ud800', '%2e', '\u{1f98a}'),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
      const changed = edits.reduce(
        (text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove),
        valid,
      );
      fc.pre(changed !== valid);
      await refuses(changed, changed);
    }),
    { numRuns: 5_000 },
  );
});

test('a signed payload of any JSON at all never throws', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json(), (text) => refuses(forge(header, text), text)),
    { numRuns: 500 },
  );
});
