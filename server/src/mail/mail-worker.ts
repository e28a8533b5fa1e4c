import { type Clock, hours, minutes, seconds } from '../clock.ts';
import type { Logger } from '../logger.ts';
import { mailText } from './mail-texts.ts';
import { longestAttempt, type MailTransport } from './mail-transport.ts';
import type { OutboxRecord, OutboxStore } from './outbox-store.ts';

export interface MailWorkerParts {
  readonly outbox: OutboxStore;
  readonly transport: MailTransport;
  readonly issuer: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface MailWorker {
  /** Sends what may be sent now. @returns how many mails were taken out of the outbox */
  work(): Promise<number>;
  /** Begins no further attempt, and waits for the one under way. */
  stop(): Promise<void>;
}

/** Half a day of trying, with the waits of `retryAfter`. */
export const mostAttempts = 10;
/** An older mail helps nobody: its code has expired, or its news is old. */
export const tooOld = hours(48);
/** Of each sort in one round: invitations, and what people wait for at a form. No crowd of the one holds up the other. */
const atOnce = 20;

/** The wait after the attempt of this number, counted from 1: never shorter than an attempt can take, never longer than six hours. */
export const retryAfter = (attempt: number): number =>
  Math.max(longestAttempt + minutes(1), Math.min(hours(6), seconds(30) * 2 ** attempt));

/**
 * Sends the outbox, one mail after the other. Any number of processes may do so: each mail is claimed before it is sent. A
 * mail can arrive twice if a process dies right after sending it, but none is lost.
 */
export function createMailWorker(parts: MailWorkerParts): MailWorker {
  const { outbox, clock, transport } = parts;
  let isStopping = false;

  const sendWaiting = async (): Promise<number> => {
    const waiting = await outbox.waiting(clock.now(), atOnce);
    let taken = 0;
    for (const record of waiting) {
      if (isStopping) break;
      if (await handle(record, parts)) taken += 1;
    }
    return taken;
  };

  let underWay: Promise<unknown> = Promise.resolve();
  const work = (): Promise<number> => {
    const sending = sendWaiting();
    underWay = Promise.allSettled([underWay, sending]);
    return sending;
  };
  return {
    work,
    async stop() {
      isStopping = true;
      await underWay;
      transport.close();
    },
  };
}

/** @returns true once the mail is out of the outbox */
async function handle(record: OutboxRecord, { outbox, transport, issuer, clock, logger }: MailWorkerParts) {
  const now = clock.now();
  const attempt = record.attempts + 1;
  // Never the address: logs are read by more people than mails are.
  const about = { mail: record._id, kind: record.kind, attempt };
  if (attempt > mostAttempts || now - record.created_at > tooOld) {
    logger.error(about, 'mail given up');
    await outbox.remove(record);
    return true;
  }
  if (!(await outbox.claim(record, now + retryAfter(attempt)))) return false;
  try {
    await transport.send({
      id: record._id,
      to: record.to,
      ...mailText(record.kind, outbox.dataOf(record), issuer),
    });
  } catch (error) {
    logger.warn({ ...about, reason: reasonOf(error) }, 'mail not sent, will be tried again');
    return false;
  }
  await outbox.remove(record);
  logger.info(about, 'mail sent');
  return true;
}

/** The code and the reply status alone: a server's reply often repeats the address. */
function reasonOf(error: unknown): string {
  const { code, responseCode } = error as { readonly code?: unknown; readonly responseCode?: unknown };
  return [code, responseCode].filter((part) => part !== undefined).join(' ') || 'unknown';
}
