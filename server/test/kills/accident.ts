import { setTimeout as delay } from 'node:timers/promises';
import type { Dice } from '../authorization/random-world.ts';
import type { Member } from '../support/deployment.ts';
import { verifyTrail } from '../support/read-trail.ts';
import type { TestClient } from '../support/test-client.ts';
import { type Step, takeIn } from './book.ts';
import { ask, type Client, newClient, requireSuccess } from './client.ts';
import { type Inspector, inspect, requireWhole } from './inspect.ts';
import { untilAvailable } from './until-available.ts';

/** What goes wrong while clients write, and what they are to ask afterwards. */
export interface Accident {
  /** @returns the process that serves from now on */
  happen(): Promise<Member>;
  /** Whether clients go on through it: the process is still there, and answers 503 while it cannot know. */
  readonly isSurvived: boolean;
}

export interface AccidentReport {
  readonly acknowledged: number;
  readonly inDoubt: number;
  /** From the accident to a process that serves again. */
  readonly recoveryMilliseconds: number;
}

const clientsAtOnce = 4;
const mostAcknowledged = 60;
/** How far into a commit the accident comes. */
const longestDelayMilliseconds = 15;
/** How much is written after an accident that is survived. */
const writtenAfterwards = 20;

/**
 * Some clients write, each with a workspace of its own and one request at a time; after a random number of acknowledgements the
 * accident happens; then everything is inspected.
 */
export async function writeThroughAccident(
  server: Member,
  accident: Accident,
  inspector: Inspector,
  dice: Dice,
): Promise<AccidentReport & { readonly clients: readonly Client[] }> {
  const clients = await Promise.all(Array.from({ length: clientsAtOnce }, () => newClient(server)));
  const accidentAfter = 1 + dice.below(mostAcknowledged);
  const happened = Promise.withResolvers<void>();
  let acknowledged = 0;
  let inDoubt = 0;
  let isOver = false;
  /** Something is wrong: nobody goes on. */
  let hasFailed = false;

  const write = async (client: Client): Promise<Step | undefined> => {
    while (!isOver) {
      const step = client.next(dice);
      while (!hasFailed) {
        const answer = await ask(server, step);
        if (answer !== undefined) {
          requireSuccess(step, answer);
          takeIn(client.book, step, answer);
          acknowledged += 1;
          if (acknowledged === accidentAfter) happened.resolve();
          break;
        }
        client.book.doubts.push(step);
        inDoubt += 1;
        if (!accident.isSurvived) return step;
      }
    }
    return undefined;
  };

  const written = Promise.all(clients.map(write)).catch((error) => {
    isOver = hasFailed = true;
    throw error;
  });
  // What a client finds wrong counts at once, also while the accident is awaited.
  await Promise.race([happened.promise, written]);
  await delay(dice.roll() * longestDelayMilliseconds);
  const startedAt = performance.now();
  const next = await accident.happen();
  const recoveryMilliseconds = performance.now() - startedAt;
  const enough = acknowledged + writtenAfterwards;
  while (accident.isSurvived && acknowledged < enough) await Promise.race([delay(20), written]);
  isOver = true;
  const unsettled = await written;
  const patient = untilAvailable(next);
  for (const [index, client] of clients.entries()) await inspect(patient, client, inspector, unsettled[index]);
  return { acknowledged, inDoubt, recoveryMilliseconds, clients };
}

/** Once more, after other accidents: what was acknowledged is still there, and its trail holds. */
export async function inspectAgain(
  server: TestClient,
  clients: readonly Client[],
  inspector: Inspector,
): Promise<void> {
  const patient = untilAvailable(server);
  for (const client of clients) {
    await requireWhole(patient, client, inspector);
    await verifyTrail(patient, { as: client.person.session, workspace: client.workspace.id });
  }
}
