import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { isProxyRange } from './addresses/trusted-proxies.ts';
import { type LogLevel, logLevels } from './logger.ts';

/** Everything the environment decides, checked once at start and frozen. `docs/configuration.md` describes each name. */
export interface Config {
  readonly host: string;
  /** 0 lets the system choose a free port. */
  readonly port: number;
  readonly dataFolder: string;
  readonly mongodbUri: string | undefined;
  /** Undefined until the port is known: then `http://<host>:<port>`. */
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  /** A preset's name, or the path of a preset file. */
  readonly preset: string;
  readonly setupToken: string | undefined;
  readonly registration: 'open' | 'invited' | 'closed';
  readonly emailVerification: 'off' | 'required';
  /** Undefined: mails stay in the outbox. */
  readonly mail: { readonly smtpUrl: string; readonly from: string } | undefined;
  readonly workspaceCreation: 'anyone' | 'operators';
  /** Undefined: a key is kept in the data folder (loopback only). */
  readonly secretKey: string | undefined;
  readonly secretKeyPrevious: string | undefined;
  readonly testHooksSecret: string | undefined;
  readonly corsOrigins: readonly string[];
  /** Addresses and ranges whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  readonly requestsPerMinute: number;
  /** Wrong passwords, mails and leak reports, each, from one address in a quarter of an hour. */
  readonly attemptsPerAddress: number;
  /** How long the use of a refresh token may be repeated by who lost the answer. */
  readonly refreshGraceSeconds: number;
  /** How long audit events are kept. */
  readonly auditRetentionDays: number;
  /** Undefined: no metrics are served. */
  readonly metricsPort: number | undefined;
  readonly logLevel: LogLevel;
}

export type Environment = Readonly<Record<string, string | undefined>>;
export type ConfigResult = { readonly config: Config } | { readonly problems: readonly string[] };

const minimumSecretCharacters = 32;
const guessableSecret = /^(.)\1+$|secret|password|changeme|example|0123456789/i;

/**
 * Reads and judges the whole environment. Every problem is reported at once, so that one restart is enough to fix them,
 * and nothing unsafe is started "for now".
 */
export function readConfig(environment: Environment): ConfigResult {
  const problems: string[] = [];
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined;

  const oneOf = <T extends string>(name: string, allowed: readonly T[], fallback: T): T => {
    const value = text(name);
    if (value === undefined) return fallback;
    const match = allowed.find((candidate) => candidate === value);
    if (match === undefined) problems.push(`${name} must be one of ${allowed.join(', ')}, not "${value}".`);
    return match ?? fallback;
  };
  const integer = (name: string, minimum: number, maximum: number, fallback: number): number => {
    const value = text(name);
    if (value === undefined) return fallback;
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= minimum && number <= maximum) return number;
    problems.push(`${name} must be a whole number from ${minimum} to ${maximum}, not "${value}".`);
    return fallback;
  };
  const secret = (name: string): string | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    if (value.length < minimumSecretCharacters) {
      problems.push(
        `${name} must have at least ${minimumSecretCharacters} characters: \`openssl rand -base64 32\` makes one.`,
      );
    } else if (guessableSecret.test(value)) {
      problems.push(`${name} can be guessed: \`openssl rand -base64 32\` makes a good one.`);
    }
    return value;
  };
  const origin = (name: string, value: string): string | undefined => {
    const url = URL.canParse(value) ? new URL(value) : undefined;
    // A browser never sends an asterisk: whoever wrote one meant a pattern, and there are none here.
    if (url && /^https?:$/.test(url.protocol) && url.origin === value && !value.includes('*')) return value;
    problems.push(
      `${name} must hold origins such as https://auth.example.com, without a path or a trailing slash; "${value}" is none.`,
    );
    return undefined;
  };

  const host = text('HOST') ?? '127.0.0.1';
  if (host !== 'localhost' && isIP(host) === 0)
    problems.push(`HOST must be an IP address or localhost, not "${host}".`);

  const issuerText = text('ISSUER');
  const issuer = issuerText === undefined ? undefined : origin('ISSUER', issuerText);
  const onLoopback = isLoopback(issuer === undefined ? host : new URL(issuer).hostname);
  if (issuer?.startsWith('http:') && !onLoopback) {
    problems.push(
      'ISSUER must use https: over plain http every credential can be read on the way. Only a loopback address may use http.',
    );
  }
  if (issuer === undefined && !onLoopback) {
    problems.push(
      'ISSUER is required when HOST is not a loopback address: it is the name that tokens and cookies are bound to.',
    );
  }

  const mongodbUri = text('MONGODB_URI');
  if (mongodbUri !== undefined && !/^mongodb(\+srv)?:\/\//.test(mongodbUri)) {
    problems.push('MONGODB_URI must begin with mongodb:// or mongodb+srv://.');
  }

  const emailVerification = oneOf('EMAIL_VERIFICATION', ['off', 'required'], onLoopback ? 'off' : 'required');
  if (emailVerification === 'off' && !onLoopback) {
    problems.push(
      "EMAIL_VERIFICATION=off is for loopback issuers only: elsewhere anybody could sign up with anybody's address.",
    );
  }
  const registration = oneOf(
    'REGISTRATION',
    ['open', 'invited', 'closed'],
    emailVerification === 'off' ? 'open' : 'closed',
  );
  const mail = readMail(text, problems);
  if (registration !== 'closed' && mail === undefined && !onLoopback) {
    problems.push(
      'SMTP_URL is required where people sign up: their addresses are verified by mail. Set it, or REGISTRATION=closed.',
    );
  }

  const secretKey = secret('SECRET_KEY');
  if (secretKey === undefined && !onLoopback) {
    problems.push(
      'SECRET_KEY is required when the issuer is not a loopback address: signing keys are encrypted under it. `openssl rand -base64 32` makes one.',
    );
  }
  const secretKeyPrevious = secret('SECRET_KEY_PREVIOUS');
  if (secretKeyPrevious !== undefined && secretKey === undefined)
    problems.push('SECRET_KEY_PREVIOUS means nothing without SECRET_KEY.');

  const testHooksSecret = secret('TEST_HOOKS_SECRET');
  if (testHooksSecret !== undefined && !onLoopback) {
    problems.push(
      'TEST_HOOKS_SECRET must not be set in production: it lets a caller move the clock. Only a loopback issuer may have it.',
    );
  }

  const setupToken = text('SETUP_TOKEN');
  if (setupToken !== undefined && setupToken.length < 16)
    problems.push('SETUP_TOKEN must have at least 16 characters.');
  else if (setupToken !== undefined && guessableSecret.test(setupToken))
    problems.push('SETUP_TOKEN can be guessed: whoever has it becomes the first operator.');

  const list = (name: string): string[] =>
    (text(name) ?? '')
      .split(',')
      .map((entry) => entry.trim())
      .filter(Boolean);
  const corsOrigins = list('CORS_ORIGINS');
  for (const entry of corsOrigins) origin('CORS_ORIGINS', entry);
  const proxies = list('TRUSTED_PROXIES');
  for (const entry of proxies) {
    if (isProxyRange(entry)) continue;
    problems.push(
      `TRUSTED_PROXIES must hold addresses or ranges such as 10.0.0.0/8, and never everybody (/0); "${entry}" is none.`,
    );
  }

  const config: Config = {
    host,
    port: integer('PORT', 0, 65_535, 4000),
    dataFolder: resolve(text('DATA_DIR') ?? './data'),
    mongodbUri,
    issuer,
    audience: text('AUDIENCE'),
    preset: text('PRESET') ?? 'default',
    setupToken,
    registration,
    emailVerification,
    mail,
    workspaceCreation: oneOf('WORKSPACE_CREATION', ['anyone', 'operators'], 'anyone'),
    secretKey,
    secretKeyPrevious,
    testHooksSecret,
    corsOrigins,
    trustedProxies: proxies,
    refreshGraceSeconds: integer('REFRESH_GRACE_SECONDS', 0, 30, 10),
    requestsPerMinute: integer('REQUESTS_PER_MINUTE', 1, 100_000_000, 6000),
    // Beside a loopback issuer, everybody is the same address.
    attemptsPerAddress: integer('ATTEMPTS_PER_ADDRESS', 1, 1_000_000, onLoopback ? 10_000 : 100),
    auditRetentionDays: integer('AUDIT_RETENTION_DAYS', 1, 36_500, 400),
    metricsPort: text('METRICS_PORT') === undefined ? undefined : integer('METRICS_PORT', 1, 65_535, 9464),
    logLevel: oneOf('LOG_LEVEL', logLevels, 'info'),
  };
  return problems.length > 0 ? { problems } : { config: Object.freeze(config) };
}

function readMail(text: (name: string) => string | undefined, problems: string[]): Config['mail'] {
  const smtpUrl = text('SMTP_URL');
  const from = text('MAIL_FROM');
  if (smtpUrl === undefined) {
    if (from !== undefined) problems.push('MAIL_FROM means nothing without SMTP_URL.');
    return undefined;
  }
  if (!URL.canParse(smtpUrl) || !/^smtps?:\/\/[^/]/.test(smtpUrl))
    problems.push('SMTP_URL must look like smtps://user:password@mail.example.com:465.');
  if (from === undefined) problems.push('MAIL_FROM is required with SMTP_URL: the address that mails come from.');
  else if (!/^(?:[^<>@\r\n]+<[^<>@\s]+@[^<>@\s]+>|[^<>@\s]+@[^<>@\s]+)$/.test(from))
    problems.push(`MAIL_FROM must be one address, such as Latchkey <auth@example.com>, not "${from}".`);
  return { smtpUrl, from: from ?? '' };
}

/** RFC 6761 §6.3 and RFC 8252 §7.3: names and addresses that never leave the machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    hostname === '::1' ||
    (isIP(hostname) === 4 && hostname.startsWith('127.'))
  );
}
