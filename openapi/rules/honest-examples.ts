import { type Contract, operationsOf, type Reference, type Response, resolve, type Schema } from '../contract.ts';
import type { ErrorRegistry } from '../error-registry.ts';
import { schemasOf } from './located-schemas.ts';
import type { Finding, Rule } from './rule.ts';

/** Examples of problems say what the registry says, and examples of secrets say that they are none. */
export const honestExamples: Rule = (contract, registry) => [
  ...Object.entries(contract.components.responses ?? {}).flatMap(([name, response]) =>
    problemFindings(name, response, registry),
  ),
  ...secretFindings(contract),
];

function problemFindings(name: string, response: Response, registry: ErrorRegistry): Finding[] {
  const media = response.content?.['application/problem+json'] ?? response.content?.['application/json'];
  if (media === undefined) return [];
  const codes = ((media.schema.properties as { readonly code?: Schema } | undefined)?.code?.enum ??
    []) as readonly string[];
  const where = `response ${name}`;
  const examples = Object.entries(media.examples ?? {});
  return [
    ...codes
      .filter((code) => media.examples?.[code] === undefined)
      .map((code) => ({ where, problem: `${code} has no example` })),
    ...examples.flatMap(([code, { value }]) => {
      const entry = registry.get(code);
      const problem = value as { readonly [member: string]: unknown };
      const agrees =
        entry !== undefined &&
        problem.code === code &&
        problem.status === entry.status &&
        problem.title === entry.title &&
        problem.detail === entry.meaning &&
        problem.message === entry.meaning &&
        String(problem.type).endsWith(`/docs/errors/${code}`);
      return agrees ? [] : [{ where, problem: `the example ${code} does not say what errors.yaml says` }];
    }),
  ];
}

function secretFindings(contract: Contract): Finding[] {
  const secretMembers = new Set(
    schemasOf(contract)
      .filter(({ schema }) => schema['x-secret'] === true)
      .map(({ where }) => where.split('.').at(-1)),
  );
  return operationsOf(contract).flatMap(({ operation }) =>
    Object.values(operation.responses)
      .map((response: Response | Reference) => resolve(contract, response))
      .flatMap((response) => Object.values(response.content?.['application/json']?.examples ?? {}))
      .flatMap(({ value }) => Object.entries(value as object))
      .filter(([member, text]) => secretMembers.has(member) && !/not-?a-?real/i.test(String(text)))
      .map(([member]) => ({
        where: operation.operationId,
        problem: `the example of ${member} could be taken for a real secret`,
      })),
  );
}
