import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { ServiceError } from '../../src/errors/service-error.ts';
import { type PasswordWeakness, requireStrongPassword, weaknessOf } from '../../src/passwords/password-policy.ts';

const context = { serviceName: 'Latchkey', email: 'mara.lindqvist@northwind.example' };

const refuses = (password: string, weakness: PasswordWeakness): void =>
  assert.equal(weaknessOf(password, context), weakness, password);
const accepts = (password: string): void => assert.equal(weaknessOf(password, context), undefined, password);

const first = (count: number, text: string): string => [...text].slice(0, count).join('');

test('fourteen code points are too few and fifteen are enough, in letters, emoji and accented letters alike', () => {
  const accented = 'řěkå ünd stőné füß';
  for (const text of ['rivers carry stones', '🦊🌵🎻🚲🧀🪁🐙🌋🎲🛶🧵🪐🦉🍄🎈', accented]) {
    refuses(first(14, text), 'too_short');
    accepts(first(15, text));
  }
  refuses(first(14, accented).normalize('NFD'), 'too_short');
  accepts(first(15, accented).normalize('NFD'));
});

test('two hundred and fifty-six code points are accepted and one more is not', () => {
  const long = Array.from({ length: 60 }, (_, index) => `${index}🦊 w`).join('');
  accepts(first(256, long));
  refuses(first(257, long), 'too_long');
  refuses('long '.repeat(200_000), 'too_long');
});

test('no composition is demanded: small letters and spaces, or one script, are enough', () => {
  for (const password of [
    'rivers carry small stones',
    'the lighthouse keeper paints',
    'под мостом живёт старый сом',
    '橋の下に古い鯰が住んでいるそうです',
    'nine violet umbrellas drift',
    'mara keeps bees behind the shed',
    'latchkey children eat cold soup',
    'kv93hs0gpwq27xm',
    '739105826418307',
    '150570391582641',
  ]) {
    accepts(password);
  }
});

test('every password of the shipped list is refused as common, whatever its case, spaces and signs', () => {
  const listed = readFileSync(new URL('../../src/passwords/common-passwords.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  assert.ok(listed.length >= 400);
  assert.equal(new Set(listed).size, listed.length);
  for (const password of listed) {
    assert.match(password, /^[a-z0-9]{15,}$/);
    for (const spelling of [password, password.toUpperCase(), `${[...password].join(' ')}!`]) {
      assert.notEqual(weaknessOf(spelling, context), undefined, spelling);
    }
  }
  refuses('correct horse battery staple', 'common');
  refuses('ThisIsMyPassword!', 'common');
});

test('a password that only contains a listed one is accepted', () => {
  accepts('correct horse battery staple under a walnut tree');
});

test('words that are tried first stay refused when they are put together, counted on and disguised', () => {
  for (const password of [
    'P@ssw0rdP@ssw0rd!!',
    'Welcome2024Welcome',
    'summer-winter-2025',
    'Admin_Admin_12345',
    'letmein please 123',
  ]) {
    assert.notEqual(weaknessOf(password, context), undefined, password);
  }
  refuses('Summer2025Password', 'common');
  refuses('$ecret-P@$$w0rd-2026', 'common');
});

test('the name of the service and the parts of the e-mail address make no password, with whatever digits around them', () => {
  for (const password of [
    'mara.lindqvist@northwind.example',
    'MaraLindqvist1984',
    'lindqvist-northwind',
    'L1ndqv1st-N0rthw1nd',
    'latchkey-mara-2026',
    'Latchkey_lindqvist!',
  ]) {
    refuses(password, 'names_service_or_account');
  }
});

test('an e-mail address of very short parts does not forbid ordinary words', () => {
  assert.equal(weaknessOf('momentous ionic bloom', { serviceName: 'Latchkey', email: 'mo@io.io' }), undefined);
});

test('a short piece said again and again is refused, a long one said twice is not', () => {
  for (const password of [
    'aaaaaaaaaaaaaaa',
    '🦊'.repeat(15),
    'abcabcabcabcabc',
    'hunter2hunter2hunter2',
    'Xk3!Xk3!Xk3!Xk3!',
    'kestrel kestrel ',
  ]) {
    refuses(password, 'repetition');
  }
  accepts('violet umbrellas violet umbrellas ');
});

test('a walk along the alphabet, the numbers or the keyboard is refused in both directions', () => {
  for (const password of [
    'abcdefghijklmnop',
    'ponmlkjihgfedcba',
    '1234567890123456',
    '98765432109876543',
    'qwertyuiopasdfgh',
    'qwertzuiopasdfgh',
    'azertyuiopqsdfghjk',
    'zxcvbnmasdfghjkl',
    '1qaz2wsx3edc4rfv',
    'abcdef123456ABCDEF',
    'aaaaabbbbbcccccddddd',
  ]) {
    assert.ok(['sequence', 'repetition'].includes(weaknessOf(password, context) ?? ''), password);
  }
  refuses('qwertyuiop12345', 'sequence');
});

test('half of a character is refused, because it is hashed like any other half', () => {
  refuses(`rivers carry small stones \ud83e`, 'not_text');
});

test('the refusal names the place and the reason, and never the password', () => {
  assert.throws(
    () => requireStrongPassword('qwertyuiop12345', context, '/new_password'),
    (error: unknown) => {
      assert.ok(error instanceof ServiceError);
      assert.equal(error.code, 'password_too_weak');
      assert.equal(error.status, 422);
      assert.deepEqual(
        error.errors?.map(({ pointer, code }) => ({ pointer, code })),
        [{ pointer: '/new_password', code: 'sequence' }],
      );
      assert.ok(!JSON.stringify([error.detail, error.errors]).includes('qwerty'));
      return true;
    },
  );
  assert.doesNotThrow(() => requireStrongPassword('rivers carry small stones', context));
});

test('any text whatever gets an answer, and the same one however often it is asked and in either Unicode spelling', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      const weakness = weaknessOf(text, context);
      assert.equal(weaknessOf(text, context), weakness);
      assert.equal(weaknessOf(text.normalize('NFD'), context), weakness);
    }),
    { numRuns: 500 },
  );
});

test('fifteen letters drawn evenly at random are accepted', () => {
  const letter = fc.noBias(fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz'));
  const letters = fc.noBias(fc.array(letter, { minLength: 15, maxLength: 15 }));
  fc.assert(
    fc.property(letters, (drawn) => accepts(drawn.join(''))),
    { numRuns: 1_000, seed: 4_711 },
  );
});
