import { bearer, type Credential } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import type { Operation } from '../../contract/contract.ts';
import { arrayOf, stringOf } from '../../contract/document.ts';
import type { Control } from '../../expect.ts';
import { bodyOf } from '../../provision.ts';
import { changeWorkspace } from '../../tour/workspaces.ts';
import { header, type WireRequest } from '../../wire/exchange.ts';
import { finishTour } from '../finish-tour.ts';
import { actionsOf, eventsOfRequest, type Trail, trailOfDeployment, trailOfWorkspace } from './trail.ts';

/** The walk reports credentials that nobody has issued, and takes a right from who does not have it: nothing has happened. */
const changedNothing: ReadonlySet<string> = new Set(['reportLeakedCredentials', 'setOperator']);

/** The actions that the contract lets an operation write; empty for those that write nothing. */
const actionsNamedBy = ({ raw }: Operation): readonly string[] => arrayOf(raw['x-audit-event']).map(stringOf);

const bearerIn = ({ headers }: WireRequest): Credential => {
  const [, value = ''] = headers.find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  return bearer(value.replace(/^Bearer /, ''));
};

/** Where the events of a success are. Undefined if its workspace is gone, or is not one of the person who walked. */
const trailOf = async (
  context: CheckContext,
  control: Control,
  { id, walker }: { readonly id: string; readonly walker: Credential },
): Promise<Trail | undefined> => {
  const named = /^\/v1\/(?:operator\/)?workspaces\/([^/?]+)/.exec(control.request.path)?.[1];
  const workspace = id === 'createWorkspace' ? stringOf(bodyOf(control).id) : named;
  if (workspace === undefined) return trailOfDeployment(context);
  const look = context.call('listAuditEvents', { as: walker, path: { workspace }, query: { limit: 1 } });
  const { answer } = await context.send(look);
  return answer.status === 200 ? trailOfWorkspace(context, walker, { id: workspace }) : undefined;
};

/** A stretch of the trail around an answer, so that a long trail need not be read. */
const around = (control: Control): { readonly occurred_after: string; readonly occurred_before: string } => {
  const at = Date.parse(header(control.exchange.answer, 'date') ?? '');
  return {
    occurred_after: new Date(at - 10_000).toISOString(),
    occurred_before: new Date(at + 10_000).toISOString(),
  };
};

/** Each success has left its event: none is missing, and none is there twice. */
const requireEvents = async (
  context: CheckContext,
  successes: ReadonlyMap<string, Control>,
  walker: Credential,
): Promise<void> => {
  const looked: string[] = [];
  for (const [id, control] of successes) {
    const named = actionsNamedBy(context.contract.operation(id));
    const from =
      named.length === 0 || changedNothing.has(id) ? undefined : await trailOf(context, control, { id, walker });
    if (from === undefined) continue;
    const events = await eventsOfRequest(context, from, control.exchange, around(control));
    const told = actionsOf(events).filter((action) => named.includes(action));
    context.expect.that(
      told.length === 1,
      `one event of ${id}: ${named.join(' or ')}`,
      told.length === 0 ? `none of them among ${JSON.stringify(actionsOf(events))}` : told,
      control.exchange,
    );
    looked.push(id);
  }
  context.expect.that(looked.length > 0, 'operations that name an event', 'none');
  context.note(`${looked.length} operations`);
};

export const everyOperation: readonly Check[] = [
  {
    id: 'AUD-01/every-operation',
    title: 'every operation that names an event has written it exactly once',
    run: async (context) => {
      const tour = await finishTour(context);
      const made = context.expect.present(tour.get('createWorkspace'), 'a workspace of the walk');
      await requireEvents(context, tour, bearerIn(made.request));
    },
  },
  {
    id: 'AUD-01/workspace',
    title: 'every change of a workspace is told exactly once in its own trail',
    run: async (context) => {
      const person = await context.provision.owner();
      const workspace = await context.provision.workspace(person);
      const successes = new Map<string, Control>();
      await changeWorkspace({ context, person, workspace }, async (id, request) => {
        const control = await context.given.succeeds(request);
        successes.set(id, control);
        return control;
      });
      await requireEvents(context, successes, person.session);
    },
  },
];
