import { type Decision, type DecisionRequest, decide } from '../../src/authorization/decide.ts';
import type { Grant } from '../../src/authorization/grant.ts';
import { compileWorld, type World, type WorldCatalog, type WorldSubject, type WorldWorkspace } from './world.ts';

/** A small closed catalog: one action with fields, one without, one that no API token reaches, and some of our own. */
export const catalog: WorldCatalog = {
  open: false,
  actions: [
    { id: 'content.read', fields: false, never: false },
    { id: 'content.update', fields: true, never: false },
    { id: 'content.delete', fields: false, never: false },
    { id: 'content.revisions.read', fields: false, never: false },
    { id: 'messages:send', fields: false, never: false },
    { id: 'settings.update', fields: false, never: true },
    { id: 'latchkey.roles.read', fields: false, never: false },
    { id: 'latchkey.credentials.verify', fields: false, never: false },
    { id: 'latchkey.audit.write', fields: false, never: false },
    { id: 'latchkey.keys.create', fields: false, never: true },
  ],
};

export const workspace: WorldWorkspace = {
  id: 'wsp_a',
  slug: 'site-a',
  state: 'active',
  personalTokens: 'all_members',
  environments: ['live', 'test'],
  members: {},
};

export const allow = (actions: string | string[], resources: string | string[], rest: Partial<Grant> = {}): Grant => ({
  effect: 'allow',
  actions: [actions].flat(),
  resources: [resources].flat(),
  ...rest,
});

export const deny = (actions: string | string[], resources: string | string[], rest: Partial<Grant> = {}): Grant => ({
  ...allow(actions, resources, rest),
  effect: 'deny',
});

export const everything = allow('*', '*');

export const keyWith = (...permission: Grant[]) =>
  ({ kind: 'workspace_key', tokenId: 'tok_key', workspaceId: 'wsp_a', environment: 'live', permission }) as const;

export const ask = (
  subject: WorldSubject,
  request: Partial<DecisionRequest> = {},
  world: Partial<Omit<World, 'subject'>> = {},
): Decision => {
  const compiled = compileWorld({ catalog, workspace, ...world, subject });
  return decide(compiled.snapshot, compiled.subject, {
    action: 'content.read',
    resource: 'content:posts:1',
    ...request,
  });
};

/** What a workspace key with these grants may do. */
export const askKey = (grants: readonly Grant[], request: Partial<DecisionRequest> = {}): Decision =>
  ask(keyWith(...grants), request);
