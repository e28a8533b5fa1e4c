import { bearer, credentialHeader, presenting } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import type { Control, Refusal, Variant } from '../../expect.ts';
import { withOneCharacterChanged } from '../../token-format.ts';
import { withHeader, withoutHeader } from '../../wire/exchange.ts';
import { finishTour } from '../finish-tour.ts';

/** Every operation that needs a credential, with a request of it that has succeeded in this run. */
const securedControls = async (context: CheckContext): Promise<readonly Control[]> => {
  const controls = await finishTour(context);
  return context.contract.operations
    .filter(({ needsCredential }) => needsCredential)
    .flatMap(({ id }) => controls.get(id) ?? []);
};

const refusedEverywhere = async (context: CheckContext, refusal: Refusal, variant: Variant): Promise<void> => {
  const controls = await securedControls(context);
  context.expect.that(controls.length > 0, 'operations that need a credential', controls.length);
  for (const control of controls) await context.expect.refused(control, refusal, variant);
};

export const credentials: readonly Check[] = [
  {
    id: 'SES-04/no-credential',
    title: 'every secured operation asks a caller without credential for one, and names no error',
    isSmoke: true,
    run: (context) =>
      refusedEverywhere(context, { status: 401, code: 'authentication_required', challenge: 'no error' }, presenting()),
  },
  {
    id: 'SES-05/everywhere',
    title: 'every secured operation refuses a made-up credential',
    run: (context) =>
      refusedEverywhere(context, { status: 401, challenge: 'invalid_token' }, presenting(bearer('made-up'))),
  },
  {
    id: 'SES-05/spellings',
    title: 'a session token counts in one spelling only: cut, longer, padded or altered it is refused',
    run: async ({ call, given, provision, expect, secrets }) => {
      const person = await provision.owner();
      const control = await given.succeeds(call('getMe', { as: person.session }));
      const token = person.sessionToken;
      const spellings = [
        token.slice(0, -1),
        token.slice(1),
        `${token}0`,
        `${token}=`,
        token.toUpperCase(),
        token.toLowerCase(),
        `"${token}"`,
        token.replace('_', '-'),
        ...[1, 6, 7, 20, 38].map((fromEnd) => withOneCharacterChanged(token, fromEnd)),
      ].filter((spelling) => spelling !== token);
      for (const spelling of spellings) {
        secrets.remember(spelling, 'altered token');
        await expect.refused(
          control,
          { status: 401, code: 'invalid_token', challenge: 'invalid_token' },
          presenting(bearer(spelling)),
        );
      }
    },
  },
  {
    id: 'SES-06/wrong-place',
    title: 'a credential in the query or the body lets nobody in',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.owner();
      const me = await given.succeeds(call('getMe', { as: person.session }));
      for (const name of ['access_token', 'token', 'session_token', 'api_key', 'authorization']) {
        await expect.refused(me, { status: [400, 401] }, (request) => ({
          ...presenting()(request),
          path: `${request.path}?${name}=${person.sessionToken}`,
        }));
      }
      const creation = await given.succeeds(
        call('createWorkspace', { as: person.session, body: { name: provision.uniqueName() } }),
      );
      await expect.refused(creation, { status: [400, 401] }, (request) => ({
        ...presenting()(request),
        body: JSON.stringify({ name: provision.uniqueName(), access_token: person.sessionToken }),
      }));
    },
  },
  {
    id: 'SES-07/two-credentials',
    title: 'two different credentials in one request are refused: the server does not choose',
    run: async ({ call, given, provision, expect }) => {
      const [person, outsider] = [await provision.owner(), await provision.outsider()];
      const key = await provision.key(person, await provision.workspace(person));
      const control = await given.succeeds(call('getMe', { as: person.session }));
      await given.succeeds(call('getMe', { as: { apiKeyHeader: key.secret } }));
      const refusal = { status: 400, code: 'multiple_credentials' };
      await expect.refused(control, refusal, presenting(person.session, { apiKeyHeader: key.secret }));
      const foreignToken = await provision.accessToken(outsider.session);
      await expect.refused(control, refusal, presenting(person.session, { tokenHeader: foreignToken }));
    },
  },
  {
    id: 'SES-07/repeated-header',
    title: 'two Authorization lines with different credentials are refused',
    run: async ({ call, given, provision, expect }) => {
      const [person, outsider] = [await provision.owner(), await provision.outsider()];
      const control = await given.succeeds(call('getMe', { as: person.session }));
      await expect.refused(control, { status: [400, 401] }, (request) => ({
        ...request,
        headers: [
          ...withoutHeader(request, 'authorization').headers,
          credentialHeader(person.session),
          credentialHeader(outsider.session),
        ],
      }));
    },
  },
  {
    id: 'SES-08/scheme',
    title: 'Bearer counts in any case, and no other scheme does',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.owner();
      const control = await given.succeeds(call('getMe', { as: person.session }));
      for (const scheme of ['bearer', 'BEARER', 'bEaReR']) {
        await given.succeeds(withHeader(control.request, 'Authorization', `${scheme} ${person.sessionToken}`));
      }
      const basic = Buffer.from(`${person.email}:${person.password}`).toString('base64');
      for (const value of [
        `Basic ${basic}`,
        `Basic ${person.sessionToken}`,
        `Token ${person.sessionToken}`,
        person.sessionToken,
        `Bearer:${person.sessionToken}`,
      ]) {
        await expect.refused(control, { status: 401 }, (request) => withHeader(request, 'Authorization', value));
      }
    },
  },
];
