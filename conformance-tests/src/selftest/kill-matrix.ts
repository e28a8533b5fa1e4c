import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Requirement } from '../requirement.ts';
import { type FaultOutcome, isKilled } from './catch-fault.ts';
import { scoreOf } from './fault-score.ts';

/** Who has noticed which fault, as a page for people. */
export const killMatrixPage = (outcomes: readonly FaultOutcome[], requirements: readonly Requirement[]): string => {
  const { MUST, SHOULD } = scoreOf(outcomes, requirements);
  const rows = outcomes.map((outcome) => {
    const { fault, cells, broken } = outcome;
    const noticed = cells.map(({ requirement, killedBy }) => `${requirement}: ${killedBy.join(', ') || '**nobody**'}`);
    const verdict = broken === undefined ? (isKilled(outcome) ? 'killed' : '**survived**') : '**broken**';
    return `| ${fault.name} | ${verdict} | ${noticed.join('<br>')} | ${fault.why.replaceAll('\n', ' ').trim().replaceAll('|', '\\|')} |`;
  });
  return [
    '# Who notices which fault',
    '',
    'Made by `npm run conformance -- selftest --faults --out conformance-tests`, which gives each fault of `faults/` a server of its',
    'own and runs the checks of the requirements that claim it. A fault is killed when every one of these requirements fails, and',
    'passes on the server without the fault.',
    '',
    `Of ${MUST.all} faults that break a MUST ${MUST.killed} are killed, of ${SHOULD.all} that break a SHOULD ${SHOULD.killed}.`,
    '',
    '| fault | verdict | noticed by | what is wrong |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
};

/** The same for programs. Without times, so that only a change of what is noticed changes the file. */
export const killMatrixJson = (outcomes: readonly FaultOutcome[], requirements: readonly Requirement[]): string => {
  const faults = outcomes.map((outcome) => ({
    name: outcome.fault.name,
    killed: isKilled(outcome),
    noticed_by: Object.fromEntries(outcome.cells.map(({ requirement, killedBy }) => [requirement, killedBy])),
    ...(outcome.broken === undefined ? {} : { broken: outcome.broken }),
  }));
  return `${JSON.stringify({ score: scoreOf(outcomes, requirements), faults }, null, 2)}\n`;
};

/** @returns the files written */
export const writeKillMatrix = (
  outFolder: string,
  outcomes: readonly FaultOutcome[],
  requirements: readonly Requirement[],
): readonly string[] => {
  mkdirSync(outFolder, { recursive: true });
  const files = {
    'kill-matrix.md': killMatrixPage(outcomes, requirements),
    'kill-matrix.json': killMatrixJson(outcomes, requirements),
  };
  return Object.entries(files).map(([name, text]) => {
    const path = join(outFolder, name);
    writeFileSync(path, text);
    return path;
  });
};
