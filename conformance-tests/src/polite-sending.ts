import { EnvironmentError } from './outcome.ts';
import { type Exchange, header, type WireRequest } from './wire/exchange.ts';
import { NoAnswer, type Wire } from './wire/send.ts';

/** A whole window of a request quota, and a moment: nobody sits through more than this for one request. */
const longestWaitSeconds = 65;

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
    const seconds = secondsToWait(exchange);
    if (waits === 2 || !(seconds <= longestWaitSeconds)) throw isLimited(request, seconds);
    await sleep(Math.max(seconds, 0.1) * 1_000);
  }
};

const isLimited = ({ method, path }: WireRequest, seconds: number): EnvironmentError =>
  new EnvironmentError(
    `${method} ${path} is rate limited (Retry-After: ${seconds}): a run takes higher limits than a person does`,
  );

/**
 * Sends all at the same moment. Where a limit let none of them through, nothing has happened: it is waited out, and all are
 * sent again. Where some came through, a 429 is an answer like any other. @throws {EnvironmentError}
 */
export const sendTogetherPolitely = async (
  wire: Wire,
  sleep: Sleep,
  requests: readonly WireRequest[],
  onOpen?: () => void,
): Promise<readonly Exchange[]> => {
  for (let waits = 0; ; waits += 1) {
    const exchanges = await noAnswerIsEnvironment(wire.sendTogether(requests, onOpen));
    const [first] = exchanges;
    if (first === undefined || exchanges.some(({ answer }) => answer.status !== 429)) return exchanges;
    const seconds = Math.max(...exchanges.map(secondsToWait));
    if (waits === 2 || !(seconds <= longestWaitSeconds)) throw isLimited(first.request, seconds);
    await sleep(Math.max(seconds, 0.1) * 1_000);
  }
};

const secondsToWait = ({ answer }: Exchange): number => Number(header(answer, 'retry-after') ?? Number.NaN);
