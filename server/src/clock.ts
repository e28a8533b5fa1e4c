/** The only source of the time. Epoch milliseconds. A request reads it once and carries the value as `now`. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

const mostWritten = 1_000;
const written = new Map<number, string>();

/** On the wire, times are RFC 3339 in UTC with `Z`. Hot answers hold the same few again and again, and writing one is slow. */
export function wireTime(epochMilliseconds: number): string {
  const known = written.get(epochMilliseconds);
  if (known !== undefined) return known;
  if (written.size === mostWritten) written.clear();
  const text = new Date(epochMilliseconds).toISOString();
  written.set(epochMilliseconds, text);
  return text;
}
export const wireTimeOrNull = (epochMilliseconds: number | null): string | null =>
  epochMilliseconds === null ? null : wireTime(epochMilliseconds);

export const seconds = (count: number): number => count * 1_000;
export const minutes = (count: number): number => count * 60_000;
export const hours = (count: number): number => count * 3_600_000;
export const days = (count: number): number => count * 86_400_000;
