import { type Asked, type BrokenServer, bearerOf, headerOf, jsonOf, pathOf, type Told, withJson } from './lie.ts';

const keysPath = /^\/v1\/workspaces\/[^/]+\/keys$/;
const keyPath = /^\/v1\/workspaces\/[^/]+\/keys\/([^/]+)$/;
const isList = (asked: Asked, told: Told): boolean =>
  asked.method === 'GET' && keysPath.test(pathOf(asked)) && told.status === 200;
const isCreation = (asked: Asked, told: Told): boolean =>
  asked.method === 'POST' && keysPath.test(pathOf(asked)) && told.status === 201;
const dataOf = (body: { readonly data?: unknown }): { readonly [member: string]: unknown }[] =>
  Array.isArray(body.data) ? (body.data as { readonly [member: string]: unknown }[]) : [];

const emptyAnswer: Told = {
  status: 204,
  headers: [
    ['traceparent', `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`],
    ['cache-control', 'no-store'],
    ['x-content-type-options', 'nosniff'],
  ],
  body: '',
};

export const workspaceLies: readonly BrokenServer[] = [
  {
    name: 'shows-secrets-again',
    check: 'KEY-02/shown-once',
    lie: 'the list of keys shows their secrets',
    make: () => {
      const secrets = new Map<unknown, unknown>();
      return {
        tell: (told, asked) => {
          if (isCreation(asked, told)) secrets.set(jsonOf(told.body).id, jsonOf(told.body).secret);
          return isList(asked, told)
            ? withJson(told, (body) => ({
                ...body,
                data: dataOf(body).map((key) => ({ ...key, secret: secrets.get(key.id) })),
              }))
            : told;
        },
      };
    },
  },
  {
    name: 'lends-the-maker',
    check: 'KEY-03/stands-for-the-workspace',
    lie: 'a key acts as the person who made it',
    make: () => {
      const makers = new Map<string, unknown>();
      return {
        tell: (told, asked) => {
          if (isCreation(asked, told)) makers.set(String(jsonOf(told.body).secret), jsonOf(told.body).created_by);
          const maker = makers.get(bearerOf(asked));
          return pathOf(asked) === '/v1/me' && maker !== undefined
            ? withJson(told, (body) => ({ ...body, user: { id: maker } }))
            : told;
        },
      };
    },
  },
  {
    name: 'keeps-revoked-keys',
    check: 'KEY-09/revoked',
    lie: 'revoking a key is answered and not done',
    make: () => ({
      invent: (asked) => (asked.method === 'DELETE' && keyPath.test(pathOf(asked)) ? emptyAnswer : undefined),
    }),
  },
  {
    name: 'names-revoked-keys',
    check: 'KEY-10/alike',
    lie: 'a refusal tells that the key was once good',
    make: () => {
      const issued = new Set<string>();
      return {
        tell: (told, asked) => {
          if (isCreation(asked, told)) issued.add(String(jsonOf(told.body).secret));
          return told.status === 401 && issued.has(bearerOf(asked))
            ? withJson(told, (body) => ({ ...body, detail: 'The key was revoked.' }))
            : told;
        },
      };
    },
  },
  {
    name: 'allows-every-action',
    check: 'KEY-12/decision',
    lie: 'a verification allows what no grant covers',
    make: () => ({
      tell: (told, asked) =>
        pathOf(asked) === '/v1/verify' && jsonOf(told.body).outcome === 'denied'
          ? withJson(told, (body) => ({ ...body, outcome: 'allowed', decision: { code: 'allowed', layer: 'token' } }))
          : told,
    }),
  },
  {
    name: 'forbids-foreign-workspaces',
    check: 'ISO-01/reads',
    lie: 'a foreign workspace is 403, one that never was is 404',
    make: () => {
      const known = new Set<string>();
      return {
        tell: (told, asked) => {
          const { id, slug } = jsonOf(told.body);
          if (asked.method === 'POST' && pathOf(asked) === '/v1/workspaces' && told.status === 201)
            known.add(String(id)).add(String(slug));
          const isForeign = told.status === 404 && known.has(pathOf(asked).split('/')[3] ?? '');
          return isForeign
            ? { ...withJson(told, (body) => ({ ...body, status: 403, code: 'insufficient_permissions' })), status: 403 }
            : told;
        },
      };
    },
  },
  {
    name: 'lists-foreign-keys',
    check: 'ISO-04/keys-and-events',
    lie: 'the list of keys holds those of other workspaces',
    make: () => {
      const keys: unknown[] = [];
      return {
        tell: (told, asked) => {
          if (isCreation(asked, told)) {
            const { secret: _, ...key } = jsonOf(told.body);
            keys.push(key);
          }
          return isList(asked, told) ? withJson(told, (body) => ({ ...body, data: keys.slice(-100) })) : told;
        },
      };
    },
  },
  {
    name: 'forgives-cursors',
    check: 'ISO-06/cursors',
    lie: 'a cursor from elsewhere starts the list from the beginning',
    make: () => {
      const issued = new Map<string, string>();
      return {
        ask: (asked) => {
          const cursor = new URLSearchParams(asked.path.split('?')[1]).get('cursor');
          return cursor !== null && issued.get(cursor) !== pathOf(asked)
            ? { ...asked, path: `${pathOf(asked)}?limit=1` }
            : asked;
        },
        tell: (told, asked) => {
          const { next_cursor: cursor } = jsonOf(told.body);
          if (typeof cursor === 'string') issued.set(cursor, pathOf(asked));
          return told;
        },
      };
    },
  },
  {
    name: 'shares-idempotency-keys',
    check: 'ISO-15/idempotency-keys',
    lie: 'an idempotency key replays the answer to whoever sends it',
    make: () => {
      const kept = new Map<string, Told>();
      return {
        invent: (asked) => kept.get(headerOf(asked, 'idempotency-key') ?? ''),
        tell: (told, asked) => {
          const key = headerOf(asked, 'idempotency-key');
          if (key !== undefined && told.status === 201) kept.set(key, told);
          return told;
        },
      };
    },
  },
];
