import { warnOfExpiry } from './api-tokens/warn-of-expiry.ts';
import { type Clock, hours, minutes, seconds } from './clock.ts';
import type { Logger } from './logger.ts';
import type { MailWorker } from './mail/mail-worker.ts';
import type { Purge } from './purge/purge.ts';
import { type Repeating, repeat } from './repeat.ts';
import type { Services } from './service.ts';

export interface WorkerParts {
  readonly services: Services;
  readonly purge: Purge;
  /** Undefined where mails are not sent. */
  readonly mail: MailWorker | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** As the metrics and the log name them. */
type Worker = 'audit' | 'expiry_warnings' | 'purge' | 'mail';

/**
 * What is done beside the requests, all in one way: a task at the time `now`, again and again, one round after the other. Any
 * process may do any of it at any time; guarded commits let one of them win.
 */
export function startWorkers({ services, purge, mail, clock, logger }: WorkerParts): Repeating {
  const every = (
    pause: number,
    worker: Worker,
    task: (now: number, signal: AbortSignal) => Promise<unknown>,
    firstAfter = pause,
  ): Repeating => {
    const round = async (signal: AbortSignal): Promise<void> => {
      let outcome: 'done' | 'failed' = 'failed';
      try {
        await task(clock.now(), signal);
        outcome = 'done';
      } finally {
        services.metrics.observeWork(worker, outcome);
      }
    };
    return repeat(worker, round, { firstAfter, every: pause, logger });
  };

  const workers = [
    every(seconds(1), 'audit', (now) => services.auditWork.run(now)),
    every(hours(1), 'expiry_warnings', (now) => warnOfExpiry(services, now), minutes(1)),
    every(minutes(1), 'purge', (now, signal) => purge.run(now, signal)),
    ...(mail === undefined ? [] : [every(seconds(2), 'mail', () => mail.work())]),
  ];
  return {
    async stop() {
      await Promise.all([mail?.stop(), ...workers.map((worker) => worker.stop())]);
    },
  };
}
