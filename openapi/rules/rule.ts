import type { Contract } from '../contract.ts';
import type { ErrorRegistry } from '../error-registry.ts';

/** One place where the contract breaks a rule. */
export interface Finding {
  /** The operation, component or schema, as a reader would look for it. */
  readonly where: string;
  readonly problem: string;
}

/** A house rule: looks at the bundled contract and the error registry, and reports every breach. */
export type Rule = (contract: Contract, registry: ErrorRegistry) => Finding[];
