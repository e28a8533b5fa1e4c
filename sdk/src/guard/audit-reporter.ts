import type { Client } from '../client.ts';
import type { Clock } from '../clock.ts';
import { isLatchkeyError, isNetworkError, isRateLimitError, isServerError, isValidationError } from '../errors.ts';
import type { ReportedEvent } from '../generated/types.gen.ts';
import { atProcessEnd } from './process-end.ts';

export interface AuditReporterOptions {
  readonly client: Pick<Client, 'audit'>;
  readonly clock: Pick<Clock, 'wait'>;
  readonly timeoutMs: number;
  /** Told about events that will not be in the trail, and why. */
  readonly onLost: (events: readonly ReportedEvent[], error: unknown) => void;
}

/**
 * Hands events in without making anybody wait: in batches, a second after the first of them. A process that has nothing else to
 * do does not wait for that second; what is waiting is handed in before it ends.
 */
export interface AuditReporter {
  /** @param workspace id or slug of the workspace whose trail it belongs to */
  report(workspace: string, event: ReportedEvent): void;
  /** Hands in what is waiting, with one last try. What comes later is handed in at once. */
  close(): Promise<void>;
}

const intervalMs = 1_000;
/** The contract's limit of one request. */
const largestBatch = 100;
/** While the service is away. Beyond it events are lost rather than the API's memory. */
const mostWaiting = 10_000;

interface Waiting {
  readonly workspace: string;
  readonly event: ReportedEvent;
}

export function createAuditReporter({ client, clock, timeoutMs, onLost }: AuditReporterOptions): AuditReporter {
  let waiting: Waiting[] = [];
  const closing = new AbortController();
  let round: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    closing.abort();
    while (round !== undefined) await round;
  };

  /** One round at a time; another one as long as something is waiting. */
  function start(): void {
    if (round !== undefined) return;
    const stopWatching = atProcessEnd(close);
    round = clock
      .wait(intervalMs, closing.signal)
      .catch(() => {})
      .then(sendAll)
      .finally(() => {
        stopWatching();
        round = undefined;
        if (waiting.length > 0) start();
      });
  }

  async function sendAll(): Promise<void> {
    const taken = waiting;
    waiting = [];
    for (const workspace of new Set(taken.map((one) => one.workspace))) {
      const events = taken.filter((one) => one.workspace === workspace).map(({ event }) => event);
      for (let first = 0; first < events.length; first += largestBatch)
        await send(workspace, events.slice(first, first + largestBatch));
    }
  }

  async function send(workspace: string, events: readonly ReportedEvent[]): Promise<void> {
    if (events.length === 0) return;
    try {
      await client.audit.recordEvents({ path: { workspace }, body: { events: [...events] }, timeoutMs });
    } catch (error) {
      if (isPassing(error) && !closing.signal.aborted) {
        waiting.unshift(...events.map((event) => ({ workspace, event })));
        return;
      }
      if (isTooLarge(error) && events.length > 1) {
        const middle = Math.ceil(events.length / 2);
        await send(workspace, events.slice(0, middle));
        await send(workspace, events.slice(middle));
        return;
      }
      const refused = refusedPlaces(error);
      const isRefused = (_: ReportedEvent, at: number): boolean => refused.size === 0 || refused.has(at);
      onLost(events.filter(isRefused), error);
      // One event that the service does not take must not cost the others.
      await send(
        workspace,
        events.filter((event, at) => !isRefused(event, at)),
      );
    }
  }

  return {
    report(workspace, event) {
      if (waiting.length >= mostWaiting) return onLost([event], new Error('Too many audit events are waiting.'));
      waiting.push({ workspace, event });
      start();
    },
    close,
  };
}

/** The same event may be taken later: the service knows it by its id, so nothing is recorded twice. */
const isPassing = (error: unknown): boolean =>
  !isLatchkeyError(error) || isNetworkError(error) || isServerError(error) || isRateLimitError(error);

/** For the service, or for a proxy before it: the limit is in bytes, and nobody here knows it. */
const isTooLarge = (error: unknown): boolean => isValidationError(error) && error.status === 413;

/** Which events of a batch the service named as wrong. */
const refusedPlaces = (error: unknown): ReadonlySet<number> =>
  new Set(
    (isValidationError(error) ? error.errors : [])
      .map(({ pointer }) => /^\/events\/(\d+)/.exec(pointer)?.[1])
      .filter((place) => place !== undefined)
      .map(Number),
  );
