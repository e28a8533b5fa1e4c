import { endingRaces } from './ending-races.ts';
import { keyRaces } from './key-races.ts';
import { memberRaces } from './member-races.ts';
import type { Race } from './race.ts';
import { sessionRaces } from './session-races.ts';

export const allRaces: readonly Race[] = [...sessionRaces, ...keyRaces, ...endingRaces, ...memberRaces];
