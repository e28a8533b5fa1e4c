import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { arrayOf, objectOf, stringOf } from '../contract/document.ts';
import { TargetNotReady } from './target-not-ready.ts';

export const actorRoles = ['owner', 'admin', 'member', 'viewer'] as const;
export type ActorRole = (typeof actorRoles)[number];

export interface ActorAccess {
  readonly email: string;
  readonly password: string;
}

/** People and workspaces that somebody has made, for a target at which the suite cannot make its own. */
export interface ActorWorkspace {
  /** Id or slug. */
  readonly workspace: string;
  readonly people: { readonly [role in ActorRole]: ActorAccess };
}

/**
 * An actor pack: `workspaces: [{workspace, owner: {email, password}, admin: …, member: …, viewer: …}, …]`, two of them.
 * Passwords may be `@file`.
 * @throws {TargetNotReady} for a pack that is not complete
 */
export const readActors = (file: string): readonly ActorWorkspace[] => {
  const incomplete = (what: string): TargetNotReady => new TargetNotReady(`${file} has no ${what}`);
  const document = objectOf(parse(readText(file)));
  const workspaces = arrayOf(document.workspaces).map((node, index) => {
    const entry = objectOf(node);
    if (stringOf(entry.workspace) === '') throw incomplete(`workspaces[${index}].workspace`);
    const people = actorRoles.map((role) => {
      const { email, password } = objectOf(entry[role]);
      if (stringOf(email) === '' || stringOf(password) === '') throw incomplete(`workspaces[${index}].${role}`);
      const secret = stringOf(password);
      return [role, { email, password: secret.startsWith('@') ? readText(secret.slice(1)).trim() : secret }] as const;
    });
    return { workspace: stringOf(entry.workspace), people: Object.fromEntries(people) as ActorWorkspace['people'] };
  });
  if (workspaces.length < 2) throw incomplete('second workspace');
  return workspaces;
};

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new TargetNotReady(`${file} cannot be read`);
  }
};
