import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MeasuredProcess, startMeasured } from './measured-process.ts';

export const setupToken = 'setup-token-of-a-benchmark';
const person = { email: 'ada@example.com', password: 'seven tall herons over Brno', name: 'Ada' };

export interface LatchkeyOptions {
  readonly folder: string;
  readonly mongodbUri?: string;
  readonly nodeOptions?: readonly string[];
  readonly hasAllCores?: boolean;
  /** False: as at the first start after an installation, when no compiled code is there. */
  readonly keepsCode?: boolean;
}

export const startLatchkey = ({
  folder,
  mongodbUri,
  nodeOptions,
  hasAllCores = false,
  keepsCode = true,
}: LatchkeyOptions): Promise<MeasuredProcess> =>
  startMeasured({
    entry: new URL('../../server/bin/latchkey.js', import.meta.url),
    ...(nodeOptions !== undefined && { nodeOptions }),
    hasAllCores,
    environment: {
      PORT: '0',
      DATA_DIR: folder,
      SETUP_TOKEN: setupToken,
      LOG_LEVEL: 'error',
      // No quota that a benchmark could reach.
      REQUESTS_PER_MINUTE: '100000000',
      ATTEMPTS_PER_ADDRESS: '1000000',
      ...(!keepsCode && { NODE_DISABLE_COMPILE_CACHE: '1' }),
      ...(mongodbUri !== undefined && { MONGODB_URI: mongodbUri }),
    },
  });

/** What the hot paths are asked with: an operator's access token, a service key, and a workspace key with scopes. */
export interface Credentials {
  readonly accessToken: string;
  readonly serviceKey: string;
  readonly workspaceKey: string;
  readonly workspaceId: string;
  readonly workspaceKeyId: string;
}

/** Sets an empty deployment up, through its API. */
export async function provision(address: string): Promise<Credentials> {
  const signedIn = await call(address, 'POST', '/v1/setup', undefined, { setup_token: setupToken, ...person });
  const session = String(signedIn.session_token);
  const workspace = await call(address, 'POST', '/v1/workspaces', session, { name: 'Benchmark' });
  // Nor one of a token: beyond it a verification says so, which is another answer and a cheaper one.
  const policy = await call(address, 'GET', `/v1/workspaces/${workspace.id}/policy`, session);
  await call(address, 'PUT', `/v1/workspaces/${workspace.id}/policy`, session, {
    ...policy,
    requests_per_minute: 1_000_000,
  });
  const workspaceKey = await call(address, 'POST', `/v1/workspaces/${workspace.id}/keys`, session, {
    name: 'subject',
    environment: 'live',
    permission: { kind: 'scopes', scopes: ['read', 'write'] },
  });
  const serviceKey = await call(address, 'POST', '/v1/operator/service-keys', session, { name: 'caller' });
  const minted = await call(address, 'GET', '/v1/token?expiration=3600', session);
  return {
    accessToken: String(minted.token),
    serviceKey: String(serviceKey.secret),
    workspaceKey: String(workspaceKey.secret),
    workspaceId: String(workspace.id),
    workspaceKeyId: String(workspaceKey.id),
  };
}

async function call(
  address: string,
  method: string,
  path: string,
  credential?: string,
  body?: object,
): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(address + path, {
    signal: AbortSignal.timeout(30_000),
    method,
    headers: {
      'content-type': 'application/json',
      ...(method === 'PUT' && { 'if-match': '*' }),
      ...(credential !== undefined && { authorization: `Bearer ${credential}` }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const answer = (await response.json()) as Readonly<Record<string, unknown>>;
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Runs `work` with a folder that is gone afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'latchkey-benchmark-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
