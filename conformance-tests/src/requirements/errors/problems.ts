import { bearer, presenting } from '../../call.ts';
import type { Check } from '../../check.ts';
import { arrayOf, objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { bodyJson, bodyText, type Exchange, withBody } from '../../wire/exchange.ts';
import { finishTour } from '../finish-tour.ts';

const problemOf = ({ answer }: Exchange) => objectOf(bodyJson(answer));
const pointersOf = (exchange: Exchange): readonly string[] =>
  arrayOf(problemOf(exchange).errors).map((place) => stringOf(objectOf(place).pointer));

export const problems: readonly Check[] = [
  {
    id: 'ERR-04/same-cause',
    title: 'the same cause has the same type, title and code at every operation',
    run: async (context) => {
      const tour = await finishTour(context);
      const seen = new Map<string, string>();
      for (const id of ['getMe', 'listSessions', 'createWorkspace', 'listWorkspaceKeys']) {
        const control = tour.get(id);
        if (control === undefined) continue;
        for (const [cause, variant] of [
          ['nobody', presenting()],
          ['rejected', presenting(bearer('nonsense'))],
        ] as const) {
          const refused = await context.expect.refused(control, { status: 401 }, variant);
          const { type, title, code } = problemOf(refused);
          const described = JSON.stringify([type, title, code]);
          const before = seen.get(cause) ?? described;
          context.expect.that(before === described, before, described, refused);
          seen.set(cause, before);
        }
      }
    },
  },
  {
    id: 'ERR-06/pointers',
    title: 'a validation problem points at the member that is wrong',
    run: async ({ call, given, provision, expect }) => {
      const as = (await provision.owner()).session;
      const control = await given.succeeds(call('createWorkspace', { as, body: { name: provision.uniqueName() } }));
      const wrong: readonly (readonly [pointer: string, body: unknown])[] = [
        ['/name', { name: 7 }],
        ['/name', {}],
        ['/slug', { name: 'fine', slug: 'NOT FINE' }],
        ['/surprise', { name: 'fine', surprise: 1 }],
      ];
      for (const [pointer, body] of wrong) {
        const refused = await expect.refused(control, { status: 400, code: 'invalid_request' }, (request) =>
          withBody(request, JSON.stringify(body)),
        );
        expect.that(
          pointersOf(refused).includes(pointer),
          `errors with the pointer ${pointer}`,
          pointersOf(refused),
          refused,
        );
      }
    },
  },
  {
    id: 'ERR-06/parameters',
    title: 'a validation problem names the parameter that is wrong',
    run: async ({ call, given, provision, expect }) => {
      const as = (await provision.owner()).session;
      const control = await given.succeeds(call('listWorkspaces', { as }));
      for (const limit of ['0', '101', 'many', '1.5', '']) {
        const refused = await expect.refused(control, { status: 400, code: 'invalid_request' }, (request) => ({
          ...request,
          path: `${request.path}?limit=${limit}`,
        }));
        expect.that(
          pointersOf(refused).includes('/query/limit'),
          'errors with the pointer /query/limit',
          pointersOf(refused),
          refused,
        );
      }
    },
  },
  {
    id: 'ERR-07/all-at-once',
    title: 'several wrong members are reported together',
    run: async ({ call, given, provision, expect }) => {
      const as = (await provision.owner()).session;
      const control = await given.succeeds(call('createWorkspace', { as, body: { name: provision.uniqueName() } }));
      const refused = await expect.refused(control, { status: 400 }, (request) =>
        withBody(request, '{"name":7,"slug":"NOT FINE"}'),
      );
      const pointers = pointersOf(refused);
      expect.that(
        pointers.includes('/name') && pointers.includes('/slug'),
        'errors with /name and /slug',
        pointers,
        refused,
      );
    },
  },
  {
    id: 'ERR-09/credentials-not-echoed',
    title: 'a problem about a credential does not repeat the credential',
    run: async ({ call, given, provision, expect, secrets }) => {
      const person = await provision.owner();
      const control = await given.succeeds(call('getMe', { as: person.session }));
      const wrong = `not-a-session-${crypto.randomUUID()}`;
      secrets.remember(wrong, 'wrong credential');
      const refused = [await expect.refused(control, { status: 401 }, presenting(bearer(wrong)))];
      const signIn = await given.succeeds(call('signIn', { body: { email: person.email, password: person.password } }));
      const password = provision.password();
      const body = JSON.stringify({ email: person.email, password, surprise: password });
      refused.push(await expect.refused(signIn, { status: 400 }, (request) => withBody(request, body)));
      for (const exchange of refused) {
        expect.that(
          !bodyText(exchange.answer).includes(wrong) && !bodyText(exchange.answer).includes(password),
          'no secret in the problem',
          secrets.redact(bodyText(exchange.answer)),
          exchange,
        );
      }
    },
  },
  {
    id: 'ERR-10/foreign-object',
    title: "a refusal about somebody else's workspace holds none of its data",
    run: async ({ call, given, provision, expect }) => {
      const [owner, outsider] = [await provision.owner(), await provision.outsider()];
      const workspace = await provision.workspace(owner);
      const control = await given.succeeds(
        call('getWorkspace', { as: owner.session, path: { workspace: workspace.slug } }),
      );
      const refused = await expect.refused(control, { status: 404 }, presenting(outsider.session));
      const text = bodyText(refused.answer);
      for (const secret of [workspace.id, workspace.slug, owner.id, owner.email]) {
        expect.that(!text.includes(secret), 'nothing of the foreign workspace', text, refused);
      }
    },
  },
  {
    id: 'ERR-11/nothing-changed',
    title: 'a refused creation leaves the list as it was',
    run: async ({ call, given, provision, expect }) => {
      const owner = await provision.owner();
      const path = { workspace: (await provision.workspace(owner)).slug };
      const list = call('listWorkspaceKeys', { as: owner.session, path });
      const permission = { kind: 'grants', grants: [] };
      const body = { name: provision.uniqueName(), environment: 'live', permission };
      const control = await given.succeeds(call('createWorkspaceKey', { as: owner.session, path, body }));
      const idsNow = async (): Promise<string> =>
        JSON.stringify(arrayOf(bodyOf(await given.succeeds(list)).data).map((key) => objectOf(key).id));
      const before = await idsNow();
      const refusals = [
        { body: { ...body, name: '' }, status: 400 },
        { body: { ...body, environment: 'production' }, status: 400 },
        { body, status: 409 },
      ];
      for (const { body: variant, status } of refusals) {
        await expect.refused(control, { status }, (request) => withBody(request, JSON.stringify(variant)));
      }
      expect.that((await idsNow()) === before, 'the same keys as before', await idsNow());
    },
  },
  {
    id: 'ERR-14/name-taken',
    title: 'a slug or an address that is in use is 409 name_taken',
    run: async ({ call, given, provision, expect }) => {
      const owner = await provision.owner();
      const slug = provision.uniqueName();
      const control = await given.succeeds(call('createWorkspace', { as: owner.session, body: { name: slug, slug } }));
      await expect.refused(control, { status: 409, code: 'name_taken' });
    },
  },
];
