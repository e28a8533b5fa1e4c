import { randomBytes } from 'node:crypto';
import argon2 from 'argon2';
import { defaultHashCost, type HashCost } from './hash-cost.ts';
import { createHashQueue, type HashQueue } from './hash-queue.ts';
import { normalizePassword } from './normalize-password.ts';
import { phcString } from './phc-string.ts';

/** In bytes (RFC 9106 §3.1 and §4). */
const saltLength = 16;
const hashLength = 32;

/** Hashes and checks passwords. Hashes are PHC strings, which carry their own salt and cost. */
export interface Hashing {
  hash(password: string): Promise<string>;
  verify(phc: string, password: string): Promise<boolean>;
  /**
   * For an account that does not exist: the work of one `verify`, and always false. Without it the time of the answer
   * would tell which e-mail addresses have an account.
   */
  verifyAgainstNobody(password: string): Promise<boolean>;
}

/** Does so a few at a time. Its own methods, beside those of a place, throw `unavailable` when too many are waiting. */
export interface PasswordHasher extends Hashing {
  /**
   * A place among those who wait, for a caller with something to do before hashing that should not be in vain.
   * @throws {ServiceError} `unavailable` when too many are waiting
   */
  takePlace(): Hashing & Disposable;
  /** True where the hash was made at another cost than today's, or in another way; then hash anew at the next good sign-in. */
  needsRehash(phc: string): boolean;
  /** Hashes computed or under way since the start, of all three kinds. */
  readonly hashesDone: number;
  /** How many are under way now, and how many wait for their turn. */
  readonly load: { readonly running: number; readonly waiting: number };
}

export interface PasswordHasherOptions {
  readonly cost?: HashCost;
  readonly queue?: HashQueue;
}

export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const cost = options.cost ?? defaultHashCost;
  const queue = options.queue ?? createHashQueue();
  const parameters = {
    type: argon2.argon2id,
    version: 0x13,
    hashLength,
    memoryCost: cost.memoryKibibytes,
    timeCost: cost.passes,
    parallelism: cost.lanes,
  } as const;
  const nobody = phcOfNobody(cost);

  const hashingIn = ({ run }: Pick<HashQueue, 'run'>): Hashing => {
    const verify = (phc: string, password: string): Promise<boolean> =>
      run(() => argon2.verify(phc, normalizePassword(password)));
    return {
      async hash(password) {
        const salt = randomBytes(saltLength);
        const raw = await run(() => argon2.hash(normalizePassword(password), { ...parameters, salt, raw: true }));
        return phcString(cost, salt, raw);
      },
      verify,
      async verifyAgainstNobody(password) {
        await verify(nobody, password);
        return false;
      },
    };
  };

  return {
    ...hashingIn(queue),
    takePlace() {
      const place = queue.takePlace();
      return { ...hashingIn(place), [Symbol.dispose]: () => place[Symbol.dispose]() };
    },
    needsRehash: (phc) => !phc.startsWith('$argon2id$') || argon2.needsRehash(phc, parameters),
    get hashesDone() {
      return queue.started;
    },
    get load() {
      return { running: queue.running, waiting: queue.waiting };
    },
  };
}

/** A hash at today's cost that belongs to no password: random bytes in its place, so nothing needs to be computed for it. */
const phcOfNobody = (cost: HashCost): string => phcString(cost, randomBytes(saltLength), randomBytes(hashLength));
