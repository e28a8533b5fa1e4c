import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { operationTable } from '../../src/generated/operations.gen.ts';
import type { OperationId } from '../../src/operation/operation.ts';
import { type CollectionName, collections } from '../../src/storage/collections.ts';
import { bodyExamplesOf, bodyMembersOf, queryParametersOf } from '../support/described-requests.ts';
import { prepareRequests } from '../support/prepared-requests.ts';
import { type Asked, type Problem, requestOf } from '../support/test-client.ts';
import { dumpOf, onEachServer } from '../support/test-server.ts';

/** What a query of MongoDB would read as an operator, and everything else that is no text. */
const noTexts = [
  { $gt: '' },
  { $ne: null },
  { $regex: '.*' },
  { $where: '1' },
  { $in: ['a'] },
  {},
  [],
  [''],
  null,
  true,
  0,
] as const;

/** Members for which null is a documented value: there is none. */
const clearable = /\/(?:description|expires_at|workspace|owner_id|status|(?:actor|target)\/(?:id|name))$/;

/** Requests that ignore what they do not know: AuthZEN 1.0 §6, RFC 6749 §3.2. */
const isForgiving = (id: OperationId): boolean =>
  operationTable[id].path.startsWith('/access/') || operationTable[id].takes === 'form';

/** How many offending members a refusal names. */
const mostReported = 50;

interface Place {
  readonly pointer: string;
  readonly value: unknown;
  readonly put: (value: unknown) => unknown;
}

/** Every place in a body that holds what `wanted` asks for. */
function placesIn(body: unknown, wanted: (value: unknown) => boolean, pointer = ''): Place[] {
  const own: Place[] = wanted(body) ? [{ pointer, value: body, put: (value) => value }] : [];
  if (typeof body !== 'object' || body === null) return own;
  const inside = Object.entries(body).flatMap(([name, member]) =>
    placesIn(member, wanted, `${pointer}/${name}`).map((place) => ({
      ...place,
      put: (value: unknown) =>
        Array.isArray(body) ? body.with(Number(name), place.put(value)) : { ...body, [name]: place.put(value) },
    })),
  );
  return [...own, ...inside];
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The prepared body of an operation and those that the contract shows. */
const bodiesOf = (id: OperationId, { body }: Asked): unknown[] =>
  operationTable[id].takes === 'json' ? [body, ...bodyExamplesOf(id)] : [];

onEachServer(
  'on every operation',
  (at) => {
    /** None of them is ever carried out here, so that they stay good. */
    let prepared: ReadonlyMap<OperationId, Asked>;
    before(async () => {
      prepared = await prepareRequests(at.server);
    });

    /** Asks each operation what must be refused by the contract, in all these ways, and sees that nothing was written. */
    async function refuseEach(variantsOf: (id: OperationId, asked: Asked) => readonly Asked[]): Promise<number> {
      let count = 0;
      const before = await dumpOf(at.server);
      for (const [id, asked] of prepared) {
        const variants = variantsOf(id, asked);
        for (const variant of variants) {
          const { status, text } = await at.server.ask(id, variant);
          const about = `${id} ${JSON.stringify(variant)} → ${status} ${text.slice(0, 300)}`;
          // An attribute may be any JSON, and satisfies nothing; one bad question of a batch does not spoil the others.
          if (id.startsWith('evaluate') && status === 200) assert.doesNotMatch(text, /"decision":true/, about);
          else assert.equal(status, 400, about);
          count += 1;
        }
      }
      assert.ok((await dumpOf(at.server)) === before, 'something was written');
      return count;
    }

    it('anything but a text where a text stands is refused, wherever it stands, and nothing is written', async () => {
      const count = await refuseEach((id, asked) =>
        bodiesOf(id, asked).flatMap((body) =>
          placesIn(body, isText).flatMap(({ pointer, put }) =>
            noTexts
              .filter((value) => value !== null || !clearable.test(pointer))
              .map((value) => ({ ...asked, body: put(value) })),
          ),
        ),
      );
      assert.ok(count > 2_000);
    });

    it('a form or an address that spells an operator is refused, for every parameter of every operation', async () => {
      await refuseEach((id, asked) => {
        const { form, query = {} } = asked;
        const ofQuery = queryParametersOf(id).flatMap((name) => {
          const { [name]: _left, ...others } = query;
          return ['[$ne]', '[$gt]', '[]', '.$ne', '[0]'].map((operator) => ({
            ...asked,
            query: { ...others, [`${name}${operator}`]: 'x' },
          }));
        });
        const ofForm = Object.keys(form ?? {}).flatMap((name) => {
          const { [name]: _left, ...others } = form ?? {};
          return ['[$ne]', '[$gt]', '[]'].map((operator) => ({
            ...asked,
            form: { ...others, [`${name}${operator}`]: 'x' },
          }));
        });
        return [...ofQuery, ...ofForm];
      });
    });

    it('a parameter of the address that is given twice is refused, not chosen from', async () => {
      const { server } = at;
      for (const [id, { query, ...asked }] of prepared) {
        const sent = requestOf(id, asked);
        for (const name of queryParametersOf(id)) {
          const value = String(query?.[name] ?? 1);
          const { status } = await server.send({ ...sent, path: `${sent.path}?${name}=${value}&${name}=${value}` });
          assert.equal(status, 400, `${id} ${name}`);
        }
      }
    });

    it('a member or parameter that the contract does not list is refused, in every object of the body too', async () => {
      const count = await refuseEach((id, asked) => [
        { ...asked, query: { ...asked.query, unlisted: 'x' } },
        ...(isForgiving(id)
          ? []
          : bodiesOf(id, asked)
              .flatMap((body) => placesIn(body, isObject))
              .map(({ value, put }) => ({
                ...asked,
                body: put({ ...(value as object), unlisted: 'x' }),
              }))),
      ]);
      assert.ok(count > 150);
    });

    it('a member of what is stored cannot be written by naming it, whatever its value', async () => {
      const { server } = at;
      const stored = await storedMembers();
      assert.ok(stored.length > 60);
      const before = await dumpOf(server);
      for (const [id, asked] of prepared) {
        const { body } = asked;
        if (isForgiving(id) || operationTable[id].takes === 'nothing' || !isObject(body)) continue;
        const names = stored.filter((name) => !bodyMembersOf(id).has(name));
        for (const value of [null, 0, '', false, { $gt: '' }]) {
          for (let start = 0; start < names.length; start += mostReported) {
            const added = names.slice(start, start + mostReported);
            const { status, text } = await server.ask(id, {
              ...asked,
              body: { ...body, ...Object.fromEntries(added.map((name) => [name, value])) },
            });
            assert.equal(status, 400, id);
            const refused = (JSON.parse(text) as Problem).errors?.map(({ pointer }) => pointer);
            assert.deepEqual(refused?.sort(), added.map((name) => `/${name}`).sort(), `${id} ${JSON.stringify(value)}`);
          }
        }
      }
      assert.ok((await dumpOf(server)) === before, 'something was written');
    });

    it('every other media type is refused before anything is read, and none at all is too', async () => {
      for (const [id, asked] of prepared) {
        const { takes } = operationTable[id];
        if (takes === 'nothing') continue;
        const sent = requestOf(id, asked);
        const wrong = [
          'text/plain',
          'multipart/form-data; boundary=x',
          'application/xml',
          'application/json; charset=utf-16',
          takes === 'json' ? 'application/x-www-form-urlencoded' : 'application/json',
        ];
        for (const type of wrong) {
          const { status } = await at.server.send({ ...sent, headers: { ...sent.headers, 'Content-Type': type } });
          assert.equal(status, 415, `${id} ${type}`);
        }
        const { 'Content-Type': _none, ...untyped } = sent.headers ?? {};
        assert.equal((await at.server.send({ ...sent, headers: untyped })).status, 415, id);
      }
    });

    /** The names of the members of every document at rest. */
    async function storedMembers(): Promise<string[]> {
      const names = Object.keys(collections) as CollectionName[];
      const found = await Promise.all(names.map((name) => at.server.store.find(name, {})));
      return [...new Set(found.flat().flatMap((document) => Object.keys(document)))].sort();
    }
  },
  { environment: { REQUESTS_PER_MINUTE: '1000000' } },
);
