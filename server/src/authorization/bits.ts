/** A set of grants of one list, by index: bit `index % 32` of word `index / 32`. */
export type Bits = Int32Array;

/** How many words a list of `count` grants needs. At least one, so that a loop over words is never special. */
export const wordsFor = (count: number): number => Math.max(1, Math.ceil(count / 32));

export const includeBit = (bits: Bits | undefined, index: number, words: number): Bits => {
  const target = bits ?? new Int32Array(words);
  target[index >>> 5] = wordAt(target, index >>> 5) | (1 << (index & 31));
  return target;
};

export const includeAll = (target: Bits, addition: Bits): void => {
  for (let word = 0; word < addition.length; word += 1) target[word] = wordAt(target, word) | wordAt(addition, word);
};

/** The 32 grants of one word. The index is always inside: both sides of every operation have the same list's size. */
export const wordAt = (bits: Bits, word: number): number => bits[word] as number;

/** The lowest index in a word that is not empty. */
export const lowestOf = (bits: number, word: number): number => word * 32 + 31 - Math.clz32(bits & -bits);

export const isEmpty = (bits: Bits): boolean => {
  for (let word = 0; word < bits.length; word += 1) if (wordAt(bits, word) !== 0) return false;
  return true;
};
