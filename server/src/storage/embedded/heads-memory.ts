import { BoundedMap } from '../../bounded-map.ts';
import type { Document } from '../port.ts';

/** About 200 bytes of document each: a few tens of megabytes when full. */
const capacity = 40_000;

/** A head as it will be after a commit: its JSON, or undefined if the commit deleted it. */
export type WrittenHeads = ReadonlyMap<string, string | undefined>;

/**
 * Heads that this process has read or written. It is the only process of its store, so what is remembered (also that a
 * head does not exist) stays true until a commit of ours changes it: no reader ever sees an old head.
 */
export class HeadsMemory {
  readonly #known = new BoundedMap<Document | null>(capacity);
  readonly #load: (id: string) => string | undefined;

  constructor(load: (id: string) => string | undefined) {
    this.#load = load;
  }

  /** Frozen, because every reader gets the same object. */
  get(id: string): Document | undefined {
    const known = this.#known.get(id);
    const head = known === undefined ? this.#remember(id, this.#load(id)) : known;
    return head ?? undefined;
  }

  /** To be called when the commit is made, and before anybody else can read. */
  writeThrough(written: WrittenHeads): void {
    for (const [id, text] of written) this.#remember(id, text);
  }

  #remember(id: string, text: string | undefined): Document | null {
    const head = text === undefined ? null : freezeDeeply(JSON.parse(text) as Document);
    this.#known.set(id, head);
    return head;
  }
}

function freezeDeeply<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(freezeDeeply);
    Object.freeze(value);
  }
  return value;
}
