import { type Logger, pino } from 'pino';

export type { Logger };
export const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Structured lines on stderr, so that stdout stays free for what a person reads at the start. Never given a credential. */
export function createLogger(level: LogLevel): Logger {
  return pino(
    {
      level,
      base: { service: 'latchkey' },
      redact: { paths: ['*.authorization', '*.cookie', '*.password', '*.secret', '*.token'], censor: '[redacted]' },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
