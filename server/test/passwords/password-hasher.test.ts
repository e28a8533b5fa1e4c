import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServiceError } from '../../src/errors/service-error.ts';
import type { HashCost } from '../../src/passwords/hash-cost.ts';
import { createHashQueue } from '../../src/passwords/hash-queue.ts';
import { createPasswordHasher } from '../../src/passwords/password-hasher.ts';

/** Cheap, so that the tests are about the rules and not about waiting. */
const cheap: HashCost = { memoryKibibytes: 64, passes: 1, lanes: 1 };
const password = 'rivers carry small stones';

test('by default a password is hashed with argon2id at 19 MiB, two passes and one lane', async () => {
  const hasher = createPasswordHasher();
  const phc = await hasher.hash(password);
  assert.match(phc, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.ok(await hasher.verify(phc, password));
});

test('the same password is never hashed to the same text twice', async () => {
  const hasher = createPasswordHasher({ cost: cheap });
  assert.notEqual(await hasher.hash(password), await hasher.hash(password));
});

test('another case, a trimmed or added space, and anything after the hundredth character make another password', async () => {
  const hasher = createPasswordHasher({ cost: cheap });
  const long = 'ä'.repeat(255);
  const phc = await hasher.hash(`${long}x`);
  assert.ok(await hasher.verify(phc, `${long}x`));
  for (const other of [`${long}y`, long, `${long}x `, ` ${long}x`, `${long}X`])
    assert.ok(!(await hasher.verify(phc, other)));
});

test('a password set in one Unicode spelling is accepted in the other', async () => {
  const hasher = createPasswordHasher({ cost: cheap });
  const composed = 'déjà vu près de la forêt';
  const decomposed = composed.normalize('NFD');
  assert.notEqual(composed, decomposed);
  assert.ok(await hasher.verify(await hasher.hash(composed), decomposed));
  assert.ok(await hasher.verify(await hasher.hash(decomposed), composed));
});

test('a compatibility spelling stays another password', async () => {
  const hasher = createPasswordHasher({ cost: cheap });
  assert.ok(!(await hasher.verify(await hasher.hash('ﬁfteen letters and more'), 'fifteen letters and more')));
});

test('checking against nobody does exactly the hashing of a real check, and is always false', async () => {
  const hasher = createPasswordHasher({ cost: cheap });
  const phc = await hasher.hash(password);
  const before = hasher.hashesDone;
  assert.equal(await hasher.verify(phc, 'something else'), false);
  const forSomebody = hasher.hashesDone - before;
  assert.equal(await hasher.verifyAgainstNobody('something else'), false);
  assert.equal(hasher.hashesDone - before - forSomebody, forSomebody);
  assert.equal(forSomebody, 1);
});

test('a hash asks to be made anew when the cost has changed, or when it was made in another way', async () => {
  const hasher = createPasswordHasher({ cost: cheap });
  const phc = await hasher.hash(password);
  assert.ok(!hasher.needsRehash(phc));
  for (const cost of [
    { ...cheap, memoryKibibytes: 128 },
    { ...cheap, passes: 2 },
  ]) {
    const dearer = createPasswordHasher({ cost });
    assert.ok(dearer.needsRehash(phc));
    assert.ok(await dearer.verify(phc, password), 'until then the old hash still works');
  }
  assert.ok(hasher.needsRehash(phc.replace('argon2id', 'argon2i')));
});

test('hashes beyond what the queue takes are shed without being computed', async () => {
  const hasher = createPasswordHasher({ cost: cheap, queue: createHashQueue({ parallelism: 1, waitingLimit: 2 }) });
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => hasher.verifyAgainstNobody(password)));
  const shed = outcomes.filter(
    (outcome) =>
      outcome.status === 'rejected' && outcome.reason instanceof ServiceError && outcome.reason.code === 'unavailable',
  );
  assert.equal(shed.length, 17);
  assert.equal(hasher.hashesDone, 3);
});
