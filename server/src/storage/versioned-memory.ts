import { BoundedMap } from '../bounded-map.ts';

/**
 * Remembers what was loaded for an id while its head still has the same version. A change raises the version in its own
 * commit, so what is remembered can be old but never used when old.
 */
export class VersionedMemory<Value> {
  readonly #entries: BoundedMap<{ readonly version: number; readonly value: Value }>;

  constructor(limit: number) {
    this.#entries = new BoundedMap(limit);
  }

  /** What is remembered for exactly this version. */
  get(id: string, version: number): Value | undefined {
    const entry = this.#entries.get(id);
    return entry?.version === version ? entry.value : undefined;
  }

  /** The value itself if it is remembered: a hot request asks for many, and a promise for each would cost more than all of them. */
  load(id: string, version: number, load: () => Promise<Value>): Value | Promise<Value> {
    return this.get(id, version) ?? this.#remember(id, version, load());
  }

  async #remember(id: string, version: number, loading: Promise<Value>): Promise<Value> {
    const value = await loading;
    this.#entries.set(id, { version, value });
    return value;
  }
}
