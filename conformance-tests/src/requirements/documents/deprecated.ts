import type { Check } from '../../check.ts';
import { NotApplicable } from '../../outcome.ts';
import { header } from '../../wire/exchange.ts';
import { finishTour } from '../finish-tour.ts';

/** A date as a structured field (RFC 9745 §2.1): seconds since the epoch behind an at sign. */
const dateItem = /^@-?\d{1,15}$/;

export const deprecated: readonly Check[] = [
  {
    id: 'DOC-06/deprecated',
    title: 'an operation that the contract calls deprecated says since when in its answers',
    run: async (context) => {
      const { contract, expect } = context;
      const operations = contract.operations.filter(({ raw }) => raw.deprecated === true);
      if (operations.length === 0) throw new NotApplicable('the contract has no deprecated operation');
      const tour = await finishTour(context);
      for (const { id } of operations) {
        const success = tour.get(id);
        if (success === undefined) continue;
        const { exchange } = success;
        const [since = '', ends] = [header(exchange.answer, 'deprecation'), header(exchange.answer, 'sunset')];
        expect.that(dateItem.test(since), `Deprecation of ${id} as a date`, since || 'no Deprecation', exchange);
        expect.that(
          ends === undefined || Date.parse(ends) >= Number(since.slice(1)) * 1_000,
          'a Sunset that is not before',
          ends,
          exchange,
        );
      }
    },
  },
];
