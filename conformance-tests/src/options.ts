import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

export interface OperatorAccess {
  readonly setupToken: string | undefined;
  readonly email: string | undefined;
  readonly password: string | undefined;
}

export interface RunOptions {
  readonly url: URL;
  /** File or address of the contract the target is held to; undefined = the one beside the suite, else the served one. */
  readonly spec: string | undefined;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly profiles: readonly string[];
  readonly concurrency: number;
  readonly seed: number;
  readonly reports: readonly ReportFormat[];
  readonly outFolder: string;
  readonly isFailFast: boolean;
  readonly isStrict: boolean;
  readonly isVerbose: boolean;
  readonly maxDurationSeconds: number;
  readonly requestTimeoutSeconds: number;
  readonly operator: OperatorAccess;
}

export type ReportFormat = 'json' | 'junit';

/** The command line or the environment says something that cannot be meant. The message tells what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const flags = {
  url: { type: 'string' },
  spec: { type: 'string' },
  only: { type: 'string', multiple: true },
  skip: { type: 'string', multiple: true },
  profile: { type: 'string', multiple: true },
  concurrency: { type: 'string' },
  seed: { type: 'string' },
  report: { type: 'string', multiple: true },
  out: { type: 'string' },
  'fail-fast': { type: 'boolean' },
  strict: { type: 'boolean' },
  'max-duration': { type: 'string' },
  'request-timeout': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  verbose: { type: 'boolean', short: 'v' },
} as const;

export type Environment = { readonly [name: string]: string | undefined };

export interface CommandLine {
  readonly command: string;
  readonly operands: readonly string[];
  readonly values: { readonly [flag: string]: string | boolean | readonly string[] | undefined };
}

/** Splits the command line; `run` when no command is named. @throws {UsageError} */
export const readCommandLine = (words: readonly string[]): CommandLine => {
  try {
    const { values, positionals } = parseArgs({ args: [...words], options: flags, allowPositionals: true });
    const [command = 'run', ...operands] = positionals;
    return { command: values.help === true ? 'help' : command, operands, values: { ...values } };
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

/** `@file` stands for the file's content, so that a secret need not be in the environment either. */
const secretOf = (environment: Environment, name: string): string | undefined => {
  const value = environment[name];
  if (value === undefined || value === '' || !value.startsWith('@')) return value === '' ? undefined : value;
  try {
    return readFileSync(value.slice(1), 'utf8').trim();
  } catch {
    throw new UsageError(`${name} names a file that cannot be read`);
  }
};

/** Flags win over `CONFORMANCE_*`, which win over defaults. @throws {UsageError} */
export const readRunOptions = ({ values }: Pick<CommandLine, 'values'>, environment: Environment): RunOptions => {
  const fromEnvironment = (flag: string): string | undefined =>
    environment[`CONFORMANCE_${flag.toUpperCase().replaceAll('-', '_')}`] || undefined;
  const text = (flag: string): string | undefined => {
    const value = values[flag];
    return typeof value === 'string' ? value : fromEnvironment(flag);
  };
  const texts = (flag: string): readonly string[] => {
    const value = values[flag];
    const given = Array.isArray(value) ? (value as string[]) : [fromEnvironment(flag) ?? ''];
    return given
      .flatMap((part) => part.split(','))
      .map((part) => part.trim())
      .filter((part) => part !== '');
  };
  const flag = (name: string): boolean => values[name] === true || ['1', 'true'].includes(fromEnvironment(name) ?? '');
  const number = (name: string, fallback: number, atLeast: number): number => {
    const given = text(name);
    const value = given === undefined ? fallback : Number(given);
    if (!Number.isInteger(value) || value < atLeast)
      throw new UsageError(`--${name} takes a whole number of at least ${atLeast}`);
    return value;
  };

  const reports = texts('report').map((format) => {
    if (format !== 'json' && format !== 'junit') throw new UsageError(`--report knows json and junit, not ${format}`);
    return format;
  });
  return {
    url: readUrl(text('url')),
    spec: text('spec'),
    only: texts('only'),
    skip: texts('skip'),
    profiles: texts('profile'),
    concurrency: number('concurrency', 8, 1),
    seed: number('seed', Math.floor(Math.random() * 2 ** 31), 0),
    reports,
    outFolder: text('out') ?? 'conformance-results',
    isFailFast: flag('fail-fast'),
    isStrict: flag('strict'),
    isVerbose: flag('verbose'),
    maxDurationSeconds: number('max-duration', 600, 1),
    requestTimeoutSeconds: number('request-timeout', 20, 1),
    operator: {
      setupToken: secretOf(environment, 'CONFORMANCE_SETUP_TOKEN'),
      email: secretOf(environment, 'CONFORMANCE_OPERATOR_EMAIL'),
      password: secretOf(environment, 'CONFORMANCE_OPERATOR_PASSWORD'),
    },
  };
};

const readUrl = (text: string | undefined): URL => {
  if (text === undefined) throw new UsageError('say which server to check: --url http://127.0.0.1:4000');
  if (!URL.canParse(text)) throw new UsageError(`--url is no address: ${text}`);
  const url = new URL(text);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new UsageError('--url must begin with http:// or https://');
  if (url.username !== '' || url.password !== '') throw new UsageError('--url must not carry a password');
  return url;
};
