import type { Check, CheckContext } from '../../check.ts';
import type { Control } from '../../expect.ts';
import { withBody, withHeader, withoutHeader } from '../../wire/exchange.ts';
import { namesOfWorkspaces } from './workspaces-of.ts';

/** A workspace that was just made, and the same request with another name: what a refused variant must not create. */
const aCreation = async (
  context: CheckContext,
): Promise<{ control: Control; name: string; nothingHappened: () => Promise<void> }> => {
  const { call, given, provision, expect } = context;
  const person = await provision.owner();
  const control = await given.succeeds(
    call('createWorkspace', { as: person.session, body: { name: provision.uniqueName() } }),
  );
  const name = provision.uniqueName();
  const nothingHappened = async (): Promise<void> => {
    const names = await namesOfWorkspaces(context, person);
    expect.that(!names.includes(name), 'no workspace made by a refused request', name);
  };
  return { control, name, nothingHappened };
};

const foreignBodies: readonly (readonly [type: string, body: (name: string) => string])[] = [
  ['application/x-www-form-urlencoded', (name) => `name=${name}`],
  ['text/plain', (name) => JSON.stringify({ name })],
  ['application/xml', (name) => `<workspace><name>${name}</name></workspace>`],
];

export const contentTypes: readonly Check[] = [
  {
    id: 'HTTP-10/foreign-media-types',
    title: 'a form, plain text or XML is 415 where JSON is asked, and creates nothing',
    run: async (context) => {
      const { control, name, nothingHappened } = await aCreation(context);
      for (const [type, body] of foreignBodies) {
        const variant = withBody(withHeader(control.request, 'Content-Type', type), body(name));
        await context.expect.refused(control, { status: 415, code: 'unsupported_media_type' }, () => variant);
      }
      await nothingHappened();
    },
  },
  {
    id: 'HTTP-11/charset',
    title: 'application/json with charset=utf-8 is accepted, and validated like any other',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.owner();
      const plain = call('createWorkspace', { as: person.session, body: { name: provision.uniqueName() } });
      const control = await given.succeeds(withHeader(plain, 'Content-Type', 'application/json; charset=utf-8'));
      await expect.refused(control, { status: 400, code: 'invalid_request' }, (request) =>
        withBody(request, '{"name":7}'),
      );
    },
  },
  {
    id: 'HTTP-12/no-content-type',
    title: 'a body without Content-Type is refused and creates nothing',
    run: async (context) => {
      const { control, name, nothingHappened } = await aCreation(context);
      await context.expect.refused(control, { status: [400, 415] }, (request) =>
        withBody(withoutHeader(request, 'Content-Type'), JSON.stringify({ name })),
      );
      await nothingHappened();
    },
  },
  {
    id: 'HTTP-13/accept',
    title: 'an Accept that nothing can satisfy is 406, and */* is answered',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.owner();
      const control = await given.succeeds(withHeader(call('getMe', { as: person.session }), 'Accept', '*/*'));
      await expect.refused(control, { status: 406, code: 'not_acceptable' }, (request) =>
        withHeader(request, 'Accept', 'image/png'),
      );
    },
  },
];
