import type { Fault } from './fault.ts';

/** What the launcher of a faulty server says of itself once the changed module has been loaded. */
export const plantedNotice = 'the fault is in place';

/** @throws {RangeError} unless the source has the text exactly once, since a fault in two places is two faults */
export const plantFault = (source: string, { name, file, find, replace }: Fault): string => {
  const [before, after, ...more] = source.split(find);
  if (before === undefined || after === undefined || more.length > 0)
    throw new RangeError(`${name}: ${file} has the text ${more.length === 0 ? 'nowhere' : 'more than once'}:\n${find}`);
  return before + replace + after;
};
