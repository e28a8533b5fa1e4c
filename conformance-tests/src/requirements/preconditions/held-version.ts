import type { CheckContext } from '../../check.ts';
import { type Exchange, type WireRequest, withHeader } from '../../wire/exchange.ts';
import { tagOf } from './versioned.ts';

/**
 * What is answered to whoever holds the version that was just read. Other checks publish and retire keys meanwhile: where the
 * document has moved on in between, it is read once more.
 */
export const answerToHolder = async (
  { given, send }: Pick<CheckContext, 'given' | 'send'>,
  read: WireRequest,
  ifNoneMatch: (tag: string) => string = (tag) => tag,
): Promise<Exchange> => {
  const ask = async (): Promise<{ readonly held: string; readonly answered: Exchange }> => {
    const held = tagOf((await given.succeeds(read)).exchange);
    return { held, answered: await send(withHeader(read, 'If-None-Match', ifNoneMatch(held))) };
  };
  const { held, answered } = await ask();
  const hasMoved = answered.answer.status === 200 && tagOf(answered) !== held;
  return hasMoved ? (await ask()).answered : answered;
};
