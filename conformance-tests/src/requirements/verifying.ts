import { bearer } from '../call.ts';
import type { CheckContext } from '../check.ts';
import type { JsonObject } from '../contract/document.ts';
import type { Variant } from '../expect.ts';
import { bodyOf, type Key } from '../provision.ts';
import type { Exchange } from '../wire/exchange.ts';

/** What a verification said. */
export interface Verified {
  readonly body: JsonObject;
  readonly exchange: Exchange;
}

export type Ask = (question: JsonObject, variant?: Variant) => Promise<Verified>;

/** Asks about credentials as this key. */
export const asking =
  ({ call, given }: CheckContext, asker: Key): Ask =>
  async (question, variant = (same) => same) => {
    const control = await given.succeeds(
      variant(call('verifyCredential', { as: bearer(asker.secret), body: question })),
    );
    return { body: bodyOf(control), exchange: control.exchange };
  };

export type Outcome = 'allowed' | 'denied' | 'authenticated' | 'invalid';

/** Asks, and requires the outcome. `when` says in the reports what has been done before. */
export type Judge = (outcome: Outcome, question: JsonObject, when: string, variant?: Variant) => Promise<Verified>;

/** Asks as a service key, which may ask about every workspace, unless another asker is given. */
export const judging = async (context: CheckContext, asker?: Key): Promise<Judge> => {
  const ask = asking(context, asker ?? (await context.provision.serviceKey()));
  return async (outcome, question, when, variant) => {
    const verified = await ask(question, variant);
    context.expect.that(
      verified.body.outcome === outcome,
      `outcome ${outcome} ${when}`,
      verified.body,
      verified.exchange,
    );
    return verified;
  };
};
