import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { newPlace } from '../storage/engines.ts';
import { freePort } from '../support/free-port.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string): string => readFileSync(`${repository}${path}`, 'utf8');
const hasCurl = spawnSync('bash', ['-c', 'command -v curl'], { stdio: 'ignore' }).status === 0;
const readme = read('README.md');
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/running-with-mongodb.md', 'docs/lifecycle.md'];

const snippets = (language: string): string[] =>
  [...readme.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map((match) => match[1] ?? '');

const snippetWith = (language: string, content: string): string => {
  const snippet = snippets(language).find((candidate) => candidate.includes(content));
  assert.ok(snippet, `the README has a ${language} snippet with ${content}`);
  return snippet;
};

describe('what the README shows', () => {
  const place = newPlace('embedded');
  let server: ServerProcess;
  let secrets: { readonly SERVICE_KEY: string; readonly CUSTOMER_KEY: string };

  before(async () => {
    server = await startServerProcess({
      DATA_DIR: place.address,
      SETUP_TOKEN: 'of-the-readme-test',
      LOG_LEVEL: 'error',
    });
    secrets = await makeKeys(server.url);
  });
  after(async () => {
    await server?.end();
    await place.remove();
  });

  const here = (snippet: string): string => snippet.replaceAll('http://127.0.0.1:4000', server.url);

  if (!hasCurl && !process.env.CI) console.log('The request of the README was not sent: there is no curl.');
  else
    test('the request is answered as it says, up to ids and times', async () => {
      const child = spawn('bash', ['-c', here(snippetWith('sh', 'curl'))], {
        env: { PATH: process.env.PATH, ...secrets },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const answer = JSON.parse(await text(child.stdout));
      assert.deepEqual(withoutIdsAndTimes(answer), withoutIdsAndTimes(JSON.parse(snippetWith('json', 'outcome'))));
    });

  test('the guarded API lets the key in where it may read, and nobody else', async () => {
    const port = await freePort();
    const snippet = here(snippetWith('ts', 'createKoaGuard')).replace('5000', String(port));
    const api = spawn(process.execPath, ['--input-type=module-typescript', '--eval', snippet], {
      cwd: repository,
      env: { PATH: process.env.PATH, ...secrets },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const ended = once(api, 'exit');
    try {
      const url = `http://127.0.0.1:${port}/?number=2026-07`;
      const anonymous = await askUntilItListens(url, api);
      assert.equal(anonymous.status, 401);
      const allowed = await fetch(url, { headers: { 'X-API-Key': secrets.CUSTOMER_KEY } });
      assert.equal(allowed.status, 200);
      assert.equal(await allowed.text(), 'Nightly export reads invoice 2026-07\n');
    } finally {
      api.kill();
      await ended;
    }
  });

  test('every npm script that a page names exists', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    for (const page of pages) {
      for (const [, name = ''] of read(page).matchAll(/\bnpm run ([a-z-]+)/g))
        assert.ok(name in scripts, `${page}: ${name}`);
    }
  });

  test('every link to a file of the repository leads somewhere', () => {
    for (const page of pages) {
      for (const [, target = ''] of read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        const address = new URL(target, new URL(page, `file://${repository}`));
        assert.ok(existsSync(address), `${page}: ${target}`);
      }
    }
  });
});

async function makeKeys(url: string): Promise<{ SERVICE_KEY: string; CUSTOMER_KEY: string }> {
  const post = async (path: string, body: object, session?: string): Promise<Record<string, string>> => {
    const answer = await fetch(url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(session && { Authorization: `Bearer ${session}` }) },
      body: JSON.stringify(body),
    });
    assert.equal(answer.status, 201, path);
    return (await answer.json()) as Record<string, string>;
  };
  const person = { email: 'olga@example.com', password: 'a lantern in the harbour', name: 'Olga' };
  const { session_token } = await post('/v1/setup', { setup_token: 'of-the-readme-test', ...person });
  await post('/v1/workspaces', { name: 'Acme', slug: 'acme' }, session_token);
  const grants = [{ effect: 'allow', actions: ['invoices.read'], resources: ['invoices:*'] }];
  const key = { name: 'Nightly export', environment: 'live', permission: { kind: 'grants', grants } };
  const { secret: CUSTOMER_KEY = '' } = await post('/v1/workspaces/acme/keys', key, session_token);
  const { secret: SERVICE_KEY = '' } = await post('/v1/operator/service-keys', { name: 'Acme API' }, session_token);
  return { SERVICE_KEY, CUSTOMER_KEY };
}

function withoutIdsAndTimes(value: unknown): unknown {
  if (typeof value === 'string' && /^(?:[a-z]{3}_[0-9a-z]{26}|\d{4}-\d\d-\d\dT\S+Z)$/.test(value)) return typeof value;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutIdsAndTimes(member)]));
}

/** The API of the snippet does not say when it listens. */
async function askUntilItListens(url: string, api: ReturnType<typeof spawn>): Promise<Response> {
  while (api.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer !== undefined) return answer;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('the API of the snippet ended');
}
