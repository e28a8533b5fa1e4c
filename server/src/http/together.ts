/** The first waits for the last: no longer than that many requests take. */
const mostTogether = 8;

/**
 * Does pieces of work one after the other when the event loop's turn is over, or as soon as there are eight of them. What many requests
 * do at their end costs each much less so: the processor has the code at hand, and who waits at the other end is woken once.
 */
export function createTogether(): (work: () => void) => void {
  let waiting: (() => void)[] = [];
  const doAll = (): void => {
    const works = waiting;
    waiting = [];
    for (const work of works) work();
  };
  return (work) => {
    const count = waiting.push(work);
    if (count === mostTogether) doAll();
    else if (count === 1) setImmediate(doAll);
  };
}
