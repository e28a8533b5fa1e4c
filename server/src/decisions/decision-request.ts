import type { DecisionRequest } from '../authorization/decide.ts';

/** A question as the wire asks it. */
interface WireQuestion {
  readonly action: string;
  readonly resource: string;
  readonly fields?: readonly string[] | undefined;
  readonly attributes?: DecisionRequest['attributes'] | undefined;
  readonly environment?: DecisionRequest['environment'] | undefined;
}

export const decisionRequest = ({
  action,
  resource,
  fields,
  attributes,
  environment,
}: WireQuestion): DecisionRequest => ({
  action,
  resource,
  ...(fields !== undefined && { fields }),
  ...(attributes !== undefined && { attributes }),
  ...(environment !== undefined && { environment }),
});
