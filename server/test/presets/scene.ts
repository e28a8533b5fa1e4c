import assert from 'node:assert/strict';
import {
  createKey,
  createServiceKey,
  join,
  type Person,
  setUpOperator,
  signUpOwner,
  signUpPerson,
  type Workspace,
} from '../support/actors.ts';
import type { TestServer } from '../support/test-server.ts';

/** What a guarded API would be told. */
export type Verdict = 'allowed' | 'authenticated' | 'invalid' | { readonly denied: string };

export interface Asked {
  readonly action: string;
  readonly resource: string;
  readonly workspace?: string;
  readonly [more: string]: unknown;
}

/** A workspace with its owner, and an API of the same deployment that asks about its callers. */
export interface Scene {
  readonly owner: Person;
  readonly workspace: Workspace;
  readonly serviceKey: string;
  member(roleId: string, workspace?: Workspace): Promise<Person>;
  key(about?: Readonly<Record<string, unknown>>): Promise<Awaited<ReturnType<typeof createKey>>['body']>;
  /** A key with these grants. */
  keyWith(...grants: readonly object[]): Promise<string>;
  verdict(credential: string, asked: Asked): Promise<Verdict>;
}

const serviceKeys = new WeakMap<TestServer, Promise<string>>();

export async function openScene(server: TestServer): Promise<Scene> {
  const known = serviceKeys.get(server) ?? setUpOperator(server).then((operator) => createServiceKey(server, operator));
  serviceKeys.set(server, known);
  const serviceKey = await known;
  const { owner, workspace } = await signUpOwner(server);
  const key: Scene['key'] = async (about = {}) => (await createKey(server, { owner, workspace }, about)).body;
  return {
    owner,
    workspace,
    serviceKey,
    async member(roleId, where = workspace) {
      const person = await signUpPerson(server);
      await join(server, person, where, roleId);
      return person;
    },
    key,
    keyWith: async (...grants) => (await key({ permission: { kind: 'grants', grants } })).secret,
    async verdict(credential, asked) {
      const body = { credential, workspace: workspace.slug, ...asked };
      const answer = (await server.succeed('verifyCredential', { as: serviceKey, body })).body;
      return answer.outcome === 'denied' ? { denied: answer.decision.code } : answer.outcome;
    },
  };
}

export const allow = (actions: string, resources: string, more: object = {}) => ({
  effect: 'allow',
  actions: [actions],
  resources: [resources],
  ...more,
});

export const deny = (actions: string, resources: string, more: object = {}) => ({
  ...allow(actions, resources, more),
  effect: 'deny',
});

export const denied = (code = 'insufficient_permissions'): Verdict => ({ denied: code });

export function requireText(value: string | null): string {
  assert.ok(value !== null);
  return value;
}
