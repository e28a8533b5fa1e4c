import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { listen } from '../src/selftest/null-servers.ts';
import { runCli } from './support/run-cli.ts';

const repository = fileURLToPath(new URL('../../', import.meta.url));
const pages = join(repository, 'docs', 'conformance');
const guide = readFileSync(join(pages, 'implementing-the-contract.md'), 'utf8');
const snippet = (language: string): string => guide.split(`\`\`\`${language}\n`)[1]?.split('```')[0] ?? '';

const freePort = async (): Promise<number> => {
  await using server = await listen(() => undefined);
  return Number(new URL(server.url).port);
};

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

const hasPython = spawnSync('python3', ['--version']).status === 0;

test("the guide's server of a few lines has the first green checks, and loses one with the line that the guide names", {
  skip: hasPython ? false : 'Python 3 is not installed',
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-guide-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const actors = join(folder, 'actors.yaml');
  writeFileSync(actors, snippet('yaml'));
  const check = async (program: string) => {
    const port = await freePort();
    const file = join(folder, 'first.py');
    writeFileSync(file, program.replace('4200', String(port)));
    const server = spawn('python3', [file], { cwd: repository, stdio: 'ignore' });
    try {
      for (let tries = 0; tries < 100 && !(await answers(port)); tries += 1) await sleep(100);
      return await runCli([
        ...['--url', `http://127.0.0.1:${port}`, '--actors', actors],
        ...['--only', 'DOC-07', '--only', 'HTTP-26/trace-id-unique', '--verbose'],
      ]);
    } finally {
      server.kill();
      await once(server, 'exit');
    }
  };
  const green = await check(snippet('python'));
  assert.equal(green.exitCode, 0, green.out + green.error);
  const broken = await check(snippet('python').replace("'Traceparent': trace, ", ''));
  assert.equal(broken.exitCode, 1, broken.out);
  assert.match(broken.out, /FAIL {2}HTTP-26/);
});

test('the pages about conformance lead to files that there are', () => {
  for (const page of readdirSync(pages).filter((name) => name.endsWith('.md'))) {
    const links = [...readFileSync(join(pages, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, to]) => to);
    for (const to of links) assert.ok(existsSync(join(dirname(join(pages, page)), to ?? '')), `${page}: ${to}`);
  }
});
