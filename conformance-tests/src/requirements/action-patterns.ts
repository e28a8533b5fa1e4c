/** A pattern, or an action, in pieces: segments and what stands between them. */
const piecesOf = (text: string): readonly string[] => text.split(/(?<=[.:])|(?=[.:])/);

/**
 * Whether an action pattern of the contract covers an action: `*` is one segment, at the end one or more, and the service's own
 * actions are covered only where the pattern names them.
 */
export const coversAction = (pattern: string, action: string): boolean => {
  const [wanted, given] = [piecesOf(pattern), piecesOf(action)];
  if (given[0] === 'latchkey' && wanted[0] !== 'latchkey') return false;
  const isLongEnough = wanted.at(-1) === '*' ? given.length >= wanted.length : given.length === wanted.length;
  return (
    isLongEnough && wanted.every((piece, index) => piece === given[index] || (piece === '*' && isSegment(given[index])))
  );
};

const isSegment = (piece = ''): boolean => piece !== '' && piece !== '.' && piece !== ':';

/** An action, or a resource, that a pattern covers. */
export const sampleOf = (pattern: string): string => pattern.replaceAll('*', 'sample');
