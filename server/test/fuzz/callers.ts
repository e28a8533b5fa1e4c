import { operationTable } from '../../src/generated/operations.gen.ts';
import type { OperationId } from '../../src/operation/operation.ts';

/** The kinds of credential that the contract tells apart, and none, in the order in which they are tried. */
export const callerKinds = [
  'none',
  'service_key',
  'workspace_key',
  'operator',
  'session',
  'personal_token',
  'access_token',
] as const;
export type CallerKind = (typeof callerKinds)[number];

/** The operations that a kind of caller may use, as the contract says. The public ones belong to those without a credential. */
export const operationsFor = (kind: CallerKind): readonly OperationId[] =>
  allOperations.filter((id) =>
    kind === 'none'
      ? operationTable[id].permission === 'public'
      : operationTable[id].permission !== 'public' &&
        (operationTable[id].credentials as readonly string[]).includes(kind),
  );

/** The operations that a kind of caller must be refused at. An operator is a person too, with a session. */
export function operationsRefusedTo(kind: CallerKind): readonly OperationId[] {
  const allowed = [...operationsFor(kind), ...(kind === 'operator' ? operationsFor('session') : [])];
  return allOperations.filter((id) => operationTable[id].permission !== 'public' && !allowed.includes(id));
}

const allOperations = Object.keys(operationTable) as OperationId[];
