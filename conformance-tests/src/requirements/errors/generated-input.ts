import type { Check, CheckContext } from '../../check.ts';
import type { Control } from '../../expect.ts';
import { type Exchange, withBody } from '../../wire/exchange.ts';

const hostile: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  ' ',
  [],
  {},
  [[[[[]]]]],
  { $gt: '' },
  { $ne: null },
  { $where: '1' },
  '__proto__',
  "'; --",
  '../../etc/passwd',
  '\r\nX-Injected: 1',
  '%00',
  '\u202e',
  'x'.repeat(5_000),
  { constructor: { prototype: {} } },
  2 ** 53,
];

const pick = <T>(items: readonly T[], random: () => number): T => items[Math.floor(random() * items.length)] as T;

/** The body with one member replaced, removed or added. */
const spoil = (body: { readonly [name: string]: unknown }, random: () => number): unknown => {
  const members = Object.keys(body);
  const choice = random();
  const member = pick([...members, '__proto__', '$set', 'a.b'], random);
  if (choice < 0.1) return pick(hostile, random);
  if (choice < 0.25) return Object.fromEntries(Object.entries(body).filter(([name]) => name !== member));
  return { ...body, [member]: pick(hostile, random) };
};

const spoiledQueries = [
  'limit=-1',
  'limit=1e3',
  'cursor=%00',
  'cursor=AAAA',
  'limit=1&limit=2',
  '%',
  'limit[$gt]=1',
  `cursor=${'a'.repeat(2_000)}`,
];

const neverServerError = ({ expect }: CheckContext, exchange: Exchange): void => {
  expect.that(exchange.answer.status < 500, 'no server error for any input', String(exchange.answer.status), exchange);
};

export const generatedInput: readonly Check[] = [
  {
    id: 'ERR-12/bodies',
    title: 'no generated body is answered with a server error',
    run: async (context) => {
      const { call, given, provision, random, send } = context;
      const owner = await provision.owner();
      const service = { bearer: (await provision.serviceKey()).secret };
      const { granted, resource } = await provision.vocabulary();
      const controls: Control[] = [
        await given.succeeds(call('createWorkspace', { as: owner.session, body: { name: provision.uniqueName() } })),
        await given.succeeds(
          call('verifyCredential', {
            as: service,
            body: { credential: owner.sessionToken, action: granted, resource, attributes: { status: 'draft' } },
          }),
        ),
      ];
      for (const { request } of controls) {
        const body = JSON.parse(String(request.body)) as { readonly [name: string]: unknown };
        for (let count = 0; count < 30; count += 1) {
          neverServerError(context, await send(withBody(request, JSON.stringify(spoil(body, random)) ?? '')));
        }
      }
    },
  },
  {
    id: 'ERR-12/queries',
    title: 'no generated query is answered with a server error',
    run: async (context) => {
      const { call, given, provision, send } = context;
      const owner = await provision.owner();
      const control = await given.succeeds(call('listWorkspaces', { as: owner.session }));
      for (const query of spoiledQueries) {
        neverServerError(context, await send({ ...control.request, path: `${control.request.path}?${query}` }));
      }
    },
  },
];
