import type { Fault } from './fault.ts';
import { startReferenceServer } from './reference-server.ts';
import { type CheckVerdict, type Question, verdictsAt } from './verdicts-at.ts';

/** What became of a fault with the checks of one requirement that claims it. */
export interface Cell {
  readonly requirement: string;
  /** The checks that noticed. None: it survived. */
  readonly killedBy: readonly string[];
  /** What the other checks of the requirement said. */
  readonly others: readonly CheckVerdict[];
}

export interface FaultOutcome {
  readonly fault: Fault;
  readonly cells: readonly Cell[];
  /** Every requirement that failed, whether it claims the fault or not; all there are only if all checks ran. */
  readonly failed: readonly string[];
  /** Why nothing could be looked at: the server did not start, or could not be prepared. */
  readonly broken?: string;
  readonly durationMilliseconds: number;
}

export const isKilled = ({ cells }: FaultOutcome): boolean =>
  cells.length > 0 && cells.every(({ killedBy }) => killedBy.length > 0);

export interface Catching extends Pick<Question, 'checks' | 'requirements' | 'seed'> {
  /** Checks that pass where there is no fault: only these can say anything. */
  readonly isClean: (check: string, fault: Fault) => boolean;
  readonly allChecks: boolean;
}

/** Starts a server with the fault and asks the requirements that claim it. */
export const catchFault = async (fault: Fault, catching: Catching): Promise<FaultOutcome> => {
  const startedAt = performance.now();
  const { checks, requirements, seed, isClean, allChecks } = catching;
  const only = allChecks ? [] : fault.requirements;
  try {
    await using server = await startReferenceServer({ environment: fault.environment, fault });
    const verdicts = await verdictsAt(server, { checks, requirements, only, seed });
    const failing = verdicts.filter(({ verdict, check }) => verdict === 'fail' && isClean(check, fault));
    const cells = fault.requirements.map((requirement) => ({
      requirement,
      killedBy: failing.filter((row) => row.requirement === requirement).map(({ check }) => check),
      others: verdicts.filter((row) => row.requirement === requirement && !failing.includes(row)),
    }));
    const failed = [...new Set(failing.map(({ requirement }) => requirement))].sort();
    return { fault, cells, failed, durationMilliseconds: performance.now() - startedAt };
  } catch (error) {
    const broken = error instanceof Error ? error.message : String(error);
    return { fault, cells: [], failed: [], broken, durationMilliseconds: performance.now() - startedAt };
  }
};
