import { readFileSync } from 'node:fs';

/** Words that guessing programs put together first, one a line, lower case. */
const guessedWords: readonly string[] = readFileSync(new URL('./guessed-words.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '');

/** Shorter parts are in too many honest words: `mo@io.io` must not forbid every word with `mo`. */
const shortestWord = 3;

/** The words an attacker knows of this account: the address, its parts, and the service's name. */
export function wordsOfAccount(account: { readonly serviceName: string; readonly email: string }): readonly string[] {
  return [account.email, account.serviceName]
    .flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}]+/u), ...name.split(/[^\p{L}]+/u)])
    .map(skeletonOf)
    .filter((word) => word.length >= shortestWord);
}

/**
 * True where nothing but digits and signs is left of the text once these words and the guessed ones are taken away, also in
 * their usual disguises: `mara.lindqvist1990!`, `P@ssw0rdLatchkey`. A sentence that merely contains one of them passes.
 */
export function isMadeOfWords(text: string, words: readonly string[]): boolean {
  const longestFirst = [...new Set([...words, ...guessedWords])].sort((a, b) => b.length - a.length);
  const anyWord = new RegExp(longestFirst.map(patternOf).join('|'), 'gu');
  const joined = lettersOf(text, /[^\p{L}\p{N}@$!]+/gu);
  // Without any letter there is no word to see through: `15` is not `is` in disguise.
  if (!/\p{L}/u.test(joined)) return false;
  const rest = joined.replaceAll(anyWord, '');
  return rest !== joined && !/\p{L}/u.test(rest);
}

/** Letters and digits in lower case; what stands between them does not make a word another word. */
export function skeletonOf(text: string): string {
  return lettersOf(text, /[^\p{L}\p{N}]+/gu);
}

const lettersOf = (text: string, without: RegExp): string =>
  text.normalize('NFKC').toLowerCase().replaceAll(without, '');

/** The usual exchanges of letters for signs. */
const disguises: { readonly [letter: string]: string } = {
  a: '[a@4]',
  e: '[e3]',
  i: '[i1!]',
  l: '[l1]',
  o: '[o0]',
  s: '[s$5]',
  t: '[t7]',
};

/** Words hold letters and digits only, so none of their characters means anything to a regular expression. */
const patternOf = (word: string): string => [...word].map((letter) => disguises[letter] ?? letter).join('');
