import { bearer, type Credential, presenting } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { type Refusal, requireRefusal, type Variant } from '../../expect.ts';
import { bodyOf } from '../../provision.ts';
import { neverIssued, withOneCharacterChanged } from '../../token-format.ts';
import { withHeader } from '../../wire/exchange.ts';
import { forgeToken, openToken, strangerKey } from '../access-tokens/jwt.ts';
import { securedOperations, workingSession } from './secured-operations.ts';

const rejected: Refusal = { status: 401, challenge: 'invalid_token' };

/** One column of the matrix: a name, how a request is changed, and how every operation has to answer. */
interface Column {
  readonly name: string;
  readonly variant: Variant;
  readonly refusal: Refusal;
}

const column = (name: string, credential: Credential, refusal = rejected): Column => ({
  name,
  variant: presenting(credential),
  refusal,
});

/** Sends every operation with the credential of every column. */
const fillMatrix = async (context: CheckContext, columns: readonly Column[]): Promise<void> => {
  const rows = await securedOperations(context);
  for (const { request } of rows) {
    for (const { variant, refusal } of columns) requireRefusal(await context.send(variant(request)), refusal);
  }
  const names = columns.map(({ name }) => name).join(', ');
  context.note(`${rows.length} operations × ${columns.length} credentials (${names})`);
};

const keyOf = async ({ provision }: CheckContext) => {
  const owner = await provision.owner();
  const workspace = await provision.workspace(owner);
  return { owner, workspace, key: await provision.key(owner, workspace) };
};

export const refusedCredentials: readonly Check[] = [
  {
    id: 'MTX-01/nobody',
    title: 'every operation refuses who presents nothing, or nothing that was ever a credential',
    run: async (context) => {
      await workingSession(context);
      await fillMatrix(context, [
        { name: 'none', variant: presenting(), refusal: { status: 401, challenge: 'no error' } },
        {
          name: 'empty',
          variant: (request) => withHeader(presenting()(request), 'Authorization', 'Bearer '),
          refusal: { status: 401 },
        },
        column('made up', bearer('nonsense')),
      ]);
    },
  },
  {
    id: 'MTX-02/spoilt',
    title: 'every operation refuses a credential that is cut, altered, never issued or in the place of another kind',
    run: async (context) => {
      const { person } = await workingSession(context);
      const { key } = await keyOf(context);
      const token = person.sessionToken;
      for (const spoilt of [token.slice(0, -1), neverIssued(token), withOneCharacterChanged(token, 20)])
        context.secrets.remember(spoilt, 'spoilt credential');
      await fillMatrix(context, [
        column('cut', bearer(token.slice(0, -1))),
        column('altered', bearer(withOneCharacterChanged(token, 20))),
        column('never issued', bearer(neverIssued(token))),
        column('session in place of a key', { apiKeyHeader: token }),
        column('key in place of an access token', { tokenHeader: key.secret }),
      ]);
    },
  },
  {
    id: 'MTX-03/forged',
    title: 'every operation refuses an access token that is unsigned, signed by a stranger or altered',
    run: async (context) => {
      const { person } = await workingSession(context);
      const token = await context.provision.accessToken(person.session);
      await context.given.succeeds(context.call('getMe', { as: bearer(token) }));
      const { header, claims, signature } = openToken(token);
      const { sign } = await strangerKey();
      const outsider = await context.provision.outsider();
      await fillMatrix(context, [
        column('unsigned', bearer(await forgeToken({ ...header, alg: 'none' }, claims, () => new Uint8Array()))),
        column("a stranger's", bearer(await forgeToken(header, claims, sign))),
        column('altered', bearer(await forgeToken(header, { ...claims, sub: outsider.id }, () => signature))),
      ]);
    },
  },
  {
    id: 'MTX-04/ended',
    title:
      'every operation refuses a credential that has ended: signed out, revoked, rotated out, of somebody suspended',
    run: async (context) => {
      const { call, given, provision, operator } = context;
      const { person } = await workingSession(context);
      const accessToken = bearer(await provision.accessToken(person.session));
      await given.succeeds(call('revokeSession', { as: person.session, path: { session_id: 'current' } }));

      const { owner, workspace, key } = await keyOf(context);
      const path = { workspace: workspace.id, token_id: key.id };
      const rotated = await given.succeeds(
        call('rotateWorkspaceKey', { as: owner.session, path, body: { overlap_seconds: 0 } }),
      );
      await given.succeeds(call('getMe', { as: bearer(String(bodyOf(rotated).secret)) }));
      await given.succeeds(call('revokeWorkspaceKey', { as: owner.session, path }));

      const suspended = await provision.newcomer();
      const token = await provision.personalToken(suspended, 'all');
      await given.succeeds(call('suspendUser', { as: operator.session, path: { user_id: suspended.id } }));
      await fillMatrix(context, [
        column('signed out', person.session),
        column('access token of what signed out', accessToken),
        column('rotated out', bearer(key.secret)),
        column('revoked', bearer(String(bodyOf(rotated).secret))),
        column('session of somebody suspended', suspended.session),
        column('token of somebody suspended', bearer(token.secret)),
      ]);
    },
  },
  {
    id: 'MTX-05/expired',
    title: 'every operation refuses a credential that has expired',
    run: async (context) => {
      const { later, times, provision } = context;
      const { person } = await workingSession(context);
      const accessToken = await provision.accessToken(person.session);
      const afterIdle = later(times.sessionIdleSeconds + 60 + times.marginSeconds);
      const afterExpiry = later(times.accessTokenSeconds + times.leewaySeconds + times.marginSeconds);
      await fillMatrix(context, [
        {
          name: 'idle session',
          variant: (request) => afterIdle(presenting(person.session)(request)),
          refusal: rejected,
        },
        {
          name: 'access token',
          variant: (request) => afterExpiry(presenting(bearer(accessToken))(request)),
          refusal: rejected,
        },
      ]);
    },
  },
  {
    id: 'MTX-07/two',
    title: 'every operation refuses two different credentials',
    run: async (context) => {
      const { person } = await workingSession(context);
      const { key } = await keyOf(context);
      await fillMatrix(context, [
        {
          name: 'session and key',
          variant: presenting(person.session, { apiKeyHeader: key.secret }),
          refusal: { status: 400, code: 'multiple_credentials' },
        },
      ]);
    },
  },
];
