import fc from 'fast-check';
import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { arbitraryOfSchema } from '../../generated-input/arbitrary-of-schema.ts';
import { holdForAll } from '../../generated-input/hold-for-all.ts';
import { violationsOf } from '../../generated-input/violations.ts';
import { bodyJson, type Exchange } from '../../wire/exchange.ts';
import { type FuzzedOperation, fuzzedOperations, stateOf } from './scene.ts';

const problemOf = ({ answer }: Exchange): JsonObject => objectOf(bodyJson(answer));

const pointersOf = (exchange: Exchange): readonly string[] =>
  arrayOf(problemOf(exchange).errors).map((place) => stringOf(objectOf(place).pointer));

/** A union is reported as a whole or at the branch: what matters is that the finger points there. */
const pointsAt = (pointers: readonly string[], place: string): boolean =>
  pointers.some((pointer) => pointer === place || pointer.startsWith(`${place}/`));

const refusesAtPlace = async (context: CheckContext, fuzzed: FuzzedOperation): Promise<string> => {
  const { contract, validation, given, send, expect, seed } = context;
  await given.succeeds(fuzzed.request(fuzzed.good));
  const before = await stateOf(context, fuzzed);
  const broken = violationsOf(contract.document, fuzzed.schema, fuzzed.good).filter(
    ({ body }) => validation.requestComplaints(fuzzed.schema, body).length > 0,
  );
  const claim = async ({ body, pointer, rule }: (typeof broken)[number]): Promise<void> => {
    const answered = await send(fuzzed.request(body));
    const { status } = answered.answer;
    const described = `400 invalid_request at ${pointer} (${rule})`;
    expect.that(status === 400 && problemOf(answered).code === 'invalid_request', described, status, answered);
    expect.that(pointsAt(pointersOf(answered), pointer), described, pointersOf(answered), answered);
  };
  const tried = await holdForAll(fc.constantFrom(...broken), claim, { seed });
  expect.that((await stateOf(context, fuzzed)) === before, 'nothing changed', 'something has changed');
  return `${fuzzed.id} ${tried} of ${broken.length}`;
};

const acceptsWhatIsValid = async (context: CheckContext, fuzzed: FuzzedOperation): Promise<string> => {
  const { contract, validation, send, expect, seed } = context;
  await context.given.succeeds(fuzzed.request(fuzzed.good));
  const claim = async (generated: unknown): Promise<void> => {
    const body = fuzzed.completed(objectOf(generated));
    if (validation.requestComplaints(fuzzed.schema, body).length > 0) return;
    const answered = await send(fuzzed.request(body));
    const isValidation = answered.answer.status === 400 && problemOf(answered).code === 'invalid_request';
    expect.that(!isValidation && answered.answer.status < 500, 'no validation problem', problemOf(answered), answered);
  };
  return `${fuzzed.id} ${await holdForAll(arbitraryOfSchema(contract.document, fuzzed.schema), claim, { seed })}`;
};

export const generatedBodies: readonly Check[] = [
  {
    id: 'FUZ-01/valid',
    title: 'whatever body a schema allows is never refused as invalid',
    run: async (context) => {
      const counts: string[] = [];
      for (const fuzzed of await fuzzedOperations(context)) counts.push(await acceptsWhatIsValid(context, fuzzed));
      context.note(`bodies: ${counts.join(', ')}`);
    },
  },
  {
    id: 'FUZ-02/one-rule-broken',
    title: 'a body that breaks one rule is refused at that place, and leaves nothing behind',
    run: async (context) => {
      const counts: string[] = [];
      for (const fuzzed of await fuzzedOperations(context)) counts.push(await refusesAtPlace(context, fuzzed));
      context.note(`tries, of so many ways to break one rule: ${counts.join(', ')}`);
    },
  },
];
