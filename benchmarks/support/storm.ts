import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { MeasuredProcess } from './measured-process.ts';
import type { SignIns } from './sign-ins.ts';

export interface Storm {
  /** So many people sign in over and over, for so many seconds. */
  rage(seconds: number): Promise<SignIns>;
  stop(): Promise<void>;
}

/** Storms come from a process of their own, so that what they cost their senders slows nobody who measures meanwhile. */
export async function prepareStorm({ address }: MeasuredProcess, people: number): Promise<Storm> {
  const senders = fork(new URL('./storm-senders.ts', import.meta.url), [address, String(people)]);
  const ended = once(senders, 'exit');
  const answer = async () => {
    const [told] = await Promise.race([
      once(senders, 'message'),
      ended.then(([code]) => Promise.reject(new Error(`the senders of the storm ended with ${code}`))),
    ]);
    return told;
  };
  await answer();
  return {
    rage(seconds) {
      senders.send(seconds);
      return answer() as Promise<SignIns>;
    },
    async stop() {
      senders.disconnect();
      await ended;
    },
  };
}
