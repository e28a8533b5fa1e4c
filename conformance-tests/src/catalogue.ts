import { type Check, requirementOf } from './check.ts';
import type { Requirement } from './requirement.ts';
import { UsageError } from './usage-error.ts';

/** What `list` prints: a line per requirement, or the rows as JSON. */
export const listRequirements = (requirements: readonly Requirement[], asJson: boolean): string => {
  if (asJson) return `${JSON.stringify(requirements, null, 2)}\n`;
  const lines = requirements.map(({ id, level, profile, checks, sentence }) => {
    const count = checks.length === 1 ? '1 check ' : `${checks.length} checks`;
    return `${id.padEnd(8)} ${level.padEnd(6)} ${profile.padEnd(7)} ${count}  ${sentence}`;
  });
  return `${lines.join('\n')}\n`;
};

/** What `explain` prints. @throws {UsageError} for an id nobody has given */
export const describeRequirement = (
  requirements: readonly Requirement[],
  checks: readonly Check[],
  id: string | undefined,
): string => {
  if (id === undefined) throw new UsageError('say which requirement: conformance explain SES-09');
  const row = requirements.find((requirement) => requirement.id === id.toUpperCase());
  if (row === undefined) throw new UsageError(`there is no requirement ${id}; conformance list shows them all`);
  const own = checks.filter((check) => requirementOf(check) === row.id);
  const list = (label: string, items: readonly string[]): string =>
    `${label.padEnd(14)}${items.length === 0 ? 'none' : items.join(', ')}`;
  return [
    `${row.id}  ${row.level}  ${row.sentence}`,
    '',
    list('profile', [row.profile]),
    list('sources', row.refs),
    list('operations', row.operations),
    list('needs', row.needs ?? []),
    list('faults', row.faults),
    ...(row.excluded === undefined ? [] : [list('excluded', [row.excluded])]),
    'checks',
    ...own.map((check) => `  ${check.id}: ${check.title}`),
    '',
  ].join('\n');
};
