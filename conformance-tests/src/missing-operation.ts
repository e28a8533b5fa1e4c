import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { NotApplicable, NotTestable } from './outcome.ts';
import { isProfileAskedFor } from './selection.ts';

/** The operations that a target may leave out, by the profile that needs them (`profiles.yaml`). */
export const optionalOperations = (): ReadonlyMap<string, readonly string[]> =>
  new Map(Object.entries(parse(readFileSync(new URL('../profiles.yaml', import.meta.url), 'utf8')) as object));

/**
 * Why a check cannot use an operation that the target leaves out: it does not have to offer what only other profiles need;
 * everything else it owes, and then nothing was shown.
 */
export const missingOperation = (operationId: string, profiles: readonly string[]): NotApplicable | NotTestable => {
  const [profile] = [...optionalOperations()].find(([, ids]) => ids.includes(operationId)) ?? [];
  if (profile === undefined) return new NotTestable(`the target leaves out ${operationId}, which every target has`);
  return isProfileAskedFor(profile, profiles)
    ? new NotTestable(`the target leaves out ${operationId}, which the profile ${profile} needs`)
    : new NotApplicable(`the target leaves out ${operationId}, which only the profile ${profile} needs`);
};
