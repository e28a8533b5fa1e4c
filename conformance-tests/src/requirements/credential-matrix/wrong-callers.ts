import { bearer, type Credential, presenting } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { type Refusal, requireRefusal } from '../../expect.ts';
import type { Person, Workspace } from '../../provision.ts';
import { withHeader } from '../../wire/exchange.ts';
import { securedOperations, withPathValue } from './secured-operations.ts';

/** One working credential of each kind that `x-credentials` names. Operators are people with a session, and a matter of MTX-08. */
const credentialsOfEveryKind = async (
  { provision, call, given }: CheckContext,
  owner: Person,
  workspace: Workspace,
): Promise<ReadonlyMap<string, Credential>> => {
  const kinds = new Map<string, Credential>([
    ['session', owner.session],
    ['access_token', bearer(await provision.accessToken(owner.session))],
    ['personal_token', bearer((await provision.personalToken(owner, 'all')).secret)],
    ['workspace_key', bearer((await provision.key(owner, workspace)).secret)],
    ['service_key', bearer((await provision.serviceKey()).secret)],
  ]);
  for (const as of kinds.values()) await given.succeeds(call('getMe', { as }));
  return kinds;
};

const unsafe = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

export const wrongCallers: readonly Check[] = [
  {
    id: 'MTX-06/kinds',
    title: 'no operation serves a kind of credential that its contract does not list',
    run: async (context) => {
      const owner = await context.provision.owner();
      const workspace = await context.provision.workspace(owner);
      const kinds = await credentialsOfEveryKind(context, owner, workspace);
      let cells = 0;
      for (const { operation, request } of await securedOperations(context)) {
        const accepted = operation.credentials.includes('operator')
          ? ['session', 'access_token']
          : operation.credentials;
        for (const [kind, credential] of kinds) {
          if (accepted.includes(kind)) continue;
          const inReach = withPathValue(operation, request, 'workspace', workspace.id);
          requireRefusal(await context.send(presenting(credential)(inReach)), { status: [401, 403] });
          cells += 1;
        }
      }
      context.note(`${cells} cells of operation and kind that the contract leaves empty`);
    },
  },
  {
    id: 'MTX-08/no-operator',
    title: 'every operation of operators refuses everybody else, and tells nothing of what it is about',
    run: async (context) => {
      const { contract, provision, send } = context;
      const person = await provision.newcomer();
      await context.given.succeeds(context.call('getMe', { as: person.session }));
      const rows = (await securedOperations(context)).filter(
        ({ operation }) => operation.permission.kind === 'operator',
      );
      context.expect.that(rows.length > 0, 'operations of operators', contract.operations.length);
      const refusal: Refusal = { status: 403, code: 'insufficient_permissions' };
      for (const { request } of rows) requireRefusal(await send(presenting(person.session)(request)), refusal);
      context.note(`${rows.length} operations`);
    },
  },
  {
    id: 'MTX-10/cookie',
    title: 'every unsafe operation refuses the cookie from a page of somebody else, and from nowhere',
    run: async (context) => {
      const { provision, call, given, send } = context;
      const person = await provision.newcomer();
      const { email, password } = person;
      const signIn = call('signIn', { body: { email, password, delivery: 'cookie' } });
      const { exchange } = await given.succeeds(withHeader(signIn, 'Sec-Fetch-Site', 'same-origin'));
      const line = exchange.answer.headers.find(([name]) => name.toLowerCase() === 'set-cookie')?.[1] ?? '';
      const as: Credential = { cookie: line.split(';')[0] ?? '' };
      await given.succeeds(call('getMe', { as }));
      const rows = (await securedOperations(context)).filter(
        ({ operation: { method, credentials } }) =>
          unsafe.has(method) && (credentials.includes('session') || credentials.includes('operator')),
      );
      const refusal: Refusal = { status: 403, code: 'cross_site_request' };
      for (const { request } of rows) {
        const withCookie = presenting(as)(request);
        requireRefusal(await send(withCookie), refusal);
        requireRefusal(await send(withHeader(withCookie, 'Sec-Fetch-Site', 'cross-site')), refusal);
        requireRefusal(await send(withHeader(withCookie, 'Origin', 'https://elsewhere.invalid')), refusal);
      }
      context.note(`${rows.length} operations × 3 origins`);
    },
  },
];
