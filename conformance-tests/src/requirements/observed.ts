import type { Check } from '../check.ts';
import { Violation } from '../outcome.ts';
import { finishTour } from './finish-tour.ts';

/** A requirement of every response: the oracle watches, the check makes sure that there was something to watch. */
const observed = (requirement: string, title: string): Check => ({
  id: `${requirement}/observed`,
  title,
  run: async (context) => {
    await finishTour(context);
    const found = context.findings(requirement)[0];
    if (found !== undefined) throw new Violation(found.expected, found.actual, found.exchange);
  },
});

export const observedOnEveryResponse: readonly Check[] = [
  observed('HTTP-01', 'no response has a status that its operation does not document'),
  observed('HTTP-02', 'no response has a member that its schema does not document'),
  observed('HTTP-03', 'every response has a documented media type and parses'),
  observed('HTTP-04', 'every header the contract requires is there and valid'),
  observed('HTTP-05', 'every 201 says where the new resource is'),
  observed('HTTP-06', 'a 204 is empty'),
  observed('HTTP-08', 'every 405 names the methods that are allowed'),
  observed('HTTP-25', 'no answer to a credential may be stored'),
  observed('HTTP-26', 'the trace id of the header is the one in the problem'),
  observed('HTTP-28', 'browsers are told not to guess types, and nobody is told the framework'),
  observed('ERR-01', 'every refusal is a problem document'),
  observed('ERR-02', 'the status in the problem is the status of the response'),
  observed('ERR-03', 'the type of every problem is a URI'),
  observed('ERR-05', 'every problem has a code that the contract lists'),
  observed('ERR-08', 'no answer shows the inside of the server'),
  observed('ERR-09', 'no problem repeats a secret that was sent'),
  observed('KEY-02', 'no secret is shown a second time'),
];
