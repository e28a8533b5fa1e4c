import type { Migration } from './migration.ts';

/** Every migration there has been, by the format it leads to. Format 1 is the first. */
export const migrations: readonly Migration[] = [];
