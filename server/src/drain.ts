import type { Server } from 'node:http';
import { seconds } from './clock.ts';
import type { RunningService } from './start-service.ts';

/** How long a balancer has to see that this process takes nothing more. */
const noticePeriod = seconds(3);
/** When requests that are still under way are cut off, counted from the signal. Ten seconds is what is promised. */
const lastResort = seconds(9);

/**
 * Ends a process without failing a request: readiness turns 503 and answers ask for the connection to be closed, while
 * requests are still taken; then no connection is accepted, what is under way is finished, and the store is closed last.
 * @param hasNotice false for a person at the keyboard, whom nobody balances to
 */
export async function drain(server: Server, service: RunningService, hasNotice: boolean): Promise<void> {
  const cutOff = setTimeout(() => server.closeAllConnections(), lastResort);
  service.services.readiness.isDraining = true;
  if (hasNotice) await new Promise((passed) => setTimeout(passed, noticePeriod));
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await closed;
  clearTimeout(cutOff);
  await service.close();
}
