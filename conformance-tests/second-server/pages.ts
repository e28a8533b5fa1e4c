import { createHmac, randomBytes } from 'node:crypto';
import type { Call } from './call.ts';
import type { JsonObject } from './json.ts';
import { type Answer, ok, Refusal } from './refusal.ts';

const secret = randomBytes(32);
const usualSize = 50;

const seal = (place: string, list: string): string =>
  createHmac('sha256', secret).update(`${list}\n${place}`).digest('base64url');

/** A page of what there is, newest first. A cursor is bound to its list and filters, so that it opens no other. */
export const page = <Item extends { readonly id: string }>(
  call: Call,
  items: readonly Item[],
  show: (item: Item) => JsonObject,
  name: string,
): Answer => {
  const { limit = usualSize, cursor, ...filters } = call.query;
  const list = JSON.stringify([name, filters]);
  const newestFirst = items.toReversed();
  const from = cursor === undefined ? 0 : 1 + placeOf(newestFirst, placeIn(String(cursor), list));
  const shown = newestFirst.slice(from, from + Number(limit));
  const last = shown.at(-1)?.id;
  const isLast = from + Number(limit) >= newestFirst.length || last === undefined;
  const next = isLast ? null : `${last}.${seal(last, list)}`;
  const here = new URLSearchParams(Object.entries({ ...filters, limit }).map(([key, value]) => [key, String(value)]));
  const link = next === null ? {} : { Link: `<?${here}&cursor=${next}>; rel="next"` };
  return ok({ data: shown.map(show), next_cursor: next }, link);
};

const placeOf = (items: readonly { readonly id: string }[], wanted: string): number => {
  const place = items.findIndex(({ id }) => id === wanted);
  if (place === -1) throw new Refusal('invalid_cursor');
  return place;
};

const placeIn = (cursor: string, list: string): string => {
  const [place = '', sealed] = cursor.split('.');
  if (sealed !== seal(place, list)) throw new Refusal('invalid_cursor');
  return place;
};
