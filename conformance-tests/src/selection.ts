import { type Check, requirementOf } from './check.ts';
import type { Requirement } from './requirement.ts';

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

/** True when a glob names the requirement (`SES-09`, `SES-*`) or the one check (`SES-09/access-token`). */
export const isNamedBy = (globs: readonly string[], checkId: string): boolean =>
  globs.map(patternOf).some((pattern) => pattern.test(checkId) || pattern.test(requirementOf({ id: checkId })));

/** The checks a run asks for. `full` is every profile. */
export const selectChecks = (
  checks: readonly Check[],
  requirements: ReadonlyMap<string, Requirement>,
  { only, skip, profiles }: Selection,
): readonly Check[] =>
  checks.filter((check) => {
    const profile = requirements.get(requirementOf(check))?.profile ?? '';
    const isOfProfile = profiles.length === 0 || profiles.includes('full') || profiles.includes(profile);
    return isOfProfile && (only.length === 0 || isNamedBy(only, check.id)) && !isNamedBy(skip, check.id);
  });
