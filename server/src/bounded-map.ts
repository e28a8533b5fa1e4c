/**
 * A map that never holds more than `2 × capacity` entries and keeps those in use. Two generations instead of a linked
 * list: a hit costs one lookup, and when the young generation is full the old one is dropped whole.
 */
export class BoundedMap<Value extends object | string | null> {
  readonly #capacity: number;
  #young = new Map<string, Value>();
  #old = new Map<string, Value>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: string): Value | undefined {
    const value = this.#young.get(key);
    if (value !== undefined) return value;
    const older = this.#old.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: string, value: Value): void {
    if (this.#young.size >= this.#capacity && !this.#young.has(key)) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }

  delete(key: string): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  /** How many entries are held; one that is in use may be counted twice. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }
}
