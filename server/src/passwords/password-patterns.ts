/**
 * True where the text is a piece shorter than `minimumLength` (in code points) said at least twice, whatever the case: what
 * repeats is as strong as the piece alone, and the piece alone would be too short.
 */
export function isRepetition(text: string, minimumLength: number): boolean {
  const characters = [...text.toLowerCase()];
  const longestPiece = Math.min(minimumLength - 1, Math.floor(characters.length / 2));
  for (let piece = 1; piece <= longestPiece; piece += 1) {
    if (characters.every((character, index) => character === characters[index % piece])) return true;
  }
  return false;
}

/** The paths that fingers and counting follow, each walked in both directions and round its end. */
const tracks = [
  '0123456789',
  '1234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  'qazwsxedcrfvtgbyhnujm',
];

/** Steps from each character to the next along any track, as two-character texts. */
const steps: ReadonlySet<string> = new Set(
  tracks.flatMap((track) =>
    [...track].flatMap((character, index) => {
      const next = track.charAt((index + 1) % track.length);
      return [character + next, next + character, character + character];
    }),
  ),
);

/**
 * True where the text falls into so few runs along the tracks that a run is three characters long on average:
 * `abcdefgh12345678`, `qwertyuiop12345`, `1qaz2wsx3edc4rfv`. Words that people write stay far below.
 */
export function isSequence(text: string): boolean {
  const characters = [...text.toLowerCase()];
  const breaks = characters.filter((character, index) => {
    const previous = characters[index - 1];
    return previous !== undefined && !steps.has(previous + character);
  });
  return (breaks.length + 1) * 3 <= characters.length;
}
