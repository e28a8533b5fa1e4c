import { bearer } from '../../call.ts';
import type { CheckContext } from '../../check.ts';
import { type JsonObject, objectOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import type { Exchange } from '../../wire/exchange.ts';

export interface Verdict {
  readonly outcome: unknown;
  readonly decision: JsonObject;
  readonly exchange: Exchange;
}

/** What the target says, to a service key, of a credential and what it is about to do. */
export const verdictOn = async ({ call, given, provision }: CheckContext, question: JsonObject): Promise<Verdict> => {
  const as = bearer((await provision.serviceKey()).secret);
  const control = await given.succeeds(call('verifyCredential', { as, body: question }));
  const { outcome, decision } = bodyOf(control);
  return { outcome, decision: objectOf(decision), exchange: control.exchange };
};

/** Asks, and expects this outcome. */
export const expectOutcome = async (context: CheckContext, outcome: string, question: JsonObject): Promise<Verdict> => {
  const verdict = await verdictOn(context, question);
  const { credential: _, ...shown } = question;
  context.expect.that(
    verdict.outcome === outcome,
    `${outcome}: ${JSON.stringify(shown)}`,
    { outcome: verdict.outcome, ...verdict.decision },
    verdict.exchange,
  );
  return verdict;
};
