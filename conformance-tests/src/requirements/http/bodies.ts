import type { Check } from '../../check.ts';
import { stringOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { bodyJson, type WireRequest, withBody, withHeader, withoutHeader } from '../../wire/exchange.ts';
import { namesOfWorkspaces } from './workspaces-of.ts';

const malformed = ['{"name":', '{"name":"x"', 'nonsense', '{"name":"x"}}', "{'name':'x'}", '{"name":"x",}', ''];

/** A JSON body whose name holds the given bytes. */
const bodyWithName = (...bytes: readonly number[]): Uint8Array =>
  Buffer.concat([Buffer.from('{"name":"'), Buffer.from(bytes), Buffer.from('"}')]);

export const bodies: readonly Check[] = [
  {
    id: 'HTTP-14/malformed-json',
    title: 'a body that is not JSON is 400 and never a server error',
    run: async ({ call, given, provision, expect }) => {
      const as = (await provision.owner()).session;
      const control = await given.succeeds(call('createWorkspace', { as, body: { name: provision.uniqueName() } }));
      for (const body of malformed) {
        await expect.refused(control, { status: 400, code: 'invalid_request' }, (request) => withBody(request, body));
      }
    },
  },
  {
    id: 'HTTP-15/broken-text',
    title: 'invalid UTF-8, lone surrogates and NUL are refused and never a server error',
    run: async ({ call, given, provision, expect }) => {
      const as = (await provision.owner()).session;
      const control = await given.succeeds(call('createWorkspace', { as, body: { name: provision.uniqueName() } }));
      const broken: readonly (string | Uint8Array)[] = [
        bodyWithName(0x61, 0xff, 0xfe),
        bodyWithName(0xc0, 0xaf),
        '{"name":"a\\ud800"}',
        '{"name":"a\\u0000b"}',
      ];
      for (const body of broken) {
        await expect.refused(control, { status: [400, 422] }, (request) => withBody(request, body));
      }
    },
  },
  {
    id: 'HTTP-16/duplicate-members',
    title: 'of a member given twice, the value that is checked is the value that counts',
    run: async (context) => {
      const { call, given, provision, expect, send } = context;
      const as = (await provision.owner()).session;
      const control = await given.succeeds(call('createWorkspace', { as, body: { name: provision.uniqueName() } }));
      const name = provision.uniqueName();
      for (const body of [`{"name":"","name":"${name}"}`, `{"name":"${name}","name":""}`]) {
        const exchange = await send(withBody(control.request, body));
        if (exchange.answer.status === 400) continue;
        const made = bodyJson(exchange.answer) as { readonly name?: unknown } | undefined;
        expect.that(
          exchange.answer.status === 201 && made?.name === name,
          '400, or a workspace with the checked name',
          made,
          exchange,
        );
      }
    },
  },
  {
    id: 'HTTP-17/too-large',
    title: 'a body over the documented limit of 64 KiB is 413',
    run: async ({ call, given, provision, expect }) => {
      const as = (await provision.owner()).session;
      const control = await given.succeeds(call('createWorkspace', { as, body: { name: provision.uniqueName() } }));
      const body = JSON.stringify({ name: 'x'.repeat(80 * 1024) });
      await expect.refused(control, { status: 413, code: 'payload_too_large' }, (request) => withBody(request, body));
    },
  },
  {
    id: 'HTTP-18/no-body',
    title: 'a missing body is refused where one is required',
    run: async ({ call, given, provision, expect }) => {
      const as = (await provision.owner()).session;
      const control = await given.succeeds(call('createWorkspace', { as, body: { name: provision.uniqueName() } }));
      const bare = ({ method, path, headers }: WireRequest): WireRequest =>
        withoutHeader({ method, path, headers }, 'Content-Type');
      await expect.refused(control, { status: [400, 415] }, bare);
      // Without a length Node announces a body in chunks; this one says that there is none.
      const refusal = { status: [400, 415] };
      await expect.refused(control, refusal, (request) => withHeader(bare(request), 'Content-Length', '0'));
    },
  },
  {
    id: 'HTTP-19/unknown-member',
    title: 'an unknown member is 400 and nothing is written',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const person = await provision.owner();
      const control = await given.succeeds(
        call('createWorkspace', { as: person.session, body: { name: provision.uniqueName() } }),
      );
      const name = provision.uniqueName();
      for (const extra of [{ is_operator: true }, { owner_id: person.id }, { constructor_name: {} }]) {
        await expect.refused(control, { status: 400, code: 'invalid_request' }, (request) =>
          withBody(request, JSON.stringify({ name, ...extra })),
        );
      }
      expect.that(!(await namesOfWorkspaces(context, person)).includes(name), 'nothing written', name);
    },
  },
  {
    id: 'HTTP-20/server-owned-members',
    title: 'members the server owns cannot be set by a caller',
    run: async ({ call, given, provision, expect }) => {
      const as = (await provision.owner()).session;
      const control = await given.succeeds(call('createWorkspace', { as, body: { name: provision.uniqueName() } }));
      const id = stringOf(bodyOf(control).id);
      for (const owned of [{ id }, { state: 'suspended' }, { created_at: '2001-01-01T00:00:00Z' }]) {
        await expect.refused(control, { status: 400, code: 'invalid_request' }, (request) =>
          withBody(request, JSON.stringify({ name: provision.uniqueName(), ...owned })),
        );
      }
    },
  },
];
