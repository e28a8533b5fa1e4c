import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface ExampleProgram {
  readonly url: string;
  /** Asks it to end, and tells its exit code when it has; null if it did not end by itself. */
  stop(): Promise<number | null>;
}

const examples = fileURLToPath(new URL('../../../examples/', import.meta.url));

/** A program of `examples/` as people start it. It sees the given environment and nothing of ours but the PATH. */
export async function startExample(
  file: string,
  environment: Readonly<Record<string, string>>,
): Promise<ExampleProgram> {
  const program = spawn(process.execPath, [examples + file], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(program, 'exit');
  const [line] = await Promise.race([once(program.stdout.setEncoding('utf8'), 'data'), ended]);
  const url = /http:\S+/.exec(String(line))?.[0];
  assert.ok(url, `${file} does not listen`);
  return {
    url,
    async stop() {
      program.kill('SIGTERM');
      const [exitCode] = await ended;
      return exitCode;
    },
  };
}
