import { BoundedMap } from './bounded-map.ts';
import { minutes } from './clock.ts';

const windowLength = minutes(1);
/** Keys that are remembered: whoever has more addresses than this has as many quotas anyhow. */
const rememberedKeys = 50_000;
/** Sums of fractions miss a whole number by a hair. */
const hair = 1e-6;

/** What one key has used: it drains evenly, a whole quota in a minute. */
interface Used {
  count: number;
  at: number;
}

export interface Metered {
  readonly isAllowed: boolean;
  readonly remaining: number;
  /** Milliseconds until the whole quota is there again. */
  readonly resetsAfter: number;
  /** Milliseconds until one more is allowed. */
  readonly waitsFor: number;
}

/**
 * Counts in this process, by the clock of the requests: no timer and no promise, two numbers for each key. A leaky bucket and not
 * a window, because at the edge of a window two quotas pass at once.
 */
export class RequestMeter {
  readonly #used = new BoundedMap<Used>(rememberedKeys);

  /** Uses one up, unless `perMinute` are used already: a refused request costs the caller nothing more. */
  spend(key: string, perMinute: number, now: number): Metered {
    const used = this.#usedBy(key, now);
    const drained = Math.max(0, now - used.at) * (perMinute / windowLength);
    used.count = Math.max(0, used.count - drained);
    // A clock that was set back stops the draining for a minute at most.
    if (now > used.at || used.at - now > windowLength) used.at = now;
    const isAllowed = used.count + 1 <= perMinute + hair;
    if (isAllowed) used.count += 1;
    const perUse = windowLength / perMinute;
    return {
      isAllowed,
      remaining: Math.max(0, Math.floor(perMinute - used.count + hair)),
      resetsAfter: used.count * perUse,
      waitsFor: Math.max(0, used.count + 1 - perMinute) * perUse,
    };
  }

  #usedBy(key: string, now: number): Used {
    const known = this.#used.get(key);
    if (known !== undefined) return known;
    const used = { count: 0, at: now };
    this.#used.set(key, used);
    return used;
  }
}
