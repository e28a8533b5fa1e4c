import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCredential } from '../../src/guard/presented-credential.ts';

const credential = fc.constantFrom('one', 'two', 'a.b.c');
const sentHeaders = fc.record({
  authorization: fc.array(
    credential.map((text) => `Bearer ${text}`),
    { maxLength: 2 },
  ),
  'x-api-key': fc.array(credential, { maxLength: 2 }),
  token: fc.array(credential, { maxLength: 2 }),
});

test('whatever the places, one credential is found if and only if exactly one is there', () => {
  fc.assert(
    fc.property(sentHeaders, (headers) => {
      const request = { method: 'POST', headerValues: (name: string) => headers[name as keyof typeof headers] ?? [] };
      const sent = new Set(
        Object.values(headers)
          .flat()
          .map((value) => value.replace('Bearer ', '')),
      );
      const [only] = sent;

      const presented = readCredential(request, undefined);

      if (sent.size === 0) assert.deepEqual(presented, { kind: 'none' });
      else if (sent.size > 1) assert.deepEqual(presented, { kind: 'refused', code: 'multiple_credentials' });
      else assert.ok(presented.kind === 'one' && presented.credential === only);
    }),
  );
});

test('a credential is compared and passed on as it was sent: nothing is trimmed, folded or shortened', () => {
  const values = { 'x-api-key': ['zk_live_Abc'], token: ['zk_live_abc'] };
  const request = { method: 'GET', headerValues: (name: string) => values[name as keyof typeof values] ?? [] };

  assert.deepEqual(readCredential(request, undefined), { kind: 'refused', code: 'multiple_credentials' });
});
