import { type Race, roundsPerScene, type Track } from './race.ts';

export interface RaceReport {
  readonly title: string;
  readonly rounds: number;
  /** How often each outcome came up. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** The rounds in which an invariant was broken, and how. */
  readonly broken: readonly { readonly round: number; readonly reason: string }[];
}

/** Runs a race so many times. A round that breaks something is followed by a fresh scene. */
export async function runRace({ title, setUp }: Race, track: Track, rounds: number): Promise<RaceReport> {
  const outcomes = new Map<string, number>();
  const broken: { round: number; reason: string }[] = [];
  let runRound: (() => Promise<string>) | undefined;
  for (let round = 1; round <= rounds; round += 1) {
    try {
      if (runRound === undefined || (round - 1) % roundsPerScene === 0) runRound = await setUp(track);
      const outcome = await runRound();
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    } catch (error) {
      broken.push({ round, reason: error instanceof Error ? error.message : String(error) });
      runRound = undefined;
    }
  }
  return { title, rounds, outcomes, broken };
}

/** One line for a race, and one for each round that broke something. */
export function lineOf({ title, rounds, outcomes, broken }: RaceReport): string {
  const distribution = [...outcomes]
    .sort(([, one], [, other]) => other - one)
    .map(([outcome, times]) => `${outcome}: ${times}`)
    .join(' · ');
  const line = `${broken.length === 0 ? '✔' : '✖'} ${title} — ${rounds} rounds, ${broken.length} broken (${distribution})`;
  return [line, ...broken.map(({ round, reason }) => `    round ${round}: ${reason}`)].join('\n');
}
