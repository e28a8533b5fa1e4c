import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, createClient } from '@latchkey/sdk';
import { startServerProcess } from '../../server/test/support/server-process.ts';

/** A Latchkey of its own for one story. */
export interface Deployment extends AsyncDisposable {
  readonly url: string;
  /** The one person of the story, who is set up as the operator too. */
  readonly account: { readonly email: string; readonly password: string };
  /** Speaks as that person. */
  readonly client: Client;
  /** Speaks as an API that verifies the credentials of its callers. */
  readonly guard: Client;
}

const setupToken = 'walkthrough-setup-token';
const account = { email: 'quinn@example.com', password: 'seven green bicycles uphill' };

/** Starts the server as a process of its own with a preset, and sets it up. Its data is removed at the end. */
export async function startDeployment(preset: string): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), `latchkey-${preset}-`));
  const server = await startServerProcess({
    DATA_DIR: folder,
    PRESET: preset,
    SETUP_TOKEN: setupToken,
    LOG_LEVEL: 'error',
  });
  const stop = async (): Promise<void> => {
    await server.end();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const client = createClient({ baseUrl: server.url });
    await client.setup.complete({ body: { setup_token: setupToken, ...account, name: 'Quinn' } });
    const { secret } = await client.serviceKeys.create({ body: { name: 'The API of this story' } });
    const guard = createClient({ baseUrl: server.url, credentials: { apiToken: secret } });
    return { url: server.url, account, client, guard, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
