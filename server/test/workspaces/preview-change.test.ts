import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import fc from 'fast-check';
import type { Operations } from '../../src/generated/operations.gen.ts';
import {
  createServiceKey,
  type Person,
  setUpOperator,
  signUpOwner,
  signUpPerson,
  unique,
  type Workspace,
} from '../support/actors.ts';
import { createRole, inviteAndAccept } from '../support/member-actors.ts';
import { problemOf } from '../support/test-client.ts';
import { onEachServer, type TestServer } from '../support/test-server.ts';

type Preview = Operations['previewChange']['responses'][200];

const contentActions = ['content.read', 'content.update', 'media.read'] as const;
const actions = [...contentActions, 'latchkey.workspace.read'];
const patterns = ['content:*', 'content:posts:*', 'content:pages', 'media:*', '*'] as const;
/** A resource for each way in which the patterns tell resources apart. */
const resources = [
  'content',
  'content:other',
  'content:posts',
  'content:posts:1',
  'content:pages',
  'media:1',
  'other',
  'latchkey:workspace:1',
];
const questions = actions.flatMap((action) => resources.map((resource) => ({ action, resource })));

const effect = fc.constantFrom('allow', 'allow', 'deny');
const grant = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      effect,
      actions: fc.uniqueArray(fc.constantFrom(...contentActions), { minLength: 1, maxLength: 2 }),
      resources: fc.uniqueArray(fc.constantFrom(...patterns), { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      effect,
      actions: fc.constant(['latchkey.workspace.read']),
      resources: fc.constantFrom(['latchkey:*'], ['latchkey:workspace:*']),
    }),
  },
);
const grants = fc.array(grant, { maxLength: 3 });
const memberRole = fc.constantFrom('owner', 'admin', 'viewer', 'first', 'second');
const environment = fc.constantFrom('live', 'test');
const permission = fc.oneof(
  grants.map((list) => ({ kind: 'grants' as const, grants: list })),
  fc.constantFrom('first', 'second').map((role) => ({ kind: 'role' as const, role })),
);
const limit = fc.option(
  fc.uniqueArray(fc.constantFrom('content:posts:*', 'media:*', '*'), { minLength: 1, maxLength: 2 }),
  {
    nil: undefined,
  },
);
const token = fc.record({ permission, environment, limit, owner: fc.constantFrom('workspace', 'ann', 'bob') });
const policy = fc.record({
  personal_tokens: fc.constantFrom('all_members', 'owners_and_admins', 'no_one'),
  environments: fc.subarray(['live', 'test']),
});
const person = fc.constantFrom('owner', 'ann', 'bob');
const change = fc.oneof(
  fc.record({ kind: fc.constant('remove_member' as const), person }),
  fc.record({ kind: fc.constant('change_role' as const), person, role: memberRole }),
  fc.record({ kind: fc.constant('update_role' as const), role: fc.constantFrom('first', 'second'), grants }),
  fc.record({ kind: fc.constant('delete_role' as const), role: fc.constantFrom('first', 'second') }),
  fc.record({ kind: fc.constant('set_policy' as const), policy }),
  fc.record({ kind: fc.constant('suspend' as const) }),
  fc.record({ kind: fc.constant('delete' as const) }),
);
const world = fc.record({
  first: grants,
  second: grants,
  ann: memberRole,
  bob: memberRole,
  tokens: fc.array(token, { minLength: 3, maxLength: 6 }),
  change,
});
type Change = typeof change extends fc.Arbitrary<infer Value> ? Value : never;
type Token = typeof token extends fc.Arbitrary<infer Value> ? Value : never;

interface Scene {
  readonly server: TestServer;
  readonly operator: Person;
  readonly workspace: Workspace;
  readonly people: Readonly<Record<string, Person>>;
  readonly roles: Readonly<Record<string, string>>;
}

const plainPolicy = {
  personal_tokens: 'all_members',
  maximum_token_days: 365,
  default_token_days: 90,
  environments: ['live', 'test'],
  audit_names_token_owner: true,
  requests_per_minute: 1_000_000,
};

/** The change in the words of the preview, and as it is really made. */
function planned(
  scene: Scene,
  about: Change,
): { readonly body: object; readonly make: () => ReturnType<TestServer['ask']> } {
  const { server, workspace, people, roles, operator } = scene;
  const as = people.owner?.session ?? '';
  const path = { workspace: workspace.id };
  const idOf = (name: string) => people[name]?.id ?? '';
  const roleOf = (name: string) => roles[name] ?? name;
  const always = { headers: { 'If-Match': '*' } };
  switch (about.kind) {
    case 'remove_member':
      return {
        body: { kind: about.kind, user_id: idOf(about.person) },
        make: () => server.ask('removeMember', { as, path: { ...path, user_id: idOf(about.person) } }),
      };
    case 'change_role': {
      const body = { role_id: roleOf(about.role) };
      return {
        body: { kind: about.kind, user_id: idOf(about.person), ...body },
        make: () => server.ask('updateMember', { as, path: { ...path, user_id: idOf(about.person) }, body }),
      };
    }
    case 'update_role': {
      const role_id = roleOf(about.role);
      const body = { grants: about.grants };
      return {
        body: { kind: about.kind, role_id, ...body },
        make: () => server.ask('updateRole', { as, path: { ...path, role_id }, body, ...always }),
      };
    }
    case 'delete_role': {
      const role_id = roleOf(about.role);
      return {
        body: { kind: about.kind, role_id },
        make: () => server.ask('deleteRole', { as, path: { ...path, role_id } }),
      };
    }
    case 'set_policy': {
      const body = { ...plainPolicy, ...about.policy };
      return {
        body: { kind: about.kind, policy: body },
        make: () => server.ask('setPolicy', { as, path, body, ...always }),
      };
    }
    case 'suspend':
      return { body: about, make: () => server.ask('suspendWorkspace', { as: operator.session, path }) };
    case 'delete':
      return { body: about, make: () => server.ask('deleteWorkspace', { as, path }) };
  }
}

async function makeToken(scene: Scene, about: Token): Promise<{ readonly id: string; readonly secret: string }> {
  const { server, workspace, people, roles } = scene;
  const body = {
    name: unique('token'),
    environment: about.environment,
    permission:
      about.permission.kind === 'grants'
        ? about.permission
        : { kind: 'role', role_id: roles[about.permission.role] ?? '' },
    ...(about.limit !== undefined && { resource_limit: about.limit }),
  };
  if (about.owner === 'workspace') {
    const key = await server.succeed('createWorkspaceKey', {
      as: people.owner?.session ?? '',
      path: { workspace: workspace.id },
      body,
    });
    return key.body;
  }
  const personal = await server.succeed('createPersonalToken', {
    as: people[about.owner]?.session ?? '',
    body: { ...body, workspaces: { kind: 'list', workspace_ids: [workspace.id] } },
  });
  return personal.body;
}

onEachServer(
  'previews',
  (current) => {
    let operator: Person;
    let service: string;
    before(async () => {
      operator = await setUpOperator(current.server);
      service = await createServiceKey(current.server, operator);
    });

    const allowed = async (secret: string, workspace: Workspace): Promise<Set<string>> => {
      const asked = await Promise.all(
        questions.map(async (question) => {
          const { body } = await current.server.succeed('verifyCredential', {
            as: service,
            body: { credential: secret, workspace: workspace.id, ...question },
          });
          return body.outcome === 'allowed' ? [`${question.action} ${question.resource}`] : [];
        }),
      );
      return new Set(asked.flat());
    };

    describe('a preview', () => {
      it('lists exactly the tokens that the change then stops, whatever the workspace and the change', async () => {
        const { server } = current;
        await fc.assert(
          fc.asyncProperty(world, async (drawn) => {
            const { owner, workspace } = await signUpOwner(server);
            const { headers } = await server.succeed('getPolicy', {
              as: owner.session,
              path: { workspace: workspace.id },
            });
            await server.succeed('setPolicy', {
              as: owner.session,
              path: { workspace: workspace.id },
              body: plainPolicy,
              headers: { 'If-Match': headers.etag ?? '' },
            });
            const [ann, bob] = [await signUpPerson(server), await signUpPerson(server)];
            const first = await createRole(server, owner, workspace, { name: 'First', grants: drawn.first });
            const second = await createRole(server, owner, workspace, { name: 'Second', grants: drawn.second });
            const roles = { first: first.body.id, second: second.body.id } as const;
            const named = (role: string): string => (role === 'first' || role === 'second' ? roles[role] : role);
            await inviteAndAccept(server, owner, workspace, ann, named(drawn.ann));
            await inviteAndAccept(server, owner, workspace, bob, named(drawn.bob));
            const scene: Scene = { server, operator, workspace, people: { owner, ann, bob }, roles };
            const tokens = [];
            for (const about of drawn.tokens) tokens.push(await makeToken(scene, about));

            const { body, make } = planned(scene, drawn.change);
            const { body: preview }: { body: Preview } = await server.succeed('previewChange', {
              as: owner.session,
              path: { workspace: workspace.id },
              body: { change: body },
            });
            const had = await Promise.all(tokens.map(({ secret }) => allowed(secret, workspace)));
            const made = await make();
            if (made.status >= 400) assert.equal(problemOf(made).code, preview.refusal, made.text);
            else assert.equal(preview.refusal, null);
            const has = await Promise.all(tokens.map(({ secret }) => allowed(secret, workspace)));

            const effects = tokens.map(({ id }, at) => {
              const [was, is] = [had[at] ?? new Set<string>(), has[at] ?? new Set<string>()];
              const kept = [...was].filter((question) => is.has(question)).length;
              if (kept === was.size) return [id, 'unaffected'] as const;
              return [id, is.size === 0 ? 'stops' : 'shrinks'] as const;
            });
            const idsOf = (effect: string) => effects.flatMap(([id, its]) => (its === effect ? [id] : [])).sort();
            assert.deepEqual(preview.stops.map(({ id }) => id).sort(), idsOf('stops'), JSON.stringify(drawn));
            const said = preview.shrinks.map(({ id }) => id);
            for (const id of idsOf('shrinks')) assert.ok(said.includes(id), JSON.stringify(drawn));
          }),
          { numRuns: 12, seed: 20261123 },
        );
      });

      it('names the keys that whoever leaves has made, to be rotated', async () => {
        const { server } = current;
        const { owner, workspace } = await signUpOwner(server);
        const admin = await signUpPerson(server);
        await inviteAndAccept(server, owner, workspace, admin, 'admin');
        const { body: key } = await server.succeed('createWorkspaceKey', {
          as: admin.session,
          path: { workspace: workspace.id },
          body: { name: unique('key'), environment: 'live', permission: { kind: 'role', role_id: 'viewer' } },
        });
        const { body } = await server.succeed('previewChange', {
          as: owner.session,
          path: { workspace: workspace.id },
          body: { change: { kind: 'remove_member', user_id: admin.id } },
        });
        assert.deepEqual([body.stops, body.shrinks, body.to_rotate.map(({ id }) => id)], [[], [], [key.id]]);
      });

      it('is for those who may see the keys, and of what there is', async () => {
        const { server } = current;
        const { owner, workspace } = await signUpOwner(server);
        const member = await signUpPerson(server);
        await inviteAndAccept(server, owner, workspace, member, 'member');
        const asking = { as: owner.session, path: { workspace: workspace.id } };
        const body = { change: { kind: 'suspend' } };
        await server.refuse('previewChange', 'insufficient_permissions', { ...asking, as: member.session, body });
        const stranger = await signUpPerson(server);
        for (const planned_ of [
          { kind: 'remove_member', user_id: stranger.id },
          { kind: 'change_role', user_id: member.id, role_id: 'nobody' },
          { kind: 'delete_role', role_id: 'viewer' },
          { kind: 'set_policy', policy: { ...plainPolicy, default_token_days: 1_000 } },
        ]) {
          await server.refuse('previewChange', 'semantic_error', { ...asking, body: { change: planned_ } });
        }
        await server.refuse('previewChange', 'invalid_request', { ...asking, body: { change: { kind: 'rename' } } });
      });
    });
  },
  { environment: { REQUESTS_PER_MINUTE: '1000000' } },
);
