import { setTimeout as delay } from 'node:timers/promises';
import type { OperationId } from '../../src/operation/operation.ts';
import type { Member } from '../support/deployment.ts';
import type { Answer } from '../support/http-client.ts';
import type { Asked } from '../support/test-client.ts';

/** What stands before the processes of a deployment: it asks each for its readiness, and sends requests to those that are ready. */
export interface Balancer {
  ask(id: OperationId, asked: Asked): Promise<Answer>;
  add(member: Member): void;
  /** Waits until a process that said it is no longer ready gets nothing more. */
  untilWithdrawn(member: Member): Promise<void>;
  stop(): Promise<void>;
}

/** Less than the time for which a process that is to end still takes requests. */
const probeEveryMilliseconds = 250;

export function startBalancer(first: readonly Member[]): Balancer {
  const members = new Set(first);
  let ready: Member[] = [...first];
  let turn = 0;
  let isStopped = false;

  const isReady = async (member: Member): Promise<boolean> => {
    const answer = await member.ask('getReadiness').catch(() => undefined);
    return answer?.status === 200;
  };
  const probe = async (): Promise<void> => {
    while (!isStopped) {
      const known = [...members];
      const answers = await Promise.all(known.map(isReady));
      ready = known.filter((_, index) => answers[index]);
      await delay(probeEveryMilliseconds);
    }
  };
  const probing = probe();
  return {
    ask: (id, asked) => {
      turn += 1;
      const member = ready[turn % ready.length];
      if (member === undefined) throw new Error('no process is ready');
      return member.ask(id, asked);
    },
    add: (member) => members.add(member),
    untilWithdrawn: async (member) => {
      while (ready.includes(member)) await delay(probeEveryMilliseconds);
      members.delete(member);
    },
    stop: async () => {
      isStopped = true;
      await probing;
    },
  };
}
