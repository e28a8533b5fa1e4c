import { operationsOf } from '../contract.ts';
import type { Rule } from './rule.ts';

const longestSummary = 50;

/** A summary is a heading: short, a capital first, no full stop. The description is in sentences and says more than it. */
export const readableOperations: Rule = (contract) =>
  operationsOf(contract).flatMap(({ operation }) => {
    const { operationId: where, summary = '', description = '' } = operation;
    return [
      ...(/^[A-Z].*[^.]$/.test(summary) && summary.length <= longestSummary
        ? []
        : [{ where, problem: `the summary is not a short heading: ${summary}` }]),
      ...(/^[A-Z].*\.$/s.test(description) && !description.startsWith(`${summary}.`)
        ? []
        : [{ where, problem: 'the description is not in sentences, or only repeats the summary' }]),
    ];
  });
