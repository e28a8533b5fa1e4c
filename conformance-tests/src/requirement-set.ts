import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { arrayOf, objectOf } from './contract/document.ts';
import { UsageError } from './usage-error.ts';

const folder = new URL('../sets/', import.meta.url);

/** The names of the frozen sets. */
export const setNames = (): readonly string[] => readdirSync(folder).map((file) => file.replace(/\.yaml$/, ''));

/** The ids of the requirements that the set scores. @throws {UsageError} for a set that nobody has frozen */
export const readRequirementSet = (name: string): ReadonlySet<string> => {
  if (!setNames().includes(name)) throw new UsageError(`there is no set ${name}; there are ${setNames().join(', ')}`);
  const document = objectOf(parse(readFileSync(new URL(`${name}.yaml`, folder), 'utf8')));
  return new Set(arrayOf(document.requirements).filter((id) => typeof id === 'string'));
};
