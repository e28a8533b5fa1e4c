import type { DocumentedResponse, Operation } from './contract.ts';

/** What the contract says of this status: exactly, by its class, or, for refusals alone, by default. */
export const documentedResponse = (operation: Operation, status: number): DocumentedResponse | undefined => {
  const exact = operation.responses.get(String(status)) ?? operation.responses.get(`${Math.floor(status / 100)}XX`);
  return exact ?? (status >= 400 ? operation.responses.get('default') : undefined);
};
