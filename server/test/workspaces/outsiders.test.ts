import assert from 'node:assert/strict';
import { it } from 'node:test';
import { operationTable } from '../../src/generated/operations.gen.ts';
import type { OperationId } from '../../src/operation/operation.ts';
import { createKey, signUpOwner, signUpPerson } from '../support/actors.ts';
import { bodyExamplesOf } from '../support/described-requests.ts';
import { createRole, invite } from '../support/member-actors.ts';
import type { Asked } from '../support/test-client.ts';
import { onEachServer } from '../support/test-server.ts';
import { createToken, tokenBody } from '../support/token-actors.ts';

/** Operations inside a workspace. Operators' are refused to everybody else, whether or not the workspace exists. */
const inWorkspaces = (Object.keys(operationTable) as OperationId[]).filter(
  (id) => operationTable[id].path.includes('{workspace}') && operationTable[id].permission !== 'operator',
);

onEachServer('outsiders', (current) => {
  it('get the same bytes for a foreign workspace as for an unknown one, on every operation', async () => {
    const { server } = current;
    const { owner, workspace } = await signUpOwner(server);
    const { body: role } = await createRole(server, owner, workspace, { name: 'Custom', grants: [] });
    const { body: key } = await createKey(server, { owner, workspace });
    const invited = await signUpPerson(server);
    const { body: invitation } = await invite(server, owner, workspace, invited.email, 'viewer');
    const { owner: outsider, workspace: own } = await signUpOwner(server);
    const { body: foreignKey } = await createKey(server, { owner: outsider, workspace: own });

    const ids = { user_id: owner.id, role_id: role.id, token_id: key.id, invitation_id: invitation.id };
    const unknown = { id: `wsp_${'0'.repeat(26)}`, slug: 'there-is-no-such-workspace' };
    for (const id of inWorkspaces) {
      const [body] = bodyExamplesOf(id);
      const asked = (as: string, named: string, withBody: boolean): Asked => ({
        as,
        path: { ...ids, event_id: `evt_${'0'.repeat(26)}`, workspace: named },
        headers: { 'If-Match': '*' },
        ...(withBody && body !== undefined && { body }),
      });
      for (const as of [outsider.session, foreignKey.secret]) {
        const answers = await Promise.all(
          [workspace.id, workspace.slug, unknown.id, unknown.slug].map((named) =>
            server.ask(id, asked(as, named, true)),
          ),
        );
        assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([404]), `${id} ${answers[0]?.text}`);
        const bytes = answers.map(({ text, headers }) => {
          const { trace_id, timestamp, ...rest } = JSON.parse(text) as Record<string, unknown>;
          assert.equal(typeof trace_id, typeof timestamp);
          const { date, traceparent, ratelimit, ...other } = headers;
          return JSON.stringify([
            rest,
            Object.keys(JSON.parse(text) as object),
            other,
            typeof date,
            typeof traceparent,
            typeof ratelimit,
          ]);
        });
        assert.equal(new Set(bytes).size, 1, id);
      }
    }
    await server.succeed('getInvitation', {
      as: owner.session,
      path: { workspace: workspace.id, invitation_id: invitation.id },
    });
  });

  it('and the same where a workspace is named in the query or the body', async () => {
    const { server } = current;
    const { workspace } = await signUpOwner(server);
    const { owner: outsider, workspace: own } = await signUpOwner(server);
    const { body: key } = await createKey(server, { owner: outsider, workspace: own });
    const { body: token } = await createToken(server, outsider, 'all');
    const question = { action: 'content.read', resource: 'content:1' };
    const subject = { type: 'user', id: outsider.id };
    const asking: readonly (readonly [OperationId, string, (named: string) => Asked])[] = [
      ['getMyPermissions', outsider.session, (named) => ({ query: { workspace: named } })],
      ['getMyPermissions', token.secret, (named) => ({ query: { workspace: named } })],
      ['explainDecision', outsider.session, (named) => ({ body: { workspace: named, ...question } })],
      ['explainDecision', key.secret, (named) => ({ body: { workspace: named, ...question } })],
      [
        'explainPersonalToken',
        outsider.session,
        (named) => ({ path: { token_id: token.id }, body: { workspace: named, ...question } }),
      ],
      [
        'switchWorkspace',
        outsider.session,
        (named) => ({ path: { session_id: 'current' }, body: { workspace: named } }),
      ],
      [
        'verifyCredential',
        key.secret,
        (named) => ({ body: { credential: token.secret, workspace: named, ...question } }),
      ],
      [
        'evaluate',
        key.secret,
        (named) => ({
          body: {
            subject,
            action: { name: question.action },
            resource: { type: 'content', id: '1' },
            context: { workspace: named },
          },
        }),
      ],
    ];
    for (const [id, as, about] of asking) {
      const answers: string[] = [];
      for (const named of [workspace.id, workspace.slug, `wsp_${'0'.repeat(26)}`, 'there-is-no-such-workspace']) {
        const { status, text } = await server.ask(id, { as, ...about(named) });
        const { trace_id, timestamp, ...said } = JSON.parse(text) as Record<string, unknown>;
        assert.equal(typeof trace_id, typeof timestamp);
        answers.push(JSON.stringify([status, said]));
      }
      assert.deepEqual(new Set(answers).size, 1, `${id}: ${answers.join('\n')}`);
    }
    const made = await Promise.all(
      [workspace.id, `wsp_${'0'.repeat(26)}`].map((named) =>
        server.refuse('createPersonalToken', 'semantic_error', {
          as: outsider.session,
          body: tokenBody([{ id: named, slug: '' }], { name: 'Reaching out' }),
        }),
      ),
    );
    assert.equal(new Set(made.map(({ body: { detail, errors } }) => JSON.stringify([detail, errors]))).size, 1);
  });

  it('and owners of two workspaces find nothing of one under the other', async () => {
    const { server } = current;
    const { owner, workspace } = await signUpOwner(server);
    const other = await server.succeed('createWorkspace', { as: owner.session, body: { name: 'Other' } });
    const { body: role } = await createRole(server, owner, workspace, { name: 'Custom', grants: [] });
    const invited = await signUpPerson(server);
    const { body: invitation } = await invite(server, owner, workspace, invited.email, 'viewer');
    const path = { workspace: other.body.id };
    const as = owner.session;
    await server.refuse('getRole', 'not_found', { as, path: { ...path, role_id: role.id } });
    await server.refuse('deleteRole', 'not_found', { as, path: { ...path, role_id: role.id } });
    await server.refuse('updateRole', 'not_found', {
      as,
      path: { ...path, role_id: role.id },
      body: { name: 'Taken over' },
      headers: { 'If-Match': '*' },
    });
    for (const id of ['getInvitation', 'revokeInvitation', 'resendInvitation'] as const) {
      await server.refuse(id, 'not_found', { as, path: { ...path, invitation_id: invitation.id } });
    }
  });
});
