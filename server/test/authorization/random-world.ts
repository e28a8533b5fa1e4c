import type { Grant, GrantConditions } from '../../src/authorization/grant.ts';
import type { Environment } from '../../src/authorization/workspace-policy.ts';
import type { DecisionRequest, World, WorldCatalog, WorldSubject, WorldWorkspace } from './world.ts';

/** A reproducible source of choices. */
export interface Dice {
  /** A number from 0 (included) to 1 (excluded). */
  roll(): number;
  below(count: number): number;
  chance(probability: number): boolean;
  oneOf<T>(choices: readonly T[]): T;
  some<T>(choices: readonly T[], least?: number): T[];
}

/** Marsaglia's xorshift32: small, and the same everywhere. */
export const diceOf = (seed: number): Dice => {
  let state = (seed ^ 0x9e3779b9) | 1;
  const roll = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let warmUp = 0; warmUp < 8; warmUp += 1) roll();
  const below = (count: number): number => Math.floor(roll() * count);
  const oneOf = <T>(choices: readonly T[]): T => choices[below(choices.length)] as T;
  return {
    roll,
    below,
    chance: (probability) => roll() < probability,
    oneOf,
    some: (choices, least = 1) => {
      const chosen = choices.filter(() => roll() < 0.5);
      return chosen.length >= least ? chosen : choices.slice(0, least);
    },
  };
};

const listedActions: WorldCatalog['actions'] = [
  { id: 'content.read', fields: false, never: false },
  { id: 'content.update', fields: true, never: false },
  { id: 'content.create', fields: true, never: false },
  { id: 'content.revisions.read', fields: false, never: false },
  { id: 'content.revisions.update', fields: true, never: false },
  { id: 'media:read', fields: false, never: false },
  { id: 'media:update', fields: true, never: false },
  { id: 'settings.update', fields: true, never: true },
  { id: 'latchkey.workspace.read', fields: false, never: false },
  { id: 'latchkey.roles.read', fields: false, never: false },
  { id: 'latchkey.credentials.verify', fields: false, never: false },
  { id: 'latchkey.audit.write', fields: false, never: false },
  { id: 'latchkey.keys.create', fields: false, never: true },
];
const unlistedActions = [
  'invoices.read',
  'content:read',
  'media.read',
  'latchkey.keys',
  'content.*',
  'content..read',
  '',
];
const fieldNames = ['title', 'body', 'summary'];
const statuses = ['draft', 'protected', 'published'];
const localeNames = ['en', 'de', 'fr'];
const resourceSegments = ['content', 'posts', 'pages', 'home', 'Brand / Logos', 'workspace'];
const people = ['usr_ann', 'usr_bob'];
const here = { id: 'wsp_here', slug: 'here' };
const elsewhere = { id: 'wsp_elsewhere', slug: 'elsewhere' };

export const randomCatalog = (dice: Dice): WorldCatalog => ({ open: dice.chance(0.3), actions: listedActions });

export const randomGrants = (dice: Dice): Grant[] => {
  // Now and then more than fit into one or two words of a bit set.
  const count = dice.chance(0.06) ? 30 + dice.below(50) : 1 + dice.below(7);
  return Array.from({ length: count }, () => randomGrant(dice));
};

export const randomGrant = (dice: Dice): Grant => ({
  effect: dice.chance(0.2) ? 'deny' : 'allow',
  actions: Array.from({ length: 1 + dice.below(2) }, () => actionPattern(dice)),
  resources: Array.from({ length: 1 + dice.below(2) }, () => resourcePattern(dice)),
  ...(dice.chance(0.3) ? { fields: dice.some(fieldNames) } : {}),
  ...(dice.chance(0.3) ? { conditions: randomConditions(dice) } : {}),
});

const randomConditions = (dice: Dice): GrantConditions => ({
  ...(dice.chance(0.5) ? { own: true as const } : {}),
  ...(dice.chance(0.5) ? { status: dice.some(statuses) } : {}),
  ...(dice.chance(0.4) ? { locales: dice.some(localeNames) } : {}),
});

const actionPattern = (dice: Dice): string => {
  if (dice.chance(0.15)) return '*';
  const tokens = dice.oneOf([...listedActions.map(({ id }) => id), 'invoices.read']).split(/([.:])/);
  if (dice.chance(0.3)) tokens.splice(2 * Math.ceil(tokens.length / 4), tokens.length, '*');
  return tokens
    .map((token) => {
      if (token === '.' || token === ':') return dice.chance(0.05) ? dice.oneOf(['.', ':']) : token;
      return dice.chance(0.2) ? '*' : token;
    })
    .join('');
};

const resourceNames = (dice: Dice): string[] => {
  const first = dice.oneOf(resourceSegments.slice(0, 2));
  return [first, ...Array.from({ length: dice.below(3) }, () => dice.oneOf(resourceSegments))];
};

const resourcePattern = (dice: Dice): string => {
  const segments = resourceNames(dice).map((segment) => (dice.chance(0.25) ? '*' : segment));
  if (dice.chance(0.4)) segments.push('*');
  if (dice.chance(0.15)) return '*';
  if (!dice.chance(0.2)) return segments.join(':');
  return ['workspace', dice.oneOf([here.id, here.id, elsewhere.id, '*']), ...segments].join(':');
};

const randomWorkspace = (dice: Dice): World['workspace'] => {
  if (dice.chance(0.02)) return 'unknown';
  if (dice.chance(0.02)) return 'none_named';
  const members: { [userId: string]: WorldWorkspace['members'][string] } = {};
  for (const person of people) {
    if (dice.chance(0.95)) {
      members[person] = { role: dice.oneOf(['owner', 'admin', 'member']), grants: randomGrants(dice) };
    }
  }
  return {
    ...here,
    state: dice.chance(0.02) ? 'suspended' : 'active',
    personalTokens: dice.oneOf(['all_members', 'all_members', 'all_members', 'owners_and_admins', 'no_one']),
    environments: dice.chance(0.9) ? ['live', 'test'] : ['live'],
    members,
  };
};

const randomSubject = (dice: Dice): WorldSubject => {
  const token = {
    tokenId: 'tok_one',
    environment: dice.oneOf<Environment>(['live', 'live', 'test']),
    permission: randomGrants(dice),
    ...(dice.chance(0.25) ? { resourceLimit: [resourcePattern(dice), resourcePattern(dice)] } : {}),
  };
  const userId = dice.oneOf(people);
  switch (dice.oneOf(['user', 'personal_token', 'personal_token', 'workspace_key', 'workspace_key', 'rare'])) {
    case 'user':
      return { kind: 'user', userId };
    case 'personal_token':
      return { kind: 'personal_token', ...token, userId, reaches: randomReach(dice) };
    case 'workspace_key':
      return { kind: 'workspace_key', ...token, workspaceId: dice.chance(0.95) ? here.id : elsewhere.id };
    default:
      return dice.chance(0.5) ? { kind: 'service_key', tokenId: 'tok_service' } : { kind: 'user', userId };
  }
};

const randomReach = (dice: Dice): 'all' | string[] =>
  dice.chance(0.6)
    ? 'all'
    : dice.oneOf([[here.id], [here.id, elsewhere.id], [elsewhere.id, here.id], [elsewhere.id], []]);

export const randomWorld = (dice: Dice): World => ({
  catalog: randomCatalog(dice),
  workspace: randomWorkspace(dice),
  subject: randomSubject(dice),
});

/** The lists of grants that decide about the subject of a world. */
const decidingGrants = ({ subject, workspace }: World): (readonly Grant[])[] => {
  const members = typeof workspace === 'object' ? workspace.members : {};
  const role = 'userId' in subject ? (members[subject.userId]?.grants ?? []) : [];
  return ['permission' in subject ? subject.permission : role, role].filter((grants) => grants.length > 0);
};

/** A request that mostly meets a grant of the world, and sometimes is anything at all. */
export const randomRequest = (dice: Dice, world: World): DecisionRequest => {
  const lists = decidingGrants(world);
  return randomRequestFor(dice, lists.length === 0 ? [] : dice.oneOf(lists), world.subject);
};

export const randomRequestFor = (dice: Dice, grants: readonly Grant[], subject: WorldSubject): DecisionRequest => {
  const met = grants.length > 0 && dice.chance(0.85) ? dice.oneOf(grants) : undefined;
  return {
    action: met === undefined ? anyAction(dice) : actionMeeting(dice, met),
    resource: met === undefined ? anyResource(dice) : resourceMeeting(dice, dice.oneOf(met.resources)),
    ...(dice.chance(0.7) ? { fields: dice.some(met?.fields ?? fieldNames, 0) } : {}),
    ...(dice.chance(0.8) ? { attributes: attributesMeeting(dice, met, subject) } : {}),
    ...(dice.chance(0.06) ? { environment: dice.oneOf<Environment>(['live', 'test']) } : {}),
  };
};

const anyAction = (dice: Dice): string =>
  dice.chance(0.12) ? dice.oneOf(unlistedActions) : dice.oneOf(listedActions).id;

const actionMeeting = (dice: Dice, grant: Grant): string => {
  const [beginning = ''] = dice.oneOf(grant.actions).split('*');
  const fitting = listedActions.filter(({ id, never }) => id.startsWith(beginning) && (!never || dice.chance(0.3)));
  const withFields = fitting.filter(({ fields }) => fields);
  const choices = grant.fields !== undefined && withFields.length > 0 ? withFields : fitting;
  return choices.length > 0 && dice.chance(0.95) ? dice.oneOf(choices).id : anyAction(dice);
};

const anyResource = (dice: Dice): string => {
  if (dice.chance(0.03))
    return dice.oneOf(['content:*', 'content::posts', '', ':content', 'content:', 'workspace:here']);
  const prefix = dice.chance(0.1)
    ? ['workspace', dice.oneOf([here.id, here.slug, here.slug, elsewhere.slug, elsewhere.id])]
    : [];
  return [...prefix, ...resourceNames(dice)].join(':');
};

const resourceMeeting = (dice: Dice, pattern: string): string => {
  const segments = pattern.split(':');
  const isOpenEnded = segments.at(-1) === '*';
  const body = segments[0] === 'workspace' ? segments.slice(2) : segments;
  const fixed = isOpenEnded ? body.slice(0, -1) : body;
  const tail = isOpenEnded ? resourceNames(dice).slice(0, dice.below(3)) : [];
  const names = [...fixed, ...tail].map((segment) => (segment === '*' ? dice.oneOf(resourceSegments) : segment));
  if (names.length === 0) return anyResource(dice);
  const prefix = segments[0] === 'workspace' && dice.chance(0.5) ? ['workspace', dice.oneOf([here.id, here.slug])] : [];
  return [...prefix, ...names].join(':');
};

const attributesMeeting = (
  dice: Dice,
  grant: Grant | undefined,
  subject: WorldSubject,
): NonNullable<DecisionRequest['attributes']> => {
  const self = 'userId' in subject ? subject.userId : subject.tokenId;
  const { status = statuses, locales = localeNames } = grant?.conditions ?? {};
  return {
    ...(dice.chance(0.85) ? { owner_id: dice.oneOf<unknown>([self, self, self, self, 'usr_other', 7, null]) } : {}),
    ...(dice.chance(0.85)
      ? { status: dice.oneOf<unknown>([...status, ...status, ...statuses, null, 3, ['draft']]) }
      : {}),
    ...(dice.chance(0.85)
      ? {
          locales: dice.oneOf<unknown>([
            locales,
            locales,
            locales.slice(0, 1),
            ['en'],
            ['en', 'fr'],
            [],
            'en',
            ['en', 7],
          ]),
        }
      : {}),
  };
};
