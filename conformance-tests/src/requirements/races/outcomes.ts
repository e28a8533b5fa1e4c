import type { CheckContext } from '../../check.ts';
import { isObject, type JsonObject } from '../../contract/document.ts';
import { bodyJson, type Exchange, type WireRequest } from '../../wire/exchange.ts';

/** Those who were told that it worked. */
export const winnersOf = (answers: readonly Exchange[]): readonly Exchange[] =>
  answers.filter(({ answer }) => answer.status >= 200 && answer.status <= 299);

export const told = ({ answer }: Exchange): JsonObject => {
  const body = bodyJson(answer);
  return isObject(body) ? body : {};
};

const statusesOf = (answers: readonly Exchange[]): string => answers.map(({ answer }) => answer.status).join(', ');

/** Sends the requests at the same moment: exactly one of them works. */
export const oneWins = async (
  { together, expect }: Pick<CheckContext, 'together' | 'expect'>,
  requests: readonly WireRequest[],
): Promise<Exchange> => {
  const answers = await together(requests);
  const winners = winnersOf(answers);
  expect.that(winners.length === 1, `one success of ${requests.length}`, statusesOf(answers), winners[1] ?? answers[0]);
  return winners[0] as Exchange;
};

/** The same, in an order that the seed decides: who comes first matters to who wins. */
export const shuffled = <Item>({ random }: Pick<CheckContext, 'random'>, items: readonly Item[]): readonly Item[] =>
  items
    .map((item) => ({ item, place: random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ item }) => item);

export const times = <Result>(count: number, make: (index: number) => Result): readonly Result[] =>
  Array.from({ length: count }, (_, index) => make(index));
