/** Cost of one hash: memory in KiB, passes over it, lanes (RFC 9106 §3.1). */
export interface HashCost {
  readonly memoryKibibytes: number;
  readonly passes: number;
  readonly lanes: number;
}

/** The least that OWASP's Password Storage Cheat Sheet recommends for argon2id, about 30 ms on one core. */
export const defaultHashCost: HashCost = { memoryKibibytes: 19_456, passes: 2, lanes: 1 };
