import type { GrantAuthor } from '../authorization/accept-grants.ts';

/** The only workspace that the grants of a workspace key may name: its own, by id or slug. All others are unknown alike. */
export const namedWorkspaces =
  (own: { readonly id: string; readonly slug: string }): GrantAuthor['resolveWorkspace'] =>
  (idOrSlug) =>
    idOrSlug === own.id || idOrSlug === own.slug ? own.id : undefined;
