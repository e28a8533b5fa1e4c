import { minutes, seconds } from '../clock.ts';
import { type SigningKeyDocument, upcomingKey } from './signing-key.ts';

/** The longest life of an access token, and a minute for processes whose clocks differ. */
const longestUse = seconds(3_600) + minutes(1);

export type KeyPhase = 'upcoming' | 'active' | 'superseded' | 'retired';

/** Where a key stands at a moment. What is stored may be behind: a published key takes over by the clock, without a write. */
export interface KeyStanding {
  readonly phase: KeyPhase;
  /** When the last token it can have signed is over; null while it signs or is still to sign. */
  readonly retirableAt: number | null;
}

export interface KeyTimeline {
  readonly signing: SigningKeyDocument;
  /** The published key whose time has not come. */
  readonly upcoming: SigningKeyDocument | undefined;
  /** The key that stopped signing by the clock alone; the next change writes that down. */
  readonly overtaken: SigningKeyDocument | undefined;
  readonly standingOf: (key: SigningKeyDocument) => KeyStanding;
}

/** The keys of a deployment, in time. */
export function keyTimeline(documents: readonly SigningKeyDocument[], now: number): KeyTimeline {
  const active = documents.find(({ state }) => state === 'active');
  if (active === undefined) throw new TypeError('a deployment needs an active signing key');
  const next = upcomingKey(documents, active);
  const hasTakenOver = next !== undefined && now >= next.signs_from;
  const signing = hasTakenOver ? next : active;
  const upcoming = hasTakenOver ? undefined : next;
  const supersededAt = (key: SigningKeyDocument): number =>
    key.superseded_at ?? (hasTakenOver && key._id === active._id ? next.signs_from : key.signs_from);

  return {
    signing,
    upcoming,
    overtaken: hasTakenOver ? active : undefined,
    standingOf(key) {
      if (key.state === 'retired') return { phase: 'retired', retirableAt: supersededAt(key) + longestUse };
      if (key._id === signing._id) return { phase: 'active', retirableAt: null };
      if (key._id === upcoming?._id) return { phase: 'upcoming', retirableAt: null };
      return { phase: 'superseded', retirableAt: supersededAt(key) + longestUse };
    },
  };
}
