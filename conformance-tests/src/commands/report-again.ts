import type { Console } from '../console.ts';
import { type ExitCode, exitCodes } from '../exit-code.ts';
import { readReports, type Settings } from '../options.ts';
import { consoleReport } from '../report/console-report.ts';
import { writeReports } from '../report/write-reports.ts';
import { readResults } from '../results/read-results.ts';

/** Makes reports of results that are there already: the `report` command. Without formats it prints. */
export const reportAgain = (file: string | undefined, settings: Settings, console: Console): ExitCode => {
  const results = readResults(file);
  const formats = readReports(settings.texts('report'));
  if (formats.length === 0)
    console.out(consoleReport(results, { isTerminal: console.isTerminal, isVerbose: settings.flag('verbose') }));
  for (const path of writeReports(results, formats, settings.text('out') ?? 'conformance-results'))
    console.out(`${path}\n`);
  return exitCodes.allRequiredPassed;
};
