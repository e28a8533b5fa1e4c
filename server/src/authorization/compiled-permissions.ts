import { type CompiledGrants, compileGrants } from './compile.ts';
import type { Grant } from './grant.ts';

/** Compiled lists of grants, each kept while its owner (a token or a role) still has the version it was compiled at. */
export interface CompiledPermissions {
  /** The compiled grants of `id` as of `version`; `grants` is asked only when they have to be compiled. */
  readonly compiledFor: (id: string, version: number, grants: () => readonly Grant[]) => CompiledGrants;
}

/** Keeps at most `limit` lists, and forgets first the one that has not been used for the longest. */
export const createCompiledPermissions = (limit: number): CompiledPermissions => {
  // A map remembers the order of insertion, so putting an entry back moves it to the young end.
  const entries = new Map<string, { readonly version: number; readonly compiled: CompiledGrants }>();
  return {
    compiledFor: (id, version, grants) => {
      const known = entries.get(id);
      const entry = known?.version === version ? known : { version, compiled: compileGrants(grants()) };
      entries.delete(id);
      entries.set(id, entry);
      if (entries.size > limit) forgetOldest(entries);
      return entry.compiled;
    },
  };
};

const forgetOldest = (entries: Map<string, unknown>): void => {
  const [oldest] = entries.keys();
  if (oldest !== undefined) entries.delete(oldest);
};
