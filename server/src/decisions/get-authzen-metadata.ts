import { operationTable } from '../generated/operations.gen.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';

/** Where this decision point is asked (AuthZEN 1.0 §9). Only what is there is claimed. */
export const getAuthzenMetadata: Operation<'getAuthzenMetadata'> = ({ services }) => {
  const issuer = services.config.issuer.replace(/\/$/, '');
  return read(
    ok({
      policy_decision_point: services.config.issuer,
      access_evaluation_endpoint: issuer + operationTable.evaluate.path,
      access_evaluations_endpoint: issuer + operationTable.evaluateBatch.path,
    }),
  );
};
