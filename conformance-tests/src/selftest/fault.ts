import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** One thing that somebody might get wrong in the server: a row of `faults/*.yaml`. */
export interface Fault {
  /** What the broken server does, in kebab-case: `keeps-revoked-keys`. */
  readonly name: string;
  /** Every one of these has a check that must notice. */
  readonly requirements: readonly string[];
  /** The module that is changed, from the root of the repository. */
  readonly file: string;
  /** A text that the module has exactly once. */
  readonly find: string;
  readonly replace: string;
  /** What is wrong then, and who would make that mistake. */
  readonly why: string;
  /** Settings of the server, where the fault shows with these alone. */
  readonly environment?: { readonly [name: string]: string };
}

const folder = new URL('../../faults/', import.meta.url);

/** All rows, by file and in the order written. */
export const readFaults = (): readonly Fault[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) => parse(readFileSync(new URL(file, folder), 'utf8')) as Fault[]);
