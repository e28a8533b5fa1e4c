/** One line of the table: a measured number, and the goal it is held against where there is one. */
export interface Row {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  /** As it is printed, `>= 0.5` for instance. */
  readonly goal?: string;
  readonly reached?: boolean;
}

export interface Result {
  readonly name: string;
  readonly rows: readonly Row[];
  /** Why a figure could not be measured here. Said aloud, so that an absent number is never taken for a good one. */
  readonly notMeasured?: string;
}

/** How long and how often to measure. */
export interface Effort {
  readonly rounds: number;
  /** The length of one round of load. */
  readonly loadSeconds: number;
}

export const fullEffort: Effort = { rounds: 5, loadSeconds: 3 };
/** Shows that every figure can be measured; its numbers are rough. */
export const quickEffort: Effort = { rounds: 1, loadSeconds: 1 };

export const atLeast = (goal: number, value: number): Pick<Row, 'goal' | 'reached'> => ({
  goal: `>= ${goal}`,
  reached: value >= goal,
});

export const atMost = (goal: number, value: number): Pick<Row, 'goal' | 'reached'> => ({
  goal: `<= ${goal}`,
  reached: value <= goal,
});

/** The upper one of the two in the middle, when there are two. @throws {RangeError} nothing was measured */
export function median(values: readonly number[]): number {
  const middle = [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)];
  if (middle === undefined) throw new RangeError('a median of nothing');
  return middle;
}
