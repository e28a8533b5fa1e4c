import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Level } from './outcome.ts';

/**
 * What a target must offer before a requirement can be looked at. The first three are hooks or an actor pack: without them
 * nothing can be said. `mailed-sign-up` is a way to be configured: a target that is not has nothing to keep.
 */
export const needs = ['clock', 'outbox', 'members', 'mailed-sign-up'] as const;
export type Need = (typeof needs)[number];

export const profiles = [
  'core',
  'refresh',
  'tokens',
  'access',
  'audit',
  'limits',
  'lists',
  'concurrency',
  'lifecycle',
  'fuzz',
] as const;
export type Profile = (typeof profiles)[number];

/** One row of `requirements/*.yaml`. */
export interface Requirement {
  /** `SES-09`. Never reused for another promise. */
  readonly id: string;
  readonly level: Level;
  /** One sentence with the words of RFC 2119. */
  readonly sentence: string;
  readonly profile: Profile;
  readonly needs?: readonly Need[];
  readonly refs: readonly string[];
  readonly operations: readonly string[];
  readonly checks: readonly string[];
  /** The broken servers that a check of this requirement must catch. */
  readonly faults: readonly string[];
  /** Why there is no check; then `checks` is empty. */
  readonly excluded?: string;
}

const folder = new URL('../requirements/', import.meta.url);

/** All rows, by file and in the order written. */
export const readRequirements = (): readonly Requirement[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .flatMap((file) => parse(readFileSync(new URL(file, folder), 'utf8')) as Requirement[]);
