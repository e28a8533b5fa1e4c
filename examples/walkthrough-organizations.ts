/**
 * `node examples/walkthrough-organizations.ts`: a messaging platform. Organizations send by live keys and try out by test
 * keys, each key with the scopes it needs.
 */
import { startGuardedApi } from './walkthrough/guarded-api.ts';
import { run } from './walkthrough/run.ts';

interface Message {
  readonly to: string;
}

await run('organizations', async (story, { client, guard }) => {
  const organization = await client.workspaces.create({ body: { name: 'Acme', slug: 'acme' } });
  const path = { workspace: organization.slug };
  const sent: Message[] = [];
  await using api = await startGuardedApi(
    {
      client: guard,
      // A test key gets an answer of the same shape, and nothing is sent.
      onTestRequest: (ctx) => {
        ctx.body = { id: 'msg_simulated', status: 'sent', simulated: true };
      },
    },
    [
      {
        method: 'POST',
        path: /^\/c\/v1\/messages$/,
        action: 'messages:send',
        target: () => ({ workspace: organization.slug, resource: 'messages:new' }),
        answer: () => ({ id: `msg_${sent.push({ to: '+49 30 901820' })}`, status: 'sent' }),
      },
      {
        method: 'GET',
        path: /^\/c\/v1\/campaigns$/,
        action: 'campaigns:read',
        target: () => ({ workspace: organization.slug, resource: 'campaigns' }),
        answer: () => ({ data: [] }),
      },
    ],
  );
  const scopes = { kind: 'scopes' as const, scopes: ['messages:send'] };
  const makeKey = (environment: 'live' | 'test') =>
    client.workspaceKeys.create({ path, body: { name: `Shop (${environment})`, environment, permission: scopes } });
  const live = await makeKey('live');
  const test = await makeKey('test');
  const send = (secret: string, expected: number) =>
    story.call<{ readonly simulated?: boolean }>(
      { method: 'POST', url: `${api.url}/c/v1/messages`, headers: { 'X-API-KEY': secret } },
      expected,
    );

  story.chapter('Send a message', 'The key is of the environment live, and has the scope messages:send.');
  await send(live.secret, 200);
  story.expect(sent.length === 1, 'A live key sends.');

  story.chapter('Try it out', 'The same request by a test key is answered, and nothing is sent.');
  const { body } = await send(test.secret, 200);
  story.expect(body.simulated === true && sent.length === 1, 'A test key sends nothing.');

  story.chapter('Leave the scopes', 'Reading campaigns is another scope: 403, in the envelope that every error has.');
  const url = `${api.url}/c/v1/campaigns`;
  const { body: problem } = await story.call<Record<string, unknown>>(
    { url, headers: { 'X-API-KEY': live.secret } },
    403,
  );
  for (const member of ['code', 'message', 'status', 'trace_id', 'timestamp', 'service'])
    story.expect(problem[member] !== undefined, `An error has ${member}.`);

  story.chapter('Delete one key', 'It is dead with the next request, and the other one does not notice.');
  await client.workspaceKeys.revoke({ path: { ...path, token_id: live.id } });
  await send(live.secret, 401);
  await send(test.secret, 200);
});
