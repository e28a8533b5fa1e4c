import { randomBytes } from 'node:crypto';
import argon2 from 'argon2';
import { defaultHashCost, type HashCost } from './hash-cost.ts';
import { createHashQueue, type HashQueue } from './hash-queue.ts';
import { normalizePassword } from './normalize-password.ts';
import { phcString } from './phc-string.ts';

/** In bytes (RFC 9106 §3.1 and §4). */
const saltLength = 16;
const hashLength = 32;

/** Hashes and checks passwords, a few at a time. Hashes are PHC strings, which carry their own salt and cost. */
export interface PasswordHasher {
  /** @throws {ServiceError} `unavailable` when too many are waiting */
  hash(password: string): Promise<string>;
  /** @throws {ServiceError} `unavailable` when too many are waiting */
  verify(phc: string, password: string): Promise<boolean>;
  /**
   * For an account that does not exist: the work of one `verify`, and always false. Without it the time of the answer
   * would tell which e-mail addresses have an account.
   */
  verifyAgainstNobody(password: string): Promise<boolean>;
  /** True where the hash was made at another cost than today's, or in another way; then hash anew at the next good sign-in. */
  needsRehash(phc: string): boolean;
  /** @throws {ServiceError} `unavailable` if a password that came now would be turned away */
  requireRoom(): void;
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

  const verify = (phc: string, password: string): Promise<boolean> =>
    queue.run(() => argon2.verify(phc, normalizePassword(password)));

  return {
    async hash(password) {
      const salt = randomBytes(saltLength);
      const raw = await queue.run(() => argon2.hash(normalizePassword(password), { ...parameters, salt, raw: true }));
      return phcString(cost, salt, raw);
    },
    verify,
    verifyAgainstNobody: async (password) => {
      await verify(nobody, password);
      return false;
    },
    needsRehash: (phc) => !phc.startsWith('$argon2id$') || argon2.needsRehash(phc, parameters),
    requireRoom: () => queue.requireRoom(),
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
