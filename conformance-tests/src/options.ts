import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { isObject, type JsonObject, objectOf } from './contract/document.ts';
import { readTimes, type Times } from './target/times.ts';
import { UsageError } from './usage-error.ts';

export interface OperatorAccess {
  readonly setupToken: string | undefined;
  readonly email: string | undefined;
  readonly password: string | undefined;
}

export interface RunOptions {
  readonly url: URL;
  /** File or address of the contract the target is held to; undefined = the one beside the suite, else the served one. */
  readonly spec: string | undefined;
  /** Name of the frozen set of requirements that is scored; undefined = all there are. */
  readonly set: string | undefined;
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly profiles: readonly string[];
  readonly concurrency: number;
  /** How many processes the target has behind its address. */
  readonly processes: number;
  readonly seed: number;
  readonly reports: readonly ReportFormat[];
  readonly outFolder: string;
  readonly isFailFast: boolean;
  readonly isStrict: boolean;
  readonly isVerbose: boolean;
  /** Shows what would run, and runs nothing. */
  readonly isDryRun: boolean;
  /** Leaves what the run made at the target. */
  readonly keepsData: boolean;
  /** Accepts any TLS certificate. */
  readonly isInsecure: boolean;
  readonly baselineFile: string | undefined;
  readonly flakyFile: string | undefined;
  readonly maxDurationSeconds: number;
  readonly requestTimeoutSeconds: number;
  readonly operator: OperatorAccess;
  readonly actorsFile: string | undefined;
  readonly hookSecret: string | undefined;
  readonly times: Times;
}

export const reportFormats = ['json', 'junit', 'html', 'md', 'badge', 'statement'] as const;
export type ReportFormat = (typeof reportFormats)[number];

const flags = {
  url: { type: 'string' },
  config: { type: 'string' },
  spec: { type: 'string' },
  set: { type: 'string' },
  only: { type: 'string', multiple: true },
  skip: { type: 'string', multiple: true },
  profile: { type: 'string', multiple: true },
  concurrency: { type: 'string' },
  processes: { type: 'string' },
  seed: { type: 'string' },
  report: { type: 'string', multiple: true },
  out: { type: 'string' },
  'fail-fast': { type: 'boolean' },
  strict: { type: 'boolean' },
  'dry-run': { type: 'boolean' },
  'keep-data': { type: 'boolean' },
  insecure: { type: 'boolean' },
  baseline: { type: 'string' },
  flaky: { type: 'string' },
  actors: { type: 'string' },
  'max-duration': { type: 'string' },
  'request-timeout': { type: 'string' },
  'timeout-scale': { type: 'string' },
  faults: { type: 'boolean' },
  'all-checks': { type: 'boolean' },
  wire: { type: 'boolean' },
  all: { type: 'boolean' },
  sample: { type: 'string' },
  run: { type: 'string' },
  reason: { type: 'string' },
  expires: { type: 'string' },
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

const usualConfigFile = 'conformance.yaml';

/** What nobody wants in a file that is shared: a secret belongs into the environment. */
const isSecretName = (name: string): boolean => /secret|password|token/i.test(name);

/** The settings of a file: names of flags, and `times`. @throws {UsageError} */
const readConfigFile = (named: string | undefined): JsonObject => {
  if (named === undefined && !existsSync(usualConfigFile)) return {};
  const file = named ?? usualConfigFile;
  let document: unknown;
  try {
    document = parse(readFileSync(file, 'utf8'));
  } catch {
    throw new UsageError(`${file} cannot be read as YAML`);
  }
  if (!isObject(document)) throw new UsageError(`${file} holds no settings`);
  for (const name of Object.keys(document)) {
    if (isSecretName(name))
      throw new UsageError(`${name} does not belong into ${file}: secrets come from the environment`);
    if (name !== 'times' && !(name in flags)) throw new UsageError(`${file} sets ${name}, which is no flag`);
  }
  return document;
};

/** Flags win over `CONFORMANCE_*`, which win over the file, which wins over defaults. */
export interface Settings {
  text(flag: string): string | undefined;
  texts(flag: string): readonly string[];
  flag(name: string): boolean;
  /** @throws {UsageError} for anything but a whole number of at least `atLeast` */
  number(name: string, fallback: number, atLeast: number): number;
  readonly file: JsonObject;
}

export const readSettings = ({ values }: Pick<CommandLine, 'values'>, environment: Environment): Settings => {
  const fromEnvironment = (flag: string): string | undefined =>
    environment[`CONFORMANCE_${flag.toUpperCase().replaceAll('-', '_')}`] || undefined;
  const named = typeof values.config === 'string' ? values.config : fromEnvironment('config');
  const file = readConfigFile(named);
  const inFile = (flag: string): string | undefined => {
    const value = file[flag];
    if (value === undefined) return undefined;
    return Array.isArray(value) ? value.join(',') : String(value);
  };
  const text = (flag: string): string | undefined => {
    const value = values[flag];
    return typeof value === 'string' ? value : (fromEnvironment(flag) ?? inFile(flag));
  };
  return {
    file,
    text,
    texts: (flag) => {
      const value = values[flag];
      const given = Array.isArray(value) ? (value as string[]) : [text(flag) ?? ''];
      return given
        .flatMap((part) => part.split(','))
        .map((part) => part.trim())
        .filter((part) => part !== '');
    },
    flag: (name) => values[name] === true || ['1', 'true'].includes(fromEnvironment(name) ?? inFile(name) ?? ''),
    number: (name, fallback, atLeast) => {
      const given = text(name);
      const value = given === undefined ? fallback : Number(given);
      if (!Number.isInteger(value) || value < atLeast)
        throw new UsageError(`--${name} takes a whole number of at least ${atLeast}`);
      return value;
    },
  };
};

/** @throws {UsageError} for a format that nobody writes */
export const readReports = (formats: readonly string[]): readonly ReportFormat[] =>
  formats.map((format) => {
    const known = reportFormats.find((name) => name === format);
    if (known === undefined) throw new UsageError(`--report knows ${reportFormats.join(', ')}, not ${format}`);
    return known;
  });

const readScale = (text: string | undefined): number => {
  const scale = text === undefined ? 1 : Number(text);
  if (!(scale > 0 && scale <= 100)) throw new UsageError('--timeout-scale takes a number above 0, such as 2.5');
  return scale;
};

/** @throws {UsageError} */
export const readRunOptions = (commandLine: Pick<CommandLine, 'values'>, environment: Environment): RunOptions => {
  const settings = readSettings(commandLine, environment);
  const { text, texts, flag, number } = settings;
  const scale = readScale(text('timeout-scale'));
  return {
    url: readUrl(text('url')),
    spec: text('spec'),
    set: text('set'),
    only: texts('only'),
    skip: texts('skip'),
    profiles: texts('profile'),
    concurrency: number('concurrency', 8, 1),
    processes: number('processes', 1, 1),
    seed: number('seed', Math.floor(Math.random() * 2 ** 31), 0),
    reports: readReports(texts('report')),
    outFolder: text('out') ?? 'conformance-results',
    isFailFast: flag('fail-fast'),
    isStrict: flag('strict'),
    isVerbose: flag('verbose'),
    isDryRun: flag('dry-run'),
    keepsData: flag('keep-data'),
    isInsecure: flag('insecure'),
    baselineFile: text('baseline'),
    flakyFile: text('flaky'),
    maxDurationSeconds: number('max-duration', 600, 1) * scale,
    requestTimeoutSeconds: number('request-timeout', 20, 1) * scale,
    operator: {
      setupToken: secretOf(environment, 'CONFORMANCE_SETUP_TOKEN'),
      email: secretOf(environment, 'CONFORMANCE_OPERATOR_EMAIL'),
      password: secretOf(environment, 'CONFORMANCE_OPERATOR_PASSWORD'),
    },
    actorsFile: text('actors'),
    hookSecret: secretOf(environment, 'CONFORMANCE_HOOK_SECRET'),
    times: readTimes(objectOf(settings.file.times)),
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
