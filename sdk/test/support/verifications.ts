import type { Answer } from './fake-server.ts';

/** What `POST /v1/verify` answers. */
export const liveKey = {
  version: 1,
  type: 'workspace_key',
  id: 'tok_1',
  name: 'Importer',
  workspace: { id: 'wsp_1', slug: 'acme' },
  environment: 'live',
  permission_kind: 'grants',
  expires_at: null,
};
export const testKey = { ...liveKey, environment: 'test' };
export const user = {
  version: 1,
  type: 'user',
  id: 'usr_1',
  name: 'Ada',
  user_id: 'usr_1',
  session_id: 'ses_1',
  environment: 'live',
  permission_kind: 'role',
  expires_at: '2026-01-15T13:00:00.000Z',
};

export const allowed = (principal: object = liveKey): Answer => ({
  body: { outcome: 'allowed', principal, decision: { code: 'allowed', layer: 'token', grant: 0 }, cache_seconds: 0 },
});
export const denied = (code: string): Answer => ({
  body: { outcome: 'denied', principal: liveKey, decision: { code, layer: 'token' }, cache_seconds: 0 },
});
export const invalid = (code: string, more: object = {}): Answer => ({
  body: { outcome: 'invalid', code, cache_seconds: 0, ...more },
});
export const authenticated = (principal: object): Answer => ({
  body: { outcome: 'authenticated', principal, cache_seconds: 0 },
});
