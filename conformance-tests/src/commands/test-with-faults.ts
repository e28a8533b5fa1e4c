import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Settings } from '../options.ts';
import { seededRandom, shuffled } from '../seeded-random.ts';
import { isTextNamedBy } from '../selection.ts';
import { isKilled } from '../selftest/catch-fault.ts';
import { readFaults } from '../selftest/fault.ts';
import { medianOf, reachesGoals, scoreOf } from '../selftest/fault-score.ts';
import { writeKillMatrix } from '../selftest/kill-matrix.ts';
import { hasReferenceServer } from '../selftest/reference-server.ts';
import { testWithFaults } from '../selftest/test-with-faults.ts';
import { UsageError } from '../usage-error.ts';
import type { Suite } from './run-against-target.ts';

/** `selftest --faults`: does the suite notice what it claims to notice? @throws {UsageError} */
export const testFaults = async (settings: Settings, suite: Suite): Promise<ExitCode> => {
  if (!hasReferenceServer())
    throw new UsageError('faults are planted in the server of the repository of this suite, and it is not here');
  const seed = settings.number('seed', 1, 0);
  const [only, sample, allChecks] = [settings.texts('only'), settings.text('sample'), settings.flag('all-checks')];
  const named = readFaults().filter(
    ({ name, requirements }) => only.length === 0 || [name, ...requirements].some((text) => isTextNamedBy(only, text)),
  );
  const faults =
    sample === undefined
      ? named
      : shuffled(named, seededRandom(seed)).slice(0, settings.number('sample', named.length, 1));
  if (faults.length === 0) throw new UsageError(`no fault is named ${only.join(' or ')}`);

  const { console, requirements } = suite;
  const outcomes = await testWithFaults({ ...suite, faults, seed, allChecks });
  const score = scoreOf(outcomes, requirements);
  console.out(
    `MUST ${score.MUST.killed} of ${score.MUST.all} killed, SHOULD ${score.SHOULD.killed} of ${score.SHOULD.all}\n`,
  );
  for (const { fault } of outcomes.filter((outcome) => !isKilled(outcome))) console.out(`not killed: ${fault.name}\n`);
  if (allChecks)
    console.out(`a fault fails ${medianOf(outcomes.map(({ failed }) => failed.length))} requirements in the median\n`);
  const out = settings.text('out');
  if (out !== undefined) for (const path of writeKillMatrix(out, outcomes, requirements)) console.out(`${path}\n`);
  return reachesGoals(score) ? exitCodes.allRequiredPassed : exitCodes.requirementFailed;
};
