import { type Check, requirementOf } from './check.ts';
import { profiles as knownProfiles, type Requirement } from './requirement.ts';
import { UsageError } from './usage-error.ts';

export interface Selection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly profiles: readonly string[];
}

const patternOf = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  );

export const isTextNamedBy = (globs: readonly string[], text: string): boolean =>
  globs.map(patternOf).some((pattern) => pattern.test(text));

/** True when a glob names the requirement (`SES-09`, `SES-*`) or the one check (`SES-09/access-token`). */
export const isNamedBy = (globs: readonly string[], checkId: string): boolean =>
  isTextNamedBy(globs, checkId) || isTextNamedBy(globs, requirementOf({ id: checkId }));

/** Names that stand for several profiles, or for a part of them. */
const basic = ['core', 'refresh', 'tokens'];
const isEverything = (wanted: readonly string[]): boolean => wanted.length === 0 || wanted.includes('full');

/**
 * Whether a run of these profiles looks at the requirement. `full` (also what no profile means) is all of them, `basic` is what
 * of core, refresh and tokens needs no hook. What only the clock hook makes testable is the profile `timing`.
 */
export const isOfProfiles = ({ profile, needs = [] }: Requirement, wanted: readonly string[]): boolean => {
  if (isEverything(wanted)) return true;
  if (needs.includes('clock')) return wanted.includes('timing');
  if (wanted.includes(profile)) return true;
  return needs.length === 0 && isProfileAskedFor(profile, wanted);
};

/** Whether a run of these profiles is about the one. */
export const isProfileAskedFor = (profile: string, wanted: readonly string[]): boolean =>
  isEverything(wanted) || wanted.flatMap((name) => (name === 'basic' ? basic : [name])).includes(profile);

/** @throws {UsageError} for a profile that nobody has made */
export const requireKnownProfiles = (wanted: readonly string[]): void => {
  const known = ['full', 'basic', 'timing', 'smoke', ...knownProfiles];
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`there is no profile ${unknown}; there are ${known.join(', ')}`);
};

/** The checks a run asks for. */
export const selectChecks = (
  checks: readonly Check[],
  requirements: ReadonlyMap<string, Requirement>,
  { only, skip, profiles }: Selection,
): readonly Check[] =>
  checks.filter((check) => {
    const requirement = requirements.get(requirementOf(check));
    const isWanted =
      (profiles.includes('smoke') && check.isSmoke === true) ||
      (requirement !== undefined && isOfProfiles(requirement, profiles));
    return isWanted && (only.length === 0 || isNamedBy(only, check.id)) && !isNamedBy(skip, check.id);
  });
