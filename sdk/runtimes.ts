/**
 * `npm run sdk-runtimes [-- 20 deno …]`: the SDK's tests against its published build, on each runtime that it promises: Node by its
 * major versions, Deno and Bun, all from npm; and a worker with a guard and a client in Cloudflare's runtime. Left out are the
 * tests that start the service or read source files, which need a newer Node of their own; the browser has a test of its own
 * (`npm test -- sdk/test/browser`).
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSdk } from './build.ts';
import { tryWorker } from './test/worker/try-worker.ts';

const nodeVersions = ['20', '22', '24', '26'];
const otherRuntimes: Readonly<Record<string, string>> = { deno: '2.9.6', bun: '1.4.5', workerd: '1.20261117.1' };
/** How each is told to run tests. */
const optionsOf: Readonly<Record<string, readonly string[]>> = {
  node: ['--import', './with-resolvers.js', '--test', '--test-reporter=dot'],
  deno: ['test', '--allow-all', '--no-check', '--reporter=dot'],
  bun: ['test', '--dots'],
};
const repository = join(import.meta.dirname, '..');
const tests = ['errors', 'operations', 'pages', 'tokens/*', 'transport/*', 'token-format/*'].flatMap((name) =>
  globSync(`sdk/test/${name}.test.ts`, { cwd: repository }),
);
const files = tests.map((file) => file.replace(/\.ts$/, '.js'));

const folder = mkdtempSync(join(tmpdir(), 'latchkey-runtimes-'));
try {
  compileTests();
  buildSdk(join(folder, 'sdk', 'src'));
  const wanted = process.argv.slice(2);
  for (const runtime of wanted.length > 0 ? wanted : [...nodeVersions, ...Object.keys(otherRuntimes)]) {
    const passes = runtime === 'workerd' ? await workerPasses() : testsPass(runtime);
    if (!passes) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function testsPass(runtime: string): boolean {
  const [program, version, options] = commandOf(runtime);
  process.stdout.write(`\n${runtime}: ${version}\n`);
  const { status } = spawnSync(program, [...options, ...files], { cwd: folder, stdio: 'inherit' });
  process.stdout.write(status === 0 ? `${files.length} files of tests pass.\n` : 'Tests fail.\n');
  return status === 0;
}

async function workerPasses(): Promise<boolean> {
  const version = otherRuntimes.workerd ?? '';
  process.stdout.write(`\nworkerd: ${version}\n`);
  try {
    await tryWorker(installed('workerd', version), folder);
    process.stdout.write('A worker signs in, guards and records.\n');
    return true;
  } catch (error) {
    console.error(error);
    return false;
  }
}

/** What runs the tests, what it says of itself, and how it is told. */
function commandOf(runtime: string): readonly [program: string, version: string, options: readonly string[]] {
  const options = optionsOf[/^\d+$/.test(runtime) ? 'node' : runtime];
  if (options === undefined) throw new Error(`There is no runtime ${runtime}.`);
  const program = options === optionsOf.node ? installNode(runtime) : installed(runtime, otherRuntimes[runtime] ?? '');
  return [program, execFileSync(program, ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? '', options];
}

/** The tests as JavaScript, in the places where they have the same neighbours as here. */
function compileTests(): void {
  const project = join(folder, 'tsconfig.json');
  const compilerOptions = {
    noEmit: false,
    noCheck: true,
    target: 'es2022',
    rootDir: repository,
    outDir: folder,
    rewriteRelativeImportExtensions: true,
    typeRoots: [join(repository, 'node_modules', '@types')],
  };
  const files = tests.map((file) => join(repository, file));
  writeFileSync(
    project,
    JSON.stringify({ extends: join(repository, 'tsconfig.json'), compilerOptions, files, include: [] }),
  );
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'openapi'));
  for (const file of ['openapi.json', 'vectors.json', 'token-format.md'])
    cpSync(join(repository, 'openapi', file), join(folder, 'openapi', file));
  // The tests use it, the SDK does not; Node has it from 22 on.
  writeFileSync(
    join(folder, 'with-resolvers.js'),
    `Promise.withResolvers ??= function () {
  const all = {};
  all.promise = new this((resolve, reject) => Object.assign(all, { resolve, reject }));
  return all;
};\n`,
  );
  execFileSync(process.execPath, [createRequire(import.meta.url).resolve('typescript/bin/tsc'), '-p', project], {
    stdio: 'inherit',
  });
}

function installNode(version: string): string {
  return process.versions.node.startsWith(`${version}.`) ? process.execPath : installed('node', version);
}

/** The bin of a package that is installed in a folder of its own. */
function installed(name: string, version: string): string {
  const home = join(folder, `${name}-${version}`);
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true, allowScripts: { [name]: true } }));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent', `${name}@${version}`], {
    cwd: home,
    stdio: 'inherit',
  });
  return join(home, 'node_modules', '.bin', name);
}
