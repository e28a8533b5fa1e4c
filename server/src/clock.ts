/** The only source of the time. Epoch milliseconds. A request reads it once and carries the value as `now`. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** On the wire, times are RFC 3339 in UTC with `Z`. */
export const wireTime = (epochMilliseconds: number): string => new Date(epochMilliseconds).toISOString();
export const wireTimeOrNull = (epochMilliseconds: number | null): string | null =>
  epochMilliseconds === null ? null : wireTime(epochMilliseconds);

export const seconds = (count: number): number => count * 1_000;
export const minutes = (count: number): number => count * 60_000;
export const hours = (count: number): number => count * 3_600_000;
export const days = (count: number): number => count * 86_400_000;
