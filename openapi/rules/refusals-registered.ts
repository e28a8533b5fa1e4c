import {
  type Contract,
  type Operation,
  operationsOf,
  type Response,
  resolve,
  type Schema,
  takesForm,
} from '../contract.ts';
import type { ErrorRegistry } from '../error-registry.ts';
import { onlyInOne } from './only-in-one.ts';
import type { Finding, Rule } from './rule.ts';

/** Refusals are problem documents whose codes are in the registry, each under its own status, and `ErrorCode` lists them all. */
export const refusalsRegistered: Rule = (contract, registry) => [
  ...errorCodeFindings(contract, registry),
  ...operationsOf(contract).flatMap(({ operation }) =>
    Object.entries(operation.responses)
      .filter(([status]) => Number(status) >= 400)
      .flatMap(([status, response]) =>
        responseProblems(status, resolve(contract, response), registry, mediaTypesOf(operation, status)).map(
          (problem) => ({
            where: `${operation.operationId} ${status}`,
            problem,
          }),
        ),
      ),
  ),
];

function errorCodeFindings(contract: Contract, registry: ErrorRegistry): Finding[] {
  const listed = new Set((contract.components.schemas?.ErrorCode?.enum ?? []) as string[]);
  return onlyInOne(listed, new Set(registry.keys())).map((code) => ({
    where: 'ErrorCode',
    problem: `${code} is not both here and in errors.yaml`,
  }));
}

/**
 * OAuth clients read a refusal as `application/json` (RFC 6749 §5.2). A request whose head cannot be read is refused before it
 * is known what it was for.
 */
const mediaTypesOf = (operation: Operation, status: string): string =>
  takesForm(operation) && status !== '431' ? 'application/json' : 'application/problem+json';

function responseProblems(status: string, response: Response, registry: ErrorRegistry, mediaType: string): string[] {
  if (Object.keys(response.content ?? {}).join() !== mediaType) return [`a refusal is ${mediaType} and nothing else`];
  const properties = (response.content?.[mediaType]?.schema.properties ?? {}) as {
    readonly [name: string]: Schema;
  };
  const codes = (properties.code?.enum ?? []) as readonly string[];
  return [
    ...(properties.status?.const === Number(status) ? [] : [`the member status is not ${status}`]),
    ...(codes.length === 0 ? ['no codes are listed'] : []),
    ...codes.flatMap((code) => {
      const entry = registry.get(code);
      if (entry === undefined) return [`${code} is not in errors.yaml`];
      return entry.status === Number(status) ? [] : [`${code} belongs to ${entry.status}`];
    }),
  ];
}
