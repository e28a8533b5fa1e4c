import { type ExitCode, exitCodes } from '../exit-code.ts';
import type { Settings } from '../options.ts';
import { hasReferenceServer } from '../selftest/reference-server.ts';
import { testOnTheWire } from '../selftest/test-on-the-wire.ts';
import { UsageError } from '../usage-error.ts';
import type { Suite } from './run-against-target.ts';

/** The least share of wire faults that has to be noticed. */
const goal = 0.98;
const usualSample = 150;
/** A spoilt answer costs a millisecond, a spoilt flow a server and a check. */
const flowsAmong = 0.06;

/** `selftest --wire`: does the suite notice answers that are not as documented? @throws {UsageError} */
export const testWireFaults = async (settings: Settings, suite: Suite): Promise<ExitCode> => {
  if (!hasReferenceServer())
    throw new UsageError('answers are recorded at the server of the repository of this suite, and it is not here');
  const count = settings.number('sample', usualSample, 1);
  const flows = Math.round(count * flowsAmong);
  const sample = settings.flag('all') ? undefined : { flows, answers: count - flows };
  const outcomes = await testOnTheWire({ ...suite, seed: settings.number('seed', 1, 0), sample });
  const survivors = outcomes.filter(({ isKilled }) => !isKilled);
  for (const { name, requirements } of survivors)
    suite.console.out(`survived: ${name} (${requirements.join(' or ')})\n`);
  const killed = outcomes.length - survivors.length;
  const share = ((100 * killed) / outcomes.length).toFixed(1);
  suite.console.out(`${killed} of ${outcomes.length} wire faults killed, ${share} %\n`);
  return killed >= goal * outcomes.length ? exitCodes.allRequiredPassed : exitCodes.requirementFailed;
};
