import assert from 'node:assert/strict';
import { it } from 'node:test';
import { recordEvent } from '../../src/audit/audit-event.ts';
import { newIdentifier } from '../../src/identifier.ts';
import { endTokensLeftBehind } from '../../src/personal-tokens/tokens-left-behind.ts';
import { createWorkspace, join, type Person, signUpOwner, signUpPerson, type Workspace } from '../support/actors.ts';
import { eventsOf, onEachServer, type TestServer } from '../support/test-server.ts';
import { createToken, giveRole, leave } from '../support/token-actors.ts';

/** What leaving commits beside the membership. */
async function endLeftBehind(server: TestServer, person: Person, workspace: Workspace): Promise<void> {
  const { services } = server;
  const now = server.clock.now();
  const about = { userId: person.id, workspaceId: workspace.id };
  const { events, changes } = await endTokensLeftBehind(about, { heads: services.readHeads(), now, services });
  const origin = { traceId: '0'.repeat(32), ip: null, userAgent: null };
  const records = events.map((event) =>
    recordEvent(event, { id: newIdentifier('evt'), now, origin, author: undefined }),
  );
  await services.commit(records, changes);
}

onEachServer('leaving a workspace with personal tokens', (at) => {
  it('a token whose only workspaces were left is revoked; one with another left, or for all, lives on', async () => {
    const { server } = at;
    const { workspace } = await signUpOwner(server);
    const second = await signUpOwner(server);
    const person = await signUpPerson(server);
    const home = await createWorkspace(server, person);
    for (const joined of [workspace, second.workspace]) await join(server, person, joined, 'member');
    const [only, both, withHome, all] = await Promise.all([
      createToken(server, person, [workspace]),
      createToken(server, person, [workspace, second.workspace]),
      createToken(server, person, [workspace, home]),
      createToken(server, person, 'all'),
    ]);
    const states = () =>
      Promise.all(
        [only, both, withHome, all].map(async ({ body }) => {
          const path = { token_id: body.id };
          return (await server.succeed('getPersonalToken', { as: person.session, path })).body.state;
        }),
      );

    await endLeftBehind(server, person, workspace);
    await leave(server, person, workspace);
    assert.deepEqual(await states(), ['revoked', 'active', 'active', 'active']);
    const ended = (await eventsOf(server, workspace.id)).filter(({ action }) => action === 'personal_token.revoked');
    assert.equal(ended.length, 1);

    server.clock.advance(1);
    await giveRole(server, person, workspace, 'member');
    await endLeftBehind(server, person, second.workspace);
    await leave(server, person, second.workspace);
    assert.deepEqual(await states(), ['revoked', 'revoked', 'active', 'active']);
  });
});
