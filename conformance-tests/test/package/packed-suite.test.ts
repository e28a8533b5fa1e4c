import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { buildConformance } from '../../build.ts';
import { startReferenceServer } from '../../src/selftest/reference-server.ts';

const run = promisify(execFile);
const repository = new URL('../../../', import.meta.url).pathname;
/** Those of the repository's own Node, if it has one. */
const programOf = (name: string): string => {
  const own = join(repository, 'node_modules', 'node', 'bin', name);
  return existsSync(own) ? own : name;
};
const [npm, npx] = [programOf('npm'), programOf('npx')];

/** An empty project outside the repository, into which the packed suite is installed. */
const project = mkdtempSync(join(tmpdir(), 'latchkey-conformance-packed-'));
const installed = join(project, 'node_modules', '@latchkey', 'conformance');

before(async () => {
  const built = join(project, 'built');
  buildConformance(built);
  // What it depends on is packed from here as well, at the same versions, so that no registry has to be asked.
  const modules = needsOf('conformance-tests/package.json').map((name) => join(repository, 'node_modules', name));
  const { stdout } = await run(
    npm,
    ['pack', '--silent', '--ignore-scripts', '--pack-destination', project, built, ...modules],
    { cwd: project },
  );
  rmSync(built, { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ private: true }));
  const tarballs = stdout.trim().split('\n');
  await run(npm, ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts', ...tarballs], {
    cwd: project,
  });
});

/** The names of all packages that a package needs, and what those need. */
function needsOf(file: string, known: ReadonlySet<string> = new Set()): readonly string[] {
  const { dependencies = {} } = JSON.parse(readFileSync(join(repository, file), 'utf8')) as {
    readonly dependencies?: { readonly [name: string]: string };
  };
  const own = Object.keys(dependencies).filter((name) => !known.has(name));
  const seen = new Set([...known, ...own]);
  const further = own.flatMap((name) => needsOf(`node_modules/${name}/package.json`, seen));
  return [...new Set([...own, ...further])];
}
after(() => rmSync(project, { recursive: true, force: true }));

/** `npx latchkey-conformance …` in the empty project. */
const suite = async (words: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<string> => {
  const { stdout } = await run(npx, ['latchkey-conformance', ...words], {
    cwd: project,
    env: { ...process.env, npm_config_offline: 'true', ...environment },
  });
  return stdout;
};

test('the package is plain JavaScript with contract, requirements and vectors, and holds no fault, test or server', () => {
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
  for (const needed of ['openapi/openapi.json', 'README.md', 'LICENSE', 'conformance-tests/profiles.yaml'])
    assert.ok(files.includes(needed), needed);
  for (const folder of ['requirements', 'vectors', 'sets'])
    assert.ok(files.filter((name) => name.startsWith(`conformance-tests/${folder}/`)).length > 0, folder);
  assert.deepEqual(
    files.filter((name) => /\.ts$|\.test\.|(?:^|\/)(?:faults|test|second-server)(?:\/|$)/.test(name)),
    [],
  );
});

test('installed into an empty folder, it looks at a server and runs the first checks', async () => {
  await using server = await startReferenceServer();
  const secrets = { CONFORMANCE_SETUP_TOKEN: server.setupToken, CONFORMANCE_HOOK_SECRET: server.hookSecret };
  const seen = await suite(['doctor', '--url', server.url.href], secrets);
  assert.match(seen, /yes {2}clock hook +works/);
  assert.match(seen, /yes {2}operator/);
  const ran = await suite(['--url', server.url.href, '--profile', 'smoke', '--report', 'statement'], secrets);
  assert.match(ran, /\d+ requirements, \d+ checks: \d+ pass/);
  assert.ok(existsSync(join(project, 'conformance-results', 'statement.json')), ran);
});

test('without the server that it was written beside, it says so instead of planting faults', async () => {
  await assert.rejects(
    suite(['selftest', '--faults']),
    /the server of the repository of this suite, and it is not here/,
  );
});
