import type { Services } from '../service.ts';
import type { Change } from '../storage/port.ts';

/**
 * What a deleted account adds to its commit so that the audit trail forgets the person, while its events and their order
 * stay. Events name people by id; where names are kept apart from the events, they are removed here.
 */
export const erasePersonFromTrail = (_userId: string, _now: number, _services: Services): Change[] => [];
