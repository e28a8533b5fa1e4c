import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const version = '4.32.5';
const requirements = fileURLToPath(new URL('requirements.txt', import.meta.url));

/** Runs Schemathesis, a fuzzer that reads contracts, with every package of it pinned. @returns what it printed, and its exit code */
export async function runSchemathesis(
  options: readonly string[],
  { folder, environment }: { readonly folder: string; readonly environment: Readonly<Record<string, string>> },
): Promise<{ readonly printed: string; readonly exitCode: number | null }> {
  const child = spawn(await ensureSchemathesis(), options, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  }
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { printed, exitCode };
}

/** Installed once, into the user's cache directory (or SCHEMATHESIS_ROOT), outside the repository. */
async function ensureSchemathesis(): Promise<string> {
  const root = process.env.SCHEMATHESIS_ROOT ?? join(homedir(), '.cache', `latchkey-schemathesis-${version}`);
  const program = join(root, 'bin', 'schemathesis');
  if (existsSync(program)) return program;
  process.stderr.write(`Installing Schemathesis ${version} once, into ${root}.\n`);
  try {
    await run('python3', '-m', 'venv', '--clear', root);
    await run(join(root, 'bin', 'pip'), 'install', '--quiet', '--disable-pip-version-check', '-r', requirements);
  } catch (thrown) {
    // What is half there would be taken for the whole the next time.
    rmSync(root, { recursive: true, force: true });
    throw thrown;
  }
  return program;
}

async function run(program: string, ...options: readonly string[]): Promise<void> {
  const child = spawn(program, options, { stdio: ['ignore', 'inherit', 'inherit'] });
  const [exitCode] = await once(child, 'close');
  if (exitCode !== 0) throw new Error(`${program} ${options.join(' ')} ended with exit code ${exitCode}`);
}
