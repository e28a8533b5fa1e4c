import type { CheckContext } from '../check.ts';
import { arrayOf, type JsonObject, objectOf } from '../contract/document.ts';
import type { Control } from '../expect.ts';
import { Violation } from '../outcome.ts';
import { bodyOf } from '../provision.ts';
import type { WireRequest } from '../wire/exchange.ts';

const pauseMilliseconds = 200;

export const eventsIn = (list: Control): readonly JsonObject[] => arrayOf(bodyOf(list).data).map(objectOf);

/** The list of events once a certain one is in it, which may take as long as the target has declared. */
export const eventsWith = async (
  { given, wait, times }: Pick<CheckContext, 'given' | 'wait' | 'times'>,
  list: WireRequest,
  what: string,
  isIt: (event: JsonObject) => boolean,
): Promise<Control> => {
  const tries = 1 + Math.ceil((times.auditDelaySeconds * 1_000) / pauseMilliseconds);
  for (let left = tries; ; left -= 1) {
    const listed = await given.succeeds(list);
    if (eventsIn(listed).some(isIt)) return listed;
    if (left <= 1) throw new Violation(`${what} within ${times.auditDelaySeconds} s`, 'none', listed.exchange);
    await wait(pauseMilliseconds);
  }
};

/** Whether an event is about this. */
export const isAbout =
  (targetId: string) =>
  ({ target }: JsonObject): boolean =>
    objectOf(target).id === targetId;
