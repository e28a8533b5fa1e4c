import { UsageError } from '../usage-error.ts';

/** What the target promises about time. The defaults are the contract's; a deployment that sets others declares them. */
export interface Times {
  readonly sessionIdleSeconds: number;
  readonly sessionAbsoluteSeconds: number;
  readonly refreshIdleSeconds: number;
  readonly refreshAbsoluteSeconds: number;
  /** How long the direct predecessor of a refresh token still gets the same successor. */
  readonly refreshGraceSeconds: number;
  readonly accessTokenSeconds: number;
  readonly accessTokenMaximumSeconds: number;
  readonly recentAuthenticationSeconds: number;
  readonly idempotencyKeySeconds: number;
  readonly resetCodeSeconds: number;
  readonly invitationSeconds: number;
  readonly rotationOverlapSeconds: number;
  /** How long until an event is listed. */
  readonly auditDelaySeconds: number;
  /** How long until a use shows as last use. */
  readonly lastUseDelaySeconds: number;
  /** What verifiers may forgive on either side of an expiry. */
  readonly leewaySeconds: number;
  /** No expectation about time is nearer to a limit than this: between the suite's clock and the target's lie network and work. */
  readonly marginSeconds: number;
}

export const contractTimes: Times = {
  sessionIdleSeconds: 1_800,
  sessionAbsoluteSeconds: 43_200,
  refreshIdleSeconds: 30 * 86_400,
  refreshAbsoluteSeconds: 90 * 86_400,
  refreshGraceSeconds: 10,
  accessTokenSeconds: 600,
  accessTokenMaximumSeconds: 3_600,
  recentAuthenticationSeconds: 600,
  idempotencyKeySeconds: 86_400,
  resetCodeSeconds: 3_600,
  invitationSeconds: 7 * 86_400,
  rotationOverlapSeconds: 86_400,
  auditDelaySeconds: 5,
  lastUseDelaySeconds: 5,
  leewaySeconds: 60,
  marginSeconds: 5,
};

const wireName = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The contract's times with those that a target declares under their snake_case names. @throws {UsageError} for a name or value that means nothing */
export const readTimes = (declared: { readonly [name: string]: unknown }): Times => {
  const names = new Map(Object.keys(contractTimes).map((name) => [wireName(name), name]));
  const given = Object.entries(declared).map(([wire, value]) => {
    const name = names.get(wire);
    if (name === undefined) throw new UsageError(`there is no time ${wire}; there are ${[...names.keys()].join(', ')}`);
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
      throw new UsageError(`${wire} is not a whole number of seconds: ${JSON.stringify(value)}`);
    return [name, value] as const;
  });
  return { ...contractTimes, ...Object.fromEntries(given) };
};
