/** Runs something for each of the items, in their order and so many at a time, until there are none left or it should stop. */
export const atATime = async <Item>(
  items: readonly Item[],
  concurrency: number,
  run: (item: Item) => Promise<void>,
  shouldStop: () => boolean = () => false,
): Promise<void> => {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined && !shouldStop(); next = waiting.shift()) await run(next);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
};
