import { EnvironmentError } from './outcome.ts';
import { type Exchange, header, type WireRequest } from './wire/exchange.ts';
import { NoAnswer, type Wire } from './wire/send.ts';

/** Nobody sits through more than this for one request. */
const longestWaitSeconds = 15;

export type Sleep = (milliseconds: number) => Promise<void>;

/** Silence of the target says nothing about a requirement. @throws {EnvironmentError} */
export const noAnswerIsEnvironment = async <Answer>(sending: Promise<Answer>): Promise<Answer> => {
  try {
    return await sending;
  } catch (error) {
    throw new EnvironmentError(error instanceof NoAnswer ? error.message : String(error), { cause: error });
  }
};

/**
 * Sends as a considerate caller does: a 429 is waited out as asked, twice, and is never a verdict about something else.
 * @throws {EnvironmentError} no answer at all, or the limit does not lift
 */
export const sendPolitely = async (wire: Wire, sleep: Sleep, request: WireRequest): Promise<Exchange> => {
  for (let waits = 0; ; waits += 1) {
    const exchange = await noAnswerIsEnvironment(wire.send(request));
    if (exchange.answer.status !== 429) return exchange;
    const seconds = Number(header(exchange.answer, 'retry-after') ?? Number.NaN);
    if (waits === 2 || !(seconds <= longestWaitSeconds)) {
      throw new EnvironmentError(`${request.method} ${request.path} is rate limited (Retry-After: ${seconds})`);
    }
    await sleep(Math.max(seconds, 0.1) * 1_000);
  }
};
