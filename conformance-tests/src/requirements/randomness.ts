/** A cautious estimate in bits: what the characters seen at each place could tell apart, summed over all places. */
export const estimatedBits = (samples: readonly string[]): number =>
  Array.from(
    { length: Math.min(...samples.map((sample) => sample.length)) },
    (_, place) => new Set(samples.map((sample) => sample[place])).size,
  ).reduce((bits, distinct) => bits + Math.log2(distinct), 0);

/**
 * How far the samples, in the order in which they were made, are from having no order: 0 where every second neighbour is
 * greater, 1 where all are greater or none is.
 */
export const orderIn = (samples: readonly string[]): number => {
  const rises = samples.filter((sample, index) => index > 0 && sample > (samples[index - 1] ?? '')).length;
  const pairs = samples.length - 1;
  return pairs < 1 ? 0 : Math.abs(rises / pairs - 0.5) * 2;
};
