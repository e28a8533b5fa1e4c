import { operationsOf } from '../contract.ts';
import type { Rule } from './rule.ts';

const eventName = /^[a-z][a-z_]*\.[a-z][a-z_]*$/;
const requirementId = /^[A-Z]{3,4}-[0-9]{2}$/;

/** Every operation says which audit events it writes and which conformance requirements speak of it; only an export writes one for reading. */
export const effectsDeclared: Rule = (contract) =>
  operationsOf(contract).flatMap(({ method, operation }) => {
    const events = operation['x-audit-event'];
    const requirements = operation['x-requirements'] ?? [];
    const problems: string[] = [];
    if (events === undefined) problems.push('x-audit-event is missing');
    if (Array.isArray(events)) {
      const isExport = events.every((event) => event.endsWith('.exported'));
      if (events.length === 0) problems.push('x-audit-event is an empty list; write none');
      if (method === 'get' && !isExport) problems.push('a GET writes no audit event');
      for (const event of events.filter((event) => !eventName.test(event)))
        problems.push(`x-audit-event ${event} is not noun.verb`);
    }
    if (requirements.length === 0) problems.push('x-requirements is missing');
    for (const id of requirements.filter((id) => !requirementId.test(id)))
      problems.push(`x-requirements: ${id} is no requirement id`);
    return problems.map((problem) => ({ where: operation.operationId, problem }));
  });
