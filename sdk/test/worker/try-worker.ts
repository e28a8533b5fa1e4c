import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from 'esbuild';
import { freePort } from '../../../server/test/support/free-port.ts';
import { startTestService, type TestService } from '../../src/testing/index.ts';

/**
 * Runs the worker beside this file in Cloudflare's runtime, against a real service.
 * @param workerd the runtime's program
 * @param folder where the worker and its configuration are written
 */
export async function tryWorker(workerd: string, folder: string): Promise<void> {
  const service = await startTestService();
  try {
    const port = await freePort();
    await writeWorker(service, folder, port);
    const program = spawn(workerd, ['serve', join(folder, 'worker.capnp')], { stdio: 'inherit' });
    const ended = once(program, 'exit');
    try {
      await check(service, `http://127.0.0.1:${port}`);
    } finally {
      program.kill('SIGTERM');
      await ended;
    }
  } finally {
    await service.stop();
  }
}

async function writeWorker(service: TestService, folder: string, port: number): Promise<void> {
  await build({
    entryPoints: [join(import.meta.dirname, 'worker.ts')],
    outfile: join(folder, 'worker.js'),
    bundle: true,
    format: 'esm',
    target: 'es2022',
    conditions: ['workerd', 'worker'],
  });
  const { email, password } = await service.signIn({ name: 'Ada' });
  const bindings = {
    LATCHKEY_URL: service.url,
    SERVICE_KEY: await service.mintServiceKey(),
    EMAIL: email,
    PASSWORD: password,
  };
  const bound = Object.entries(bindings).map(([name, text]) => `(name = "${name}", text = ${JSON.stringify(text)})`);
  writeFileSync(
    join(folder, 'worker.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker.js", esModule = embed "worker.js")],
      compatibilityDate = "2026-01-01",
      bindings = [${bound.join(', ')}],
    )),
    (name = "internet", network = (allow = ["private", "public"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`,
  );
}

async function check(service: TestService, url: string): Promise<void> {
  assert.deepEqual(await (await askUntilItListens(`${url}/me`)).json(), {
    name: 'Ada',
    refused: true,
    isIdentified: true,
  });

  const update = (secret: string): Promise<Response> =>
    fetch(`${url}/posts/42`, { method: 'PATCH', headers: { 'x-api-key': secret } });
  const key = await service.mintToken();
  assert.deepEqual(await (await update(key.secret)).json(), { updated: '42' });
  assert.equal((await update((await service.mintToken({ state: 'revoked' })).secret)).status, 401);
  assert.equal((await update((await service.mintToken({ environment: 'test' })).secret)).status, 403);

  // Its answer does not wait for the trail.
  const trail = () =>
    service.operator.audit
      .listEvents({ path: { workspace: 'test' }, query: { actor_id: key.id } })
      .toArray({ limit: 5 });
  let recorded = await trail();
  while (recorded.length === 0) {
    await wait(50);
    recorded = await trail();
  }
  assert.deepEqual(
    recorded.map(({ action }) => action),
    ['content.update'],
  );
}

/** The runtime does not say when it listens. */
async function askUntilItListens(url: string): Promise<Response> {
  for (let attempts = 0; ; attempts += 1) {
    try {
      return await fetch(url);
    } catch (error) {
      if (attempts > 200) throw error;
      await wait(50);
    }
  }
}
