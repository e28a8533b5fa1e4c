import type { Principal } from '../authentication/principal.ts';
import { wireTime, wireTimeOrNull } from '../clock.ts';
import type { Wire } from '../operation/operation.ts';

type WirePrincipal = Wire<'getMe', 200>['principal'];

/** A principal as guards read it. Versioned: within a version, members are only added. */
export function presentPrincipal(
  principal: Principal,
  workspace: { readonly id: string; readonly slug: string } | undefined,
): WirePrincipal {
  const where = workspace === undefined ? {} : { workspace };
  switch (principal.type) {
    case 'user':
      return {
        version: 1,
        type: 'user',
        id: principal.id,
        name: principal.name,
        user_id: principal.id,
        session_id: principal.session.id,
        ...where,
        environment: 'live',
        permission_kind: 'role',
        expires_at: wireTime(Math.min(principal.session.idleExpiresAt, principal.session.expiresAt)),
      };
    case 'personal_token':
      return {
        version: 1,
        type: 'personal_token',
        id: principal.id,
        name: principal.name,
        user_id: principal.userId,
        ...where,
        environment: principal.environment,
        permission_kind: principal.record.permission?.kind ?? 'grants',
        expires_at: wireTimeOrNull(principal.record.expires_at),
      };
    case 'workspace_key':
      return {
        version: 1,
        type: 'workspace_key',
        id: principal.id,
        name: principal.name,
        workspace: workspace ?? unnamedWorkspace(),
        environment: principal.environment,
        permission_kind: principal.record.permission?.kind ?? 'grants',
        expires_at: wireTimeOrNull(principal.record.expires_at),
      };
    case 'service_key':
      return {
        version: 1,
        type: 'service_key',
        id: principal.id,
        name: principal.name,
        environment: 'live',
        permission_kind: 'fixed',
        expires_at: wireTimeOrNull(principal.record.expires_at),
      };
  }
}

function unnamedWorkspace(): never {
  throw new TypeError('a workspace key is presented with its workspace');
}
