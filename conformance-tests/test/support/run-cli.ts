import { main } from '../../src/cli.ts';
import type { ExitCode } from '../../src/exit-code.ts';

export interface CliRun {
  readonly exitCode: ExitCode;
  readonly out: string;
  readonly error: string;
}

/** The command line with its output caught. */
export const runCli = async (
  words: readonly string[],
  environment: { readonly [name: string]: string } = {},
): Promise<CliRun> => {
  let [out, error] = ['', ''];
  const exitCode = await main(words, environment, {
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
    isTerminal: false,
  });
  return { exitCode, out, error };
};
