/**
 * `npm test`: all tests, on MongoDB too if MONGODB_URI is set.
 * Words are parts of the paths to run (`npm test -- sessions`), options go to Node's runner (`npm test -- --test-only`).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const places = ['openapi', 'server', 'sdk', 'conformance-tests'].map((folder) => `${folder}/test/**/*.test.ts`);
/** So that a test that hangs is reported and does not hang the run. */
const longestTestMilliseconds = 300_000;

const words = process.argv.slice(2);
const options = words.filter((word) => word.startsWith('-'));
const parts = words.filter((word) => !word.startsWith('-'));
const files = globSync(places, { cwd: repository })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
  .sort();

if (files.length === 0) {
  process.stderr.write(`No test file has ${parts.join(' or ')} in its path.\n`);
  process.exit(1);
}
if (!process.env.MONGODB_URI) {
  process.stdout.write(
    'MongoDB was not tested: MONGODB_URI is not set. On both engines: npm run with-mongodb -- npm test\n',
  );
}

// Each test file is a process that loads the whole server, whose compiled form is therefore kept between them.
const compileCache = join(repository, 'node_modules', '.cache', 'compiled-for-tests');

// Node leaves one core free, which halves the speed where there are two.
const concurrency = Math.max(2, availableParallelism());
const runner = spawn(
  process.execPath,
  ['--test', `--test-concurrency=${concurrency}`, `--test-timeout=${longestTestMilliseconds}`, ...options, ...files],
  { cwd: repository, stdio: 'inherit', env: { NODE_COMPILE_CACHE: compileCache, ...process.env } },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => runner.kill(signal));
const [exitCode] = (await once(runner, 'exit')) as [number | null];
process.exitCode = exitCode ?? 1;
