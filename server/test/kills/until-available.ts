import { setTimeout as delay } from 'node:timers/promises';
import { createTestClient, type TestClient } from '../support/test-client.ts';

const longestAbsenceMilliseconds = 60_000;

/**
 * The same server, asked again while it answers 503: what an accident left behind is looked at once the store is there again,
 * and a transaction without an owner has been ended.
 */
export function untilAvailable({ send }: TestClient): TestClient {
  return createTestClient(async (sent) => {
    const deadline = performance.now() + longestAbsenceMilliseconds;
    let answer = await send(sent);
    while (answer.status === 503 && performance.now() < deadline) {
      await delay(100);
      answer = await send(sent);
    }
    return answer;
  });
}
