import { type Contract, formMediaType, type Operation, operationsOf, parametersOf, resolve } from '../contract.ts';
import { typesOf } from './located-schemas.ts';
import type { Rule } from './rule.ts';

/** The OAuth endpoints that standards want to be given a form: RFC 6749 §6, RFC 7662, RFC 7009. */
const forms = ['introspectToken', 'issueToken', 'revokeToken'];

/**
 * Bodies are JSON and nothing else, so that no other media type is a way around the validation; a query parameter is one value,
 * so that no reader has to guess how lists and objects are written.
 */
export const plainRequests: Rule = (contract) =>
  operationsOf(contract).flatMap(({ operation }) =>
    [...bodyProblems(operation), ...queryProblems(contract, operation)].map((problem) => ({
      where: operation.operationId,
      problem,
    })),
  );

function bodyProblems({ operationId, requestBody }: Operation): string[] {
  if (requestBody === undefined) return [];
  const wanted = forms.includes(operationId) ? formMediaType : 'application/json';
  return [
    ...(Object.keys(requestBody.content).join() === wanted ? [] : [`the body is ${wanted} and nothing else`]),
    ...(requestBody.required === true ? [] : ['the body is not required']),
  ];
}

const queryProblems = (contract: Contract, operation: Operation): string[] =>
  parametersOf(contract, operation)
    .filter(({ in: place, schema }) => {
      const types = typesOf(resolve(contract, schema));
      return place === 'query' && (types.includes('array') || types.includes('object'));
    })
    .map(({ name }) => `the query parameter ${name} is more than one value`);
