import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { OperationId } from '../src/operation/operation.ts';
import { password } from './support/actors.ts';
import { createHttpClient, type HttpClient } from './support/http-client.ts';
import { type Asked, requestOf } from './support/test-client.ts';
import { setupToken } from './support/test-server.ts';

const program = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const rounds = 5;
const mostCreations = 200;

interface StartedServer {
  readonly process: ChildProcess;
  readonly client: HttpClient;
  ask(id: OperationId, asked: Asked): Promise<{ readonly status: number; readonly body: Record<string, unknown> }>;
}

/** The program itself, on the embedded store of a folder, once it says that it listens. */
async function startProgram(folder: string): Promise<StartedServer> {
  const started = spawn(process.execPath, [program], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env.PATH, PORT: '0', DATA_DIR: folder, SETUP_TOKEN: setupToken, LOG_LEVEL: 'warn' },
  });
  for await (const line of createInterface({ input: started.stdout })) {
    const port = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(line)?.[1];
    if (port === undefined) continue;
    const client = createHttpClient(Number(port));
    return {
      process: started,
      client,
      ask: async (id, asked) => {
        const { status, text } = await client.send(requestOf(id, asked));
        return { status, body: text === '' ? {} : JSON.parse(text) };
      },
    };
  }
  throw new Error('the program ended before it listened');
}

async function kill({ process: running, client }: StartedServer): Promise<void> {
  if (running.exitCode === null && running.signalCode === null) {
    const ended = once(running, 'exit');
    running.kill('SIGKILL');
    await ended;
  }
  client.close();
}

/** Creates workspaces, four at a time, until the process is killed after so many acknowledgements. */
async function createUntilKilled(server: StartedServer, session: string, killAfter: number, round: number) {
  const acknowledged: string[] = [];
  let number = 0;
  const create = async (): Promise<void> => {
    while (number < mostCreations) {
      number += 1;
      const body = { name: 'W', slug: `round-${round}-${number}` };
      const answer = await server.ask('createWorkspace', { as: session, body }).catch(() => undefined);
      if (answer?.status !== 201) return;
      acknowledged.push(String(answer.body.id));
      if (acknowledged.length === killAfter) await kill(server);
    }
  };
  await Promise.all([create(), create(), create(), create()]);
  return acknowledged;
}

it('a server killed while it makes workspaces has each that it acknowledged, with its event, and no half one', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-killed-'));
  let server = await startProgram(folder);
  try {
    const operator = { setup_token: setupToken, email: 'operator@example.com', password, name: 'Olga' };
    const setUp = await server.ask('completeSetup', { body: operator });
    let session = String(setUp.body.session_token);
    for (let round = 1; round <= rounds; round += 1) {
      // A person of their own for each round: nobody is a member of more than a hundred workspaces.
      const email = `person-${round}@example.com`;
      await server.ask('signUp', { body: { email, password, name: 'Ada' } });
      session = String((await server.ask('signIn', { body: { email, password } })).body.session_token);
      const killAfter = randomInt(1, 60);
      const acknowledged = await createUntilKilled(server, session, killAfter, round);
      server = await startProgram(folder);

      const { body } = await server.ask('listWorkspaces', { as: session, query: { limit: 100 } });
      const found = (body.data as { id: string }[]).map(({ id }) => id);
      context.diagnostic(`killed after ${killAfter}: ${acknowledged.length} acknowledged, ${found.length} found`);
      assert.deepEqual(
        acknowledged.filter((id) => !found.includes(id)),
        [],
      );
      assert.ok(found.length <= acknowledged.length + 4, 'no more than those under way');
      for (const workspace of found) {
        const path = { workspace };
        assert.equal((await server.ask('getWorkspace', { as: session, path })).status, 200);
        const events = await server.ask('listAuditEvents', { as: session, path });
        assert.deepEqual(
          (events.body.data as { action: string }[]).map(({ action }) => action),
          ['workspace.created'],
        );
      }
    }
  } finally {
    await kill(server);
    rmSync(folder, { recursive: true, force: true });
  }
});
