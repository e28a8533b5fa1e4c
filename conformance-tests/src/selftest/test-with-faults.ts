import { availableParallelism } from 'node:os';
import { atATime } from '../at-a-time.ts';
import type { Console } from '../console.ts';
import { type Catching, catchFault, type FaultOutcome, isKilled } from './catch-fault.ts';
import type { Fault } from './fault.ts';
import { startReferenceServer } from './reference-server.ts';
import { verdictsAt } from './verdicts-at.ts';

export interface FaultTest extends Pick<Catching, 'checks' | 'requirements' | 'seed' | 'allChecks'> {
  readonly faults: readonly Fault[];
  readonly console: Console;
}

/** Servers at the same time. The load of a fault is half its server's, half its checks'. */
const serversAtATime = Math.max(2, availableParallelism());

const settingsOf = ({ environment = {} }: Fault): string => JSON.stringify(environment);

/** The checks that pass on the true server, by the settings that it was started with. */
const passingChecks = async ({ faults, checks, requirements, seed, allChecks }: FaultTest) => {
  const passing = new Map<string, ReadonlySet<string>>();
  for (const [settings, group] of Map.groupBy(faults, settingsOf)) {
    await using server = await startReferenceServer({ environment: group[0]?.environment });
    const only = allChecks ? [] : [...new Set(group.flatMap((fault) => fault.requirements))];
    const verdicts = await verdictsAt(server, { checks, requirements, only, seed });
    passing.set(settings, new Set(verdicts.filter(({ verdict }) => verdict === 'pass').map(({ check }) => check)));
  }
  return passing;
};

const shortened = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)} …` : text);

/** What a person reads of one outcome: who noticed, or what the claiming checks said instead. */
const describe = (outcome: FaultOutcome): string => {
  const { fault, cells, failed, broken, durationMilliseconds } = outcome;
  const seconds = `${(durationMilliseconds / 1_000).toFixed(1)} s`;
  if (broken !== undefined) return `BROKEN    ${fault.name}: ${shortened(broken)}\n`;
  const lines = cells.map(({ requirement, killedBy, others }) =>
    killedBy.length > 0
      ? `  ${requirement} by ${killedBy.join(', ')}\n`
      : `  ${requirement} by nobody: ${shortened(others.map(({ check, verdict, message }) => `${check} ${verdict} ${message}`.trim()).join('; ')) || 'no check ran'}\n`,
  );
  const beyond = failed.length > fault.requirements.length ? `  fails ${failed.join(', ')}\n` : '';
  return `${isKilled(outcome) ? 'killed  ' : 'SURVIVED'}  ${fault.name}  ${seconds}\n${lines.join('')}${beyond}`;
};

/** Plants every fault in a server of its own and sees who notices. In the order of the faults. */
export const testWithFaults = async (test: FaultTest): Promise<readonly FaultOutcome[]> => {
  const passing = await passingChecks(test);
  const isClean: Catching['isClean'] = (check, fault) => passing.get(settingsOf(fault))?.has(check) === true;
  const outcomes = new Map<Fault, FaultOutcome>();
  await atATime(test.faults, serversAtATime, async (fault) => {
    const outcome = await catchFault(fault, { ...test, isClean });
    outcomes.set(fault, outcome);
    test.console.out(describe(outcome));
  });
  return test.faults.flatMap((fault) => outcomes.get(fault) ?? []);
};
