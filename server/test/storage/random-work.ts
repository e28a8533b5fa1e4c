import fc from 'fast-check';
import type { Change, Document, EventDocument, Filter, Find, Update } from '../../src/storage/port.ts';

/** One step of a random run. */
export type Step =
  | { readonly kind: 'find'; readonly collection: Collection; readonly filter: Filter; readonly options: Find }
  | { readonly kind: 'count'; readonly collection: Collection; readonly filter: Filter; readonly max: number }
  | { readonly kind: 'commit'; readonly event: number; readonly changes: readonly Change[] };

/** One with indexes on `user_id` and `created_at`, and one without any. */
export const usedCollections = ['sessions', 'users'] as const;
export type Collection = (typeof usedCollections)[number];

/** Few ids, so that steps meet. */
export const usedIds = ['a', 'b', 'c', 'd'] as const;

const collection = fc.constantFrom(...usedCollections);
const id = fc.constantFrom(...usedIds);
const number = fc.constantFrom(-1, 0, 1, 2, 0.5, 1_700_000_000_000);
const text = fc.constantFrom('', 'a', 'b', 'B', 'é', '𝄞', '1');
const scalar = fc.oneof(number, text, fc.boolean(), fc.constant(null));
const list = fc.uniqueArray(scalar, { maxLength: 3 });

/** What an indexed path may hold. */
const key = fc.oneof(number, text, fc.constant(null));
const indexedPath = fc.constantFrom('user_id', 'created_at');
const freePath = fc.constantFrom('state', 'tags', 'profile.name', 'profile.deep.n');
const path = fc.oneof(indexedPath, freePath, fc.constantFrom('_id', 'missing', 'profile.none'));

const document: fc.Arbitrary<Document> = fc.record(
  {
    _id: id,
    user_id: key,
    created_at: key,
    state: scalar,
    tags: fc.oneof(list, scalar),
    profile: fc.oneof(
      scalar,
      fc.record(
        { name: scalar, deep: fc.record({ n: number }, { noNullPrototype: true }) },
        { requiredKeys: [], noNullPrototype: true },
      ),
    ),
  },
  { requiredKeys: ['_id'], noNullPrototype: true },
);

const range = fc.oneof(number, text);
const condition = fc.oneof(
  scalar,
  fc.oneof(
    fc.record({ $eq: scalar }),
    fc.record({ $ne: scalar }),
    fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
    fc.record({ $exists: fc.boolean() }),
    fc
      .record({ $gt: range, $gte: range, $lt: range, $lte: range }, { requiredKeys: [], noNullPrototype: true })
      .filter(hasMembers),
  ),
);
const flatFilter = fc.dictionary(path, condition, { maxKeys: 2, noNullPrototype: true }) as fc.Arbitrary<Filter>;
const filter: fc.Arbitrary<Filter> = fc.oneof(
  flatFilter,
  fc.record({ $or: fc.array(flatFilter, { minLength: 1, maxLength: 3 }) }),
  fc.tuple(flatFilter, flatFilter, flatFilter).map(([first, second, third]) => ({
    ...first,
    $and: [second, { $or: [third, first] }],
  })),
);

const update: fc.Arbitrary<Update> = fc
  .record(
    {
      $set: fc.oneof(
        fc.dictionary(indexedPath, key, { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
        fc.record({ profile: fc.oneof(scalar, fc.record({ name: scalar }, { noNullPrototype: true })) }),
        fc.dictionary(fc.constantFrom('state', 'profile.name'), fc.oneof(scalar, list), {
          minKeys: 1,
          noNullPrototype: true,
        }),
      ),
      $unset: fc.dictionary(path, fc.constant(true as const), { minKeys: 1, maxKeys: 2, noNullPrototype: true }),
      $inc: fc.dictionary(fc.oneof(indexedPath, freePath), number, { minKeys: 1, maxKeys: 1, noNullPrototype: true }),
      $max: fc.dictionary(fc.oneof(indexedPath, freePath), number, { minKeys: 1, maxKeys: 1, noNullPrototype: true }),
      $addToSet: fc.dictionary(freePath, scalar, { minKeys: 1, maxKeys: 1, noNullPrototype: true }),
      $pull: fc.dictionary(freePath, scalar, { minKeys: 1, maxKeys: 1, noNullPrototype: true }),
    },
    { requiredKeys: [], noNullPrototype: true },
  )
  .filter((candidate) => hasMembers(candidate) && hasDistinctPaths(candidate)) as fc.Arbitrary<Update>;

const guard = fc.oneof(fc.constant({}), fc.constant({}), flatFilter);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ insert: collection, document }),
  fc.record({ insert: collection, document }),
  fc.record({
    update: collection,
    where: fc.tuple(guard, id).map(([rest, _id]) => ({ ...rest, _id })),
    set: update,
  }),
  fc.record({ delete: collection, where: fc.tuple(guard, id).map(([rest, _id]) => ({ ...rest, _id })) }),
);

const sort = fc.constantFrom<NonNullable<Find['sort']>>(
  { _id: 1 },
  { _id: -1 },
  { created_at: -1, _id: -1 },
  { user_id: 1, created_at: -1, _id: -1 },
);

export const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('find' as const),
        collection,
        filter,
        options: fc.record({ sort, limit: fc.integer({ min: 1, max: 5 }) }),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('count' as const),
        collection,
        filter,
        max: fc.integer({ min: 1, max: 5 }),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('commit' as const),
        event: fc.nat({ max: 30 }),
        changes: fc.array(change, { minLength: 1, maxLength: 4 }),
      }),
    },
  ),
  { minLength: 8, maxLength: 25 },
);

/** The event of a step. Numbers repeat now and then: a repeated event is a repeated commit. */
export const eventOf = (run: string, number: number): EventDocument => ({
  _id: `${run}-${number}`,
  stream: 'wsp_1',
  occurred_at: number,
  action: 'test.happened',
});

function hasMembers(value: object): boolean {
  return Object.keys(value).length > 0;
}

/** Two operators on one path, or on a path and what is inside it, contradict each other. */
function hasDistinctPaths(update: object): boolean {
  const tops = Object.values(update).flatMap((paths: object) => Object.keys(paths).map((one) => one.split('.')[0]));
  return new Set(tops).size === tops.length && !tops.includes('_id');
}
