import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Level } from './outcome.ts';

/** One row of `requirements/*.yaml`. */
export interface Requirement {
  /** `SES-09`. Never reused for another promise. */
  readonly id: string;
  readonly level: Level;
  /** One sentence with the words of RFC 2119. */
  readonly sentence: string;
  readonly profile: string;
  readonly refs: readonly string[];
  readonly operations: readonly string[];
  readonly checks: readonly string[];
  /** The lying server of `test/broken-servers` that a check of this requirement must catch, or `none`. */
  readonly broken_server: string;
  /** Why there is no check (yet); then `checks` is empty. */
  readonly excluded?: string;
}

const folder = new URL('../requirements/', import.meta.url);

/** All rows, by file and in the order written. */
export const readRequirements = (): readonly Requirement[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) => parse(readFileSync(new URL(file, folder), 'utf8')) as Requirement[]);
