import type { OperationId } from '../../src/operation/operation.ts';
import type { CallerKind } from './callers.ts';

/** Answers by operation and status. */
export type Counts = Readonly<Record<string, Readonly<Record<string, number>>>>;

const families = [2, 4, 5];

/** How often each operation gave which answer: a fuzzer that never gets in has tested the door only. */
export class Tally {
  readonly #answers = new Map<string, Map<number, number>>();
  readonly #unreached: string[] = [];

  /** Adds the answers that a kind of caller was given. What it is allowed to do has to be among them, done. */
  add(
    counts: Counts,
    { caller, allowed }: { readonly caller: CallerKind; readonly allowed: readonly OperationId[] },
  ): void {
    const isSuccess = (status: string): boolean => status.startsWith('2');
    const unreached = allowed.filter((id) => !Object.keys(counts[id] ?? {}).some(isSuccess));
    this.#unreached.push(...unreached.map((id) => `${id} (${caller})`));
    for (const [id, byStatus] of Object.entries(counts)) {
      const answers = this.#answers.get(id) ?? new Map<number, number>();
      for (const [status, count] of Object.entries(byStatus)) {
        const family = Math.floor(Number(status) / 100);
        answers.set(family, (answers.get(family) ?? 0) + count);
      }
      this.#answers.set(id, answers);
    }
  }

  /** Everything that a caller may do has been done, and nothing was answered 5xx. */
  get isGood(): boolean {
    return this.#answers.size > 0 && this.#unreached.length === 0 && this.#sum(5) === 0;
  }

  print(): void {
    const row = (title: string, cells: readonly unknown[]): void =>
      console.log(title.padEnd(32) + cells.map((cell) => String(cell).padStart(7)).join(''));
    row(
      '\noperation',
      families.map((family) => `${family}xx`),
    );
    for (const id of [...this.#answers.keys()].sort())
      row(
        id,
        families.map((family) => this.#count(id, family)),
      );
    row(
      'all',
      families.map((family) => this.#sum(family)),
    );
    console.log(`\nAllowed and never successful: ${this.#unreached.join(', ') || 'none'}`);
  }

  #sum(family: number): number {
    return [...this.#answers.keys()].reduce((sum, id) => sum + this.#count(id, family), 0);
  }

  #count(id: string, family: number): number {
    return this.#answers.get(id)?.get(family) ?? 0;
  }
}
