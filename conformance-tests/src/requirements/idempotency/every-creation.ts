import { presenting } from '../../call.ts';
import type { Check } from '../../check.ts';
import type { Operation } from '../../contract/contract.ts';
import { bodyText, type Exchange, header, type WireRequest, withBody, withHeader } from '../../wire/exchange.ts';
import { withPathValue } from '../credential-matrix/secured-operations.ts';
import { finishTour } from '../finish-tour.ts';

const takesKey = ({ parameters }: Operation): boolean =>
  parameters.some(({ name, location }) => location === 'header' && name.toLowerCase() === 'idempotency-key');

/** Members that belong to one thing, or to one place, alone. */
const ofItsOwn: { readonly [member: string]: (unique: string, workspaceId: string) => unknown } = {
  name: (unique) => unique,
  slug: (unique) => unique,
  email: (unique) => `${unique}@conformance.example`,
  workspaces: (_, workspaceId) => ({ kind: 'list', workspace_ids: [workspaceId] }),
};

/** A request that has made something, to make another. */
const forAnother = (request: WireRequest, unique: string, workspaceId: string): WireRequest => {
  const body = JSON.parse(String(request.body)) as Record<string, unknown>;
  for (const [member, make] of Object.entries(ofItsOwn)) if (member in body) body[member] = make(unique, workspaceId);
  return withBody(withHeader(request, 'Idempotency-Key', `cf-idempotency-${unique}`), JSON.stringify(body));
};

const toldBy = ({ answer }: Exchange): string =>
  [answer.status, header(answer, 'location'), bodyText(answer)].join('\n');

export const everyCreation: readonly Check[] = [
  {
    id: 'IDM-01/every-creation',
    title: 'every creation that takes a key gives the same answer to the same key and body',
    run: async (context) => {
      const { contract, given, expect, note, provision, operator } = context;
      const tour = await finishTour(context);
      const person = await provision.newcomer();
      const workspace = await provision.workspace(person);
      const creations = contract.operations.filter((operation) => takesKey(operation) && /^create/.test(operation.id));
      const tried: string[] = [];
      for (const operation of creations) {
        const { id, permission } = operation;
        const control = tour.get(id);
        if (control === undefined) continue;
        const as = permission.kind === 'operator' ? operator.session : person.session;
        const here = withPathValue(operation, control.request, 'workspace', workspace.id);
        const request = forAnother(presenting(as)(here), provision.uniqueName(), workspace.id);
        const [first, second] = [await given.succeeds(request), await given.succeeds(request)];
        const isSame = toldBy(first.exchange) === toldBy(second.exchange);
        expect.that(isSame, `${id} to give the same answer again`, 'another one', second.exchange);
        tried.push(id);
      }
      note(tried.join(', '));
    },
  },
];
