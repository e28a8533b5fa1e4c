import type { Level } from '../outcome.ts';
import type { Requirement } from '../requirement.ts';
import { type FaultOutcome, isKilled } from './catch-fault.ts';

export interface Share {
  readonly killed: number;
  readonly all: number;
}

/** The least share of faults that has to be killed, by the level of what they break. */
export const goals: { readonly [level in Level]: number } = { MUST: 1, SHOULD: 0.95 };

/** A fault counts for the highest level among the requirements that claim it. */
const levelOf = ({ fault }: FaultOutcome, levels: ReadonlyMap<string, Level>): Level =>
  fault.requirements.some((id) => levels.get(id) === 'MUST') ? 'MUST' : 'SHOULD';

export const scoreOf = (
  outcomes: readonly FaultOutcome[],
  requirements: readonly Requirement[],
): { readonly [level in Level]: Share } => {
  const levels = new Map(requirements.map(({ id, level }) => [id, level]));
  const share = (level: Level): Share => {
    const own = outcomes.filter((outcome) => levelOf(outcome, levels) === level);
    return { killed: own.filter(isKilled).length, all: own.length };
  };
  return { MUST: share('MUST'), SHOULD: share('SHOULD') };
};

export const reachesGoals = (score: ReturnType<typeof scoreOf>): boolean =>
  score.MUST.killed >= goals.MUST * score.MUST.all && score.SHOULD.killed >= goals.SHOULD * score.SHOULD.all;

/** The middle one of the sorted numbers, the lower of two; 0 for none. */
export const medianOf = (numbers: readonly number[]): number =>
  numbers.toSorted((left, right) => left - right)[Math.floor((numbers.length - 1) / 2)] ?? 0;
