/** One promise of the contract that one response broke. It belongs to a requirement, whichever check saw it. */
export interface Finding {
  readonly requirement: string;
  readonly expected: string;
  readonly actual: string;
}

export const finding = (requirement: string, expected: string, actual: string): Finding => ({
  requirement,
  expected,
  actual,
});
