import { type BrokenServer, headerOf, jsonOf, pathOf, problem, setHeader, type Told, withJson } from './lie.ts';

const isOk = ({ status }: Told): boolean => status >= 200 && status < 300;
const isProblem = ({ status }: Told): boolean => status >= 400;

export const httpLies: readonly BrokenServer[] = [
  {
    name: 'adds-a-member',
    check: 'HTTP-02/observed',
    lie: 'a workspace has a member that the contract does not declare',
    make: () => ({
      tell: (told, asked) =>
        /^\/v1\/workspaces\/[^/]+$/.test(pathOf(asked)) && isOk(told)
          ? withJson(told, (body) => ({ ...body, internal_shard: 3 }))
          : told,
    }),
  },
  {
    name: 'points-nowhere',
    check: 'HTTP-05/location',
    lie: 'the Location of what was created leads nowhere',
    make: () => ({
      tell: (told) =>
        headerOf(told, 'location') === undefined ? told : setHeader(told, 'location', '/v1/workspaces/nowhere-at-all'),
    }),
  },
  {
    name: 'fills-empty-answers',
    check: 'HTTP-06/observed',
    lie: 'a 204 announces a body',
    make: () => ({
      tell: (told) => (told.status === 204 ? setHeader(told, 'content-type', 'application/json') : told),
    }),
  },
  {
    name: 'answers-every-path',
    check: 'HTTP-07/unknown-path',
    lie: 'every unknown path is fine',
    make: () => ({
      tell: (told, asked) =>
        told.status === 404 && !/^\/v1\/(?:workspaces|sessions|operator)\//.test(pathOf(asked))
          ? { ...setHeader(told, 'content-type', 'application/json'), status: 200, body: '{}' }
          : told,
    }),
  },
  {
    name: 'allows-everything',
    check: 'HTTP-08/undeclared-method',
    lie: 'every 405 claims that every method is allowed',
    make: () => ({
      tell: (told) =>
        told.status === 405 ? setHeader(told, 'allow', 'GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS') : told,
    }),
  },
  {
    name: 'reads-forms',
    check: 'HTTP-10/foreign-media-types',
    lie: 'a form is read as if it were JSON',
    make: () => ({
      ask: (asked) =>
        headerOf(asked, 'content-type') === 'application/x-www-form-urlencoded'
          ? setHeader(
              { ...asked, body: JSON.stringify(Object.fromEntries(new URLSearchParams(asked.body))) },
              'content-type',
              'application/json',
            )
          : asked,
    }),
  },
  {
    name: 'drops-unknown-members',
    check: 'HTTP-19/unknown-member',
    lie: 'members that nobody knows are dropped in silence',
    make: () => ({
      ask: (asked) => {
        const { name, slug } = jsonOf(asked.body);
        return asked.method === 'POST' && pathOf(asked) === '/v1/workspaces'
          ? { ...asked, body: JSON.stringify({ name, slug }) }
          : asked;
      },
    }),
  },
  {
    name: 'ignores-queries',
    check: 'HTTP-21/unknown-query-parameter',
    lie: 'query parameters that nobody knows are ignored',
    make: () => ({ ask: (asked) => ({ ...asked, path: asked.path.replace(/\?surprise=1$/, '') }) }),
  },
  {
    name: 'normalises-paths',
    check: 'HTTP-24/encoded-paths',
    lie: 'paths are decoded and folded before they are looked up',
    make: () => ({
      ask: (asked) => ({
        ...asked,
        path:
          new URL(asked.path.replaceAll(/%2f/gi, '/').replaceAll(/\/{2,}/g, '/'), 'http://proxy').pathname +
          (asked.path.includes('?') ? `?${asked.path.split('?')[1]}` : ''),
      }),
    }),
  },
  {
    name: 'repeats-trace-ids',
    check: 'HTTP-26/trace-id-unique',
    lie: 'all requests have one trace id',
    make: () => ({
      tell: (told) =>
        isOk(told) ? setHeader(told, 'traceparent', `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`) : told,
    }),
  },
  {
    name: 'invites-every-origin',
    check: 'HTTP-29/cross-origin',
    lie: 'every origin is invited, with credentials',
    make: () => ({
      tell: (told, asked) => {
        const origin = headerOf(asked, 'origin');
        return origin === undefined
          ? told
          : setHeader(
              setHeader(told, 'access-control-allow-origin', origin),
              'access-control-allow-credentials',
              'true',
            );
      },
    }),
  },
  {
    name: 'obeys-override-headers',
    check: 'HTTP-30/override-headers',
    lie: 'a header decides what the method is',
    make: () => ({ ask: (asked) => ({ ...asked, method: headerOf(asked, 'x-http-method-override') ?? asked.method }) }),
  },
  {
    name: 'answers-errors-in-html',
    check: 'ERR-01/observed',
    lie: 'what is not found is an HTML page',
    make: () => ({
      tell: (told) =>
        told.status === 404
          ? { ...setHeader(told, 'content-type', 'text/html'), body: '<!doctype html><h1>Not found</h1>' }
          : told,
    }),
  },
  {
    name: 'misreports-statuses',
    check: 'ERR-02/observed',
    lie: 'the problem says another status than the response',
    make: () => ({ tell: (told) => (isProblem(told) ? withJson(told, (body) => ({ ...body, status: 500 })) : told) }),
  },
  {
    name: 'invents-codes',
    check: 'ERR-05/observed',
    lie: 'problems have codes that the contract does not list',
    make: () => ({ tell: (told) => (isProblem(told) ? withJson(told, (body) => ({ ...body, code: 'E1042' })) : told) }),
  },
  {
    name: 'points-at-nothing',
    check: 'ERR-06/pointers',
    lie: 'a validation problem does not say where',
    make: () => ({
      tell: (told) => (told.status === 400 ? withJson(told, ({ errors: _, ...body }) => body) : told),
    }),
  },
  {
    name: 'shows-stack-traces',
    check: 'ERR-08/observed',
    lie: 'a refusal shows where in the program it came from',
    make: () => ({
      tell: (told) =>
        told.status === 400
          ? withJson(told, (body) => ({
              ...body,
              detail: 'TypeError: name.trim is not a function\n    at create (/srv/app/create.js:14:9)',
            }))
          : told,
    }),
  },
  {
    name: 'echoes-passwords',
    check: 'ERR-09/observed',
    lie: 'a failed sign-in repeats the password',
    make: () => ({
      tell: (told, asked) =>
        told.status === 401 && pathOf(asked) === '/v1/sessions'
          ? withJson(told, (body) => ({ ...body, detail: `wrong password ${String(jsonOf(asked.body).password)}` }))
          : told,
    }),
  },
  {
    name: 'fails-on-odd-input',
    check: 'ERR-12/bodies',
    lie: 'some bodies break the server',
    make: () => ({
      invent: (asked) => (/"\$|__proto__/.test(asked.body) ? problem(500, 'internal_error') : undefined),
    }),
  },
  {
    name: 'leaves-an-operation-out',
    check: 'DOC-02/exists',
    lie: 'a documented operation is not there',
    make: () => ({
      invent: (asked) =>
        /^\/v1\/operator\/service-keys\/[^/]+$/.test(pathOf(asked)) && asked.method === 'GET'
          ? problem(404, 'not_found')
          : undefined,
    }),
  },
  {
    name: 'boasts-about-itself',
    check: 'DOC-07/health',
    lie: 'health tells the version and the database',
    make: () => ({
      tell: (told, asked) =>
        pathOf(asked).startsWith('/health/')
          ? withJson(told, (body) => ({ ...body, version: '1.0.3', database: 'mongodb' }))
          : told,
    }),
  },
];
