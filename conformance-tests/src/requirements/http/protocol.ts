import type { Check } from '../../check.ts';
import { objectOf } from '../../contract/document.ts';
import { traceIdIn } from '../../contract/problem-rules.ts';
import { bodyOf } from '../../provision.ts';
import { bodyJson, type Exchange, header, withHeader } from '../../wire/exchange.ts';
import { inOneOrder } from '../in-one-order.ts';

/** Headers that describe the moment or the connection, not the resource. */
const passing = new Set([
  'date',
  'traceparent',
  'ratelimit',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
]);
const namesOf = ({ answer }: Exchange): string =>
  [...new Set(answer.headers.map(([name]) => name.toLowerCase()))]
    .filter((name) => !passing.has(name))
    .sort()
    .join(' ');

const withoutSecret = (resource: unknown): string => {
  const { secret: _, ...rest } = objectOf(resource);
  return inOneOrder(rest);
};

export const protocol: readonly Check[] = [
  {
    id: 'HTTP-05/location',
    title: 'the Location of a 201 leads to what was created',
    run: async ({ call, given, provision, expect, send }) => {
      const person = await provision.owner();
      const workspace = await provision.workspace(person);
      const { granted } = await provision.vocabulary();
      const permission = { kind: 'grants', grants: [{ effect: 'allow', actions: [granted], resources: ['*'] }] };
      const body = { name: provision.uniqueName(), environment: 'live', permission };
      const creations = [
        call('createWorkspace', { as: person.session, body: { name: provision.uniqueName() } }),
        call('createWorkspaceKey', { as: person.session, path: { workspace: workspace.slug }, body }),
      ];
      for (const creation of creations) {
        const created = await given.succeeds(creation);
        const location = header(created.exchange.answer, 'location') ?? '';
        expect.that(location.startsWith('/') || URL.canParse(location), 'a Location', location, created.exchange);
        const path = location.startsWith('/') ? location : new URL(location).pathname;
        const { method: _, body: __, ...rest } = creation;
        const found = await send({ ...rest, method: 'GET', path });
        const representation = objectOf(bodyJson(found.answer));
        expect.that(
          found.answer.status === 200 && withoutSecret(representation) === withoutSecret(bodyOf(created)),
          `the representation that was created at ${location}`,
          representation,
          found,
        );
      }
    },
  },
  {
    id: 'HTTP-09/head',
    title: 'HEAD answers as GET does, without a body',
    run: async ({ call, given, send, expect }) => {
      for (const operation of ['getLiveness', 'getCatalog', 'getJwks']) {
        const control = await given.succeeds(call(operation));
        const head = await send({ ...control.request, method: 'HEAD' });
        expect.that(
          head.answer.status === control.exchange.answer.status,
          'the status of GET',
          head.answer.status,
          head,
        );
        expect.that(head.answer.body.byteLength === 0, 'no body', head.answer.body.byteLength, head);
        expect.that(
          namesOf(head) === namesOf(control.exchange),
          `the headers of GET: ${namesOf(control.exchange)}`,
          namesOf(head),
          head,
        );
      }
    },
  },
  {
    id: 'HTTP-21/unknown-query-parameter',
    title: 'an unknown query parameter is 400',
    run: async ({ call, given, provision, expect }) => {
      const as = (await provision.owner()).session;
      for (const operation of ['getMe', 'listSessions', 'listWorkspaces']) {
        const control = await given.succeeds(call(operation, { as }));
        await expect.refused(control, { status: 400, code: 'invalid_request' }, (request) => ({
          ...request,
          path: `${request.path}?surprise=1`,
        }));
      }
    },
  },
  {
    id: 'HTTP-26/trace-id-unique',
    title: 'every answer has a trace id of its own',
    run: async ({ call, given, expect }) => {
      const seen = new Set<string>();
      for (let count = 0; count < 20; count += 1) {
        const { exchange } = await given.succeeds(call('getLiveness'));
        const traceId = expect.present(traceIdIn(header(exchange.answer, 'traceparent')), 'a traceparent', exchange);
        expect.that(!seen.has(traceId), 'a new trace id', traceId, exchange);
        seen.add(traceId);
      }
    },
  },
  {
    id: 'HTTP-27/traceparent',
    title: 'a valid traceparent is continued, a broken one is ignored',
    run: async ({ call, given, expect }) => {
      const traceId = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
      const { exchange } = await given.succeeds(
        withHeader(call('getLiveness'), 'traceparent', `00-${traceId}-00f067aa0ba902b7-01`),
      );
      expect.that(
        traceIdIn(header(exchange.answer, 'traceparent')) === traceId,
        `trace id ${traceId}`,
        header(exchange.answer, 'traceparent'),
        exchange,
      );
      for (const broken of [
        `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`,
        'nonsense',
        `00-${traceId}-${'0'.repeat(16)}-01`,
        `ff-${traceId}-00f067aa0ba902b7-01`,
      ]) {
        const ignored = await given.succeeds(withHeader(call('getLiveness'), 'traceparent', broken));
        const answered = traceIdIn(header(ignored.exchange.answer, 'traceparent'));
        expect.that(
          answered !== undefined && answered !== traceId && !/^0+$/.test(answered),
          'a fresh trace id',
          answered,
          ignored.exchange,
        );
      }
    },
  },
  {
    id: 'HTTP-29/cross-origin',
    title: 'an unknown origin is never invited, least of all with credentials',
    run: async ({ call, given, provision, send, expect }) => {
      const person = await provision.owner();
      const control = await given.succeeds(call('getMe', { as: person.session }));
      const origin = 'https://elsewhere.example';
      const preflight = {
        method: 'OPTIONS',
        path: control.request.path,
        headers: [
          ['Origin', origin],
          ['Access-Control-Request-Method', 'GET'],
          ['Access-Control-Request-Headers', 'authorization'],
        ] as const,
      };
      for (const exchange of [await send(preflight), await send(withHeader(control.request, 'Origin', origin))]) {
        const allowed = header(exchange.answer, 'access-control-allow-origin');
        expect.that(
          allowed === undefined || (allowed !== '*' && allowed !== origin),
          'no invitation to an unknown origin',
          allowed,
          exchange,
        );
      }
    },
  },
  {
    id: 'HTTP-30/override-headers',
    title: 'headers that pretend another method, host or path change nothing',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.newcomer();
      const spare = await provision.signIn(person);
      const read = call('getSession', { as: person.session, path: { session_id: spare.id } });
      await given.succeeds(read);
      for (const name of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
        await given.succeeds(withHeader(read, name, 'DELETE'));
      }
      const moved = await given.succeeds(
        withHeader(
          withHeader(withHeader(read, 'X-Forwarded-Host', 'elsewhere.example'), 'X-Original-URL', '/v1/me'),
          'X-Rewrite-URL',
          '/v1/me',
        ),
      );
      const body = objectOf(bodyJson(moved.exchange.answer));
      expect.that(body.id === spare.id, 'the session that was asked for', body, moved.exchange);
      expect.that(
        !JSON.stringify(moved.exchange.answer.headers).includes('elsewhere.example'),
        'no trace of the pretended host',
        moved.exchange.answer.headers,
        moved.exchange,
      );
    },
  },
];
