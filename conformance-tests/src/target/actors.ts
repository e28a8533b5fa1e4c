import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { buildCall } from '../call.ts';
import type { Contract } from '../contract/contract.ts';
import { arrayOf, objectOf, stringOf } from '../contract/document.ts';
import type { Wire } from '../wire/send.ts';
import { ask } from './ask.ts';
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

/** Everybody of the pack can sign in, before anything depends on it. @throws {TargetNotReady} */
export const signActorsIn = async (
  wire: Wire,
  contract: Contract,
  actors: readonly ActorWorkspace[],
): Promise<void> => {
  if (!contract.has('signIn')) return;
  for (const { workspace, people } of actors)
    for (const role of actorRoles) {
      const { email, password } = people[role];
      const exchange = await ask(wire, buildCall(contract, 'signIn', { body: { email, password } }), 'actor sign-in');
      if (exchange.answer.status !== 201)
        throw new TargetNotReady(
          `The sign-in of ${email}, the ${role} of ${workspace}, was answered with ${exchange.answer.status}: check the actor pack`,
        );
    }
};

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new TargetNotReady(`${file} cannot be read`);
  }
};
