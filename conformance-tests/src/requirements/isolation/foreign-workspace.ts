import { presenting } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import type { Operation } from '../../contract/contract.ts';
import { arrayOf, objectOf, stringOf } from '../../contract/document.ts';
import { requireRefusal } from '../../expect.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import { unknownId } from '../../token-format.ts';
import { bodyJson, bodyText, type Exchange, type WireRequest, withBody } from '../../wire/exchange.ts';
import { sampleRequest, withPathValue } from '../credential-matrix/secured-operations.ts';
import { finishTour } from '../finish-tour.ts';
import { inOneOrder } from '../in-one-order.ts';
import { eventsWith, isAbout } from '../listed-events.ts';

/** A workspace with one of everything in it, and the path value that names each. */
interface Furnished {
  readonly owner: Person;
  readonly workspace: Workspace;
  valuesFor(operation: Operation): { readonly [parameter: string]: string };
}

const furnish = async (context: CheckContext): Promise<Furnished> => {
  const { call, given, provision } = context;
  const owner = await provision.newcomer();
  const workspace = await provision.workspace(owner);
  const { granted } = await provision.vocabulary();
  const path = { workspace: workspace.id };
  const key = await provision.key(owner, workspace);
  const token = await provision.personalToken(owner, [workspace]);
  const role = await provision.role(owner, workspace, [{ effect: 'allow', actions: [granted], resources: ['*'] }]);
  const body = { email: `${provision.uniqueName()}@conformance.example`, role_id: role.id };
  const invitation = await given.succeeds(call('createInvitation', { as: owner.session, path, body }));
  const trail = call('listAuditEvents', { as: owner.session, path });
  const events = bodyOf(await eventsWith(context, trail, `the event of ${role.id}`, isAbout(role.id)));
  const shared = {
    workspace: workspace.id,
    user_id: owner.id,
    role_id: role.id,
    invitation_id: stringOf(bodyOf(invitation).id),
    event_id: stringOf(objectOf(arrayOf(events.data)[0]).id),
  };
  return {
    owner,
    workspace,
    valuesFor: ({ template }) => ({ ...shared, token_id: template.includes('/personal-tokens') ? token.id : key.id }),
  };
};

const withValues = (
  operation: Operation,
  request: WireRequest,
  values: { readonly [parameter: string]: string },
): WireRequest =>
  Object.entries(values).reduce((changed, [name, value]) => withPathValue(operation, changed, name, value), request);

/** Everything the owner can read of the workspace, as text: what has to be the same before and after. */
const stateOf = async (context: CheckContext, { owner, valuesFor }: Furnished): Promise<string> => {
  const reads = context.contract.operations.filter(
    ({ method, template, credentials }) =>
      method === 'GET' &&
      template.startsWith('/v1/workspaces/{workspace}') &&
      !template.includes('audit') &&
      credentials.includes('session'),
  );
  const texts: string[] = [];
  for (const operation of reads) {
    const request = withValues(operation, sampleRequest(context, operation), valuesFor(operation));
    texts.push(bodyText((await context.given.succeeds(presenting(owner.session)(request))).exchange.answer));
  }
  return texts.join('\n');
};

const brokenBodies = ['{}', '{"surprise":1}', 'nonsense'];

/** The answer without what looking at it may move: a session is used by every request. */
const withoutUse = ({ answer }: Exchange): string => {
  const { last_used_at: _, idle_expires_at: __, ...rest } = objectOf(bodyJson(answer));
  return inOneOrder(rest);
};

export const foreignWorkspace: readonly Check[] = [
  {
    id: 'ISO-17/every-operation',
    title:
      'to an outsider every operation answers about a foreign workspace as about one that does not exist, and changes nothing',
    run: async (context) => {
      const { contract, provision, send, expect } = context;
      const tour = await finishTour(context);
      const furnished = await furnish(context);
      const outsider = await provision.outsider();
      const before = await stateOf(context, furnished);
      const rows = contract.operations.filter(
        ({ template, credentials }) =>
          template.startsWith('/v1/workspaces/{workspace}') && credentials.includes('session'),
      );
      for (const operation of rows) {
        const like = presenting(outsider.session)(tour.get(operation.id)?.request ?? sampleRequest(context, operation));
        const values = furnished.valuesFor(operation);
        const nowhere = Object.fromEntries(Object.entries(values).map(([name, id]) => [name, unknownId(id)]));
        const foreign = withValues(operation, like, values);
        const unknown = withValues(operation, like, nowhere);
        const answered = await send(foreign);
        requireRefusal(answered, { status: 404, code: 'not_found' });
        expect.indistinguishable(await send(unknown), answered);
        for (const broken of operation.requestContent.size > 0 ? brokenBodies : []) {
          const spoilt = await send(withBody(foreign, broken));
          expect.that(spoilt.answer.status >= 400, 'a refusal', spoilt.answer.status, spoilt);
          expect.indistinguishable(await send(withBody(unknown, broken)), spoilt);
        }
      }
      const after = await stateOf(context, furnished);
      expect.that(after === before, 'the workspace as it was', 'a workspace that has changed');
      context.note(`${rows.length} operations, each with valid and broken bodies`);
    },
  },
  {
    id: 'ISO-18/own-things',
    title: "every operation about a token or a session of one's own answers for somebody else's as for an unknown one",
    run: async (context) => {
      const { contract, call, given, provision, send, expect } = context;
      const tour = await finishTour(context);
      const [owner, outsider] = [await provision.newcomer(), await provision.outsider()];
      const token = await provision.personalToken(owner, 'all');
      const reads = [
        await given.succeeds(call('getPersonalToken', { as: owner.session, path: { token_id: token.id } })),
        await given.succeeds(call('getSession', { as: owner.session, path: { session_id: owner.sessionId } })),
      ];
      const values = { token_id: token.id, session_id: owner.sessionId };
      const nowhere = { token_id: unknownId(token.id), session_id: unknownId(owner.sessionId) };
      const rows = contract.operations.filter(({ template }) => /^\/v1\/(me\/tokens|sessions)\/\{/.test(template));
      for (const operation of rows) {
        const like = presenting(outsider.session)(tour.get(operation.id)?.request ?? sampleRequest(context, operation));
        const foreign = await send(withValues(operation, like, values));
        expect.indistinguishable(await send(withValues(operation, like, nowhere)), foreign);
        if (operation.method === 'GET') requireRefusal(foreign, { status: 404, code: 'not_found' });
      }
      for (const { request, exchange } of reads) {
        const now = withoutUse((await given.succeeds(request)).exchange);
        expect.that(now === withoutUse(exchange), 'what it was before', now, exchange);
      }
      context.note(`${rows.length} operations`);
    },
  },
];
