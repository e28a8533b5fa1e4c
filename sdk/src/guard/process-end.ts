/** What Node, Deno and Bun have, and browsers and workers have not. */
interface HostProcess {
  once?(event: 'beforeExit', listener: () => void): unknown;
  off?(event: 'beforeExit', listener: () => void): unknown;
}

/** Has work done when the program has nothing left to do, before it ends. What is returned takes that back. */
export function atProcessEnd(work: () => void): () => void {
  const { process } = globalThis as { readonly process?: HostProcess };
  process?.once?.('beforeExit', work);
  return () => process?.off?.('beforeExit', work);
}
