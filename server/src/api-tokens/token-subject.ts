import type { Catalog } from '../authorization/catalog.ts';
import { compileGrants, compileResources } from '../authorization/compile.ts';
import type { LiveRole, Subject } from '../authorization/decide.ts';
import { grantsOfPermission } from '../authorization/grants-of-permission.ts';
import { restorePermission } from '../authorization/permission.ts';
import { BoundedMap } from '../bounded-map.ts';
import type { ApiTokenHead, ApiTokenRecord } from './api-token.ts';

/** The rights of a token as decisions need them. `role` is the role that the token carries, as it is now. */
export type TokenSubjects = (token: ApiTokenRecord, head: ApiTokenHead, role: LiveRole | undefined) => Subject;

/**
 * Compiles a token's permission once for each version of the token and of its role, and keeps `capacity` of them at least,
 * those in use.
 */
export function createTokenSubjects(catalog: Catalog, capacity = 25_000): TokenSubjects {
  const compiled = new BoundedMap<{
    readonly version: number;
    readonly role: LiveRole | undefined;
    readonly subject: Subject;
  }>(capacity);
  return (token, head, role) => {
    const known = compiled.get(token._id);
    if (known?.version === head.version && known.role === role) return known.subject;
    const subject = compile(token, role, catalog);
    compiled.set(token._id, { version: head.version, role, subject });
    return subject;
  };
}

function compile(token: ApiTokenRecord, role: LiveRole | undefined, catalog: Catalog): Subject {
  const { _id: tokenId, workspace_id: workspaceId, reach, permission, environment } = token;
  if (token.kind === 'service_key') return { kind: 'service_key', tokenId };
  if (permission === null) throw new TypeError('a token without a permission');
  const rights = {
    tokenId,
    environment,
    permission: role?.grants ?? compileGrants(grantsOfPermission(restorePermission(permission), catalog)),
    ...(token.resource_limit !== null && { resourceLimit: compileResources(token.resource_limit) }),
  };
  if (reach === null) {
    if (workspaceId === null) throw new TypeError('a workspace key without a workspace');
    return { kind: 'workspace_key', workspaceId, ...rights };
  }
  return {
    kind: 'personal_token',
    userId: token.owner,
    reaches: reach.kind === 'all' ? 'all' : new Set(Object.keys(reach.workspaces)),
    droppedBy: new Set(Object.keys(reach.dropped)),
    madeAt: token.created_at,
    ...rights,
  };
}
