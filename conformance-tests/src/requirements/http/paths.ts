import { presenting } from '../../call.ts';
import type { Check } from '../../check.ts';
import { header } from '../../wire/exchange.ts';

/** Methods that answer for themselves and need not be declared. */
const implied = new Set(['HEAD', 'OPTIONS']);
const candidates = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE'] as const;

const allowOf = (text: string | undefined): ReadonlySet<string> =>
  new Set(
    (text ?? '')
      .split(',')
      .map((method) => method.trim().toUpperCase())
      .filter((method) => method !== ''),
  );

/** A path that fits the template; what it names need not exist, since the method is looked at first. */
const sampleOf = (template: string): string => template.replaceAll(/\{\w+\}/g, 'sample');

export const paths: readonly Check[] = [
  {
    id: 'HTTP-07/unknown-path',
    title: 'an unknown path is 404 for everybody, credential or not',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.owner();
      const control = await given.succeeds(call('getMe', { as: person.session }));
      for (const path of ['/v1/nothing-here', '/v2/me', '/v1/me/nothing', '/admin', '/v1', '/.env']) {
        const elsewhere = (request: typeof control.request) => ({ ...request, path });
        await expect.refused(control, { status: 404, code: 'not_found' }, elsewhere);
        await expect.refused(control, { status: 404, code: 'not_found' }, (request) =>
          presenting()(elsewhere(request)),
        );
      }
    },
  },
  {
    id: 'HTTP-08/undeclared-method',
    title: 'every undeclared method is 405 and the Allow header names exactly the declared ones',
    run: async ({ contract, call, given, provision, expect }) => {
      const person = await provision.owner();
      const control = await given.succeeds(call('getMe', { as: person.session }));
      for (const template of new Set(contract.operations.map((operation) => operation.template))) {
        const path = sampleOf(template);
        const { methods: declared } = contract.match('GET', path);
        const undeclared = candidates.find((method) => !declared.includes(method));
        if (undeclared === undefined) continue;
        const refused = await expect.refused(control, { status: 405, code: 'method_not_allowed' }, (request) => ({
          ...request,
          method: undeclared,
          path,
        }));
        const allowed = allowOf(header(refused.answer, 'allow'));
        const missing = declared.filter((method) => !allowed.has(method));
        const extra = [...allowed].filter((method) => !declared.includes(method) && !implied.has(method));
        expect.that(
          missing.length + extra.length === 0,
          `Allow: ${declared.join(', ')}`,
          [...allowed].join(', '),
          refused,
        );
      }
    },
  },
  {
    id: 'HTTP-22/literal-dot',
    title: 'a dot in a path is a dot: look-alike paths are 404',
    run: async ({ call, given, expect }) => {
      const control = await given.succeeds(call('getJwks'));
      for (const path of ['/xwell-known/jwks.json', '/.well-known/jwksxjson', '/openapixjson', '/openapi-json']) {
        await expect.refused(control, { status: 404 }, (request) => ({ ...request, path }));
      }
    },
  },
  {
    id: 'HTTP-23/no-fall-through',
    title: 'a method that a path lacks never reaches the path of a single item',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.newcomer();
      const control = await given.succeeds(call('listSessions', { as: person.session }));
      await expect.refused(control, { status: 405 }, (request) => ({ ...request, method: 'DELETE' }));
      await given.succeeds(call('getSession', { as: person.session, path: { session_id: person.sessionId } }));
    },
  },
  {
    id: 'HTTP-24/encoded-paths',
    title: 'encoded slashes, dot segments and empty ids never select another resource',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.newcomer();
      const workspace = await provision.workspace(person);
      const control = await given.succeeds(call('getMe', { as: person.session }));
      const detours = [
        // Dots between slashes are for whoever is in front to remove (RFC 3986 §6.2.2.3): these are not between slashes.
        '/v1/sessions/..%2fme',
        '/v1/sessions/%2e%2e%2fme',
        '/v1/workspaces%2f..%2fme',
        '/v1//me',
        '//v1/me',
        `/v1/workspaces//keys`,
        `/v1/workspaces/${workspace.slug}%2fkeys`,
        `/v1/workspaces/${workspace.slug}/keys/`,
        '/v1/sessions/current%00',
      ];
      for (const path of detours) {
        await expect.refused(control, { status: [400, 404] }, (request) => ({ ...request, path }));
      }
      await expect.refused(control, { status: [400, 404, 405] }, (request) => ({
        ...request,
        method: 'DELETE',
        path: '/v1/sessions/',
      }));
      await given.succeeds(control.request);
    },
  },
];
