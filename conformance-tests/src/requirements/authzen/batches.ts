import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import type { Exchange } from '../../wire/exchange.ts';
import { siblingOf } from '../decisions/grants.ts';
import { inOneOrder } from '../in-one-order.ts';
import { type Desk, openDesk, wholeResource } from './question.ts';

interface Answers {
  readonly items: readonly JsonObject[];
  readonly exchange: Exchange;
}

export const askBatch = async (
  { call, given }: CheckContext,
  { as }: Pick<Desk, 'as'>,
  body: JsonObject,
): Promise<Answers> => {
  const control = await given.succeeds(call('evaluateBatch', { as, body }));
  return { items: arrayOf(bodyOf(control).evaluations).map(objectOf), exchange: control.exchange };
};

const expectDecisions = (
  { expect }: CheckContext,
  { items, exchange }: Answers,
  expected: readonly boolean[],
): void => {
  const said = items.map(({ decision }) => decision);
  expect.that(inOneOrder(said) === inOneOrder(expected), inOneOrder(expected), said, exchange);
};

export const authzenBatches: readonly Check[] = [
  {
    id: 'AZN-05/order-and-defaults',
    title: "a batch is answered in its order, and an item's own member replaces the whole of the default",
    run: async (context) => {
      const desk = await openDesk(context);
      const { granted, withheld, resource, question } = desk;
      const allowed = { action: { name: granted } };
      const denied = { action: { name: withheld } };
      const notADraft = { resource: wholeResource(resource) };
      const anotherDraft = { resource: wholeResource(siblingOf(resource), { status: 'draft' }) };
      const nobody = { subject: { type: 'workspace_key', id: desk.owner.id } };
      const evaluations = [allowed, denied, {}, notADraft, anotherDraft, denied, nobody, allowed];
      const answers = await askBatch(context, desk, { ...question, evaluations });
      expectDecisions(context, answers, [true, false, true, false, true, false, false, true]);
      const whole = evaluations.map((item) => ({ ...question, ...item }));
      const without = await askBatch(context, desk, { evaluations: whole });
      const [left, right] = [inOneOrder(answers.items), inOneOrder(without.items)];
      context.expect.that(left === right, `${left} without defaults too`, right, without.exchange);
    },
  },
  {
    id: 'AZN-06/semantics',
    title: 'a batch is answered to its end, to the first no or to the first yes, as it asks',
    run: async (context) => {
      const desk = await openDesk(context);
      const yes = { action: { name: desk.granted } };
      const no = { action: { name: desk.withheld } };
      const unreadable = { action: { name: 7 } };
      for (const [semantic, evaluations, expected] of [
        ['execute_all', [no, yes, unreadable, yes], [false, true, false, true]],
        [undefined, [no, yes, no], [false, true, false]],
        ['deny_on_first_deny', [yes, yes, no, yes], [true, true, false]],
        ['deny_on_first_deny', [yes, unreadable, yes], [true, false]],
        ['permit_on_first_permit', [no, unreadable, yes, no], [false, false, true]],
      ] as const) {
        const options = semantic === undefined ? {} : { options: { evaluations_semantic: semantic } };
        const answers = await askBatch(context, desk, { ...desk.question, ...options, evaluations });
        expectDecisions(context, answers, expected);
      }
      const { items, exchange } = await askBatch(context, desk, { ...desk.question, evaluations: [unreadable, yes] });
      const { error } = objectOf(items[0]?.context);
      context.expect.that(objectOf(error).status === 400, 'an error with status 400 in the item', items[0], exchange);
    },
  },
];
