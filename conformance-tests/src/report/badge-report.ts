import type { Results } from '../results/results.ts';
import { claimOf } from './claim.ts';

const colours = { full: 'brightgreen', basic: 'green', partial: 'yellow', none: 'red' } as const;

/** The JSON that badge services read from an address (shields.io's endpoint format). */
export const badgeReport = (results: Results): string => {
  const { level, because } = claimOf(results);
  const passed = results.results.filter(({ verdict }) => verdict === 'pass').length;
  const message = level === 'none' ? because : `${level}, ${passed} checks`;
  return `${JSON.stringify({ schemaVersion: 1, label: 'latchkey contract', message, color: colours[level] }, null, 2)}\n`;
};
