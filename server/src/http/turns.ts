/**
 * Lets one through for each turn of the event loop, in the order in which they came. Whoever need not wait here is served in between,
 * however many came at once.
 */
export function createTurns(): () => Promise<void> {
  const waiting: (() => void)[] = [];
  const admitNext = (): void => {
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(admitNext);
  };
  return () =>
    new Promise((admit) => {
      if (waiting.push(admit) === 1) setImmediate(admitNext);
    });
}
