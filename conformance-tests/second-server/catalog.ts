import { brand } from './secrets.ts';

export interface Grant {
  readonly effect: 'allow' | 'deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly fields?: readonly string[];
  readonly conditions?: {
    readonly own?: true;
    readonly status?: readonly string[];
    readonly locales?: readonly string[];
  };
}

export type Environment = 'live' | 'test';

export type Permission =
  | { readonly kind: 'role'; readonly role_id: string }
  | { readonly kind: 'scopes'; readonly scopes: readonly string[] }
  | { readonly kind: 'grants'; readonly grants: readonly Grant[] };

export interface Policy {
  readonly personal_tokens: 'all_members' | 'owners_and_admins' | 'no_one';
  readonly maximum_token_days: number | null;
  readonly default_token_days: number | null;
  readonly environments: readonly Environment[];
  readonly audit_names_token_owner: boolean;
  readonly requests_per_minute: number;
}

const allow = (actions: readonly string[], resources: readonly string[] = ['*']): Grant => ({
  effect: 'allow',
  actions,
  resources,
});
const action = (id: string, { fields = false, never = false } = {}) => ({
  id,
  fields,
  api_tokens: never ? ('never' as const) : ('allowed' as const),
});
const ownResources = ['latchkey:*'];
const reading = allow(['latchkey.workspace.read'], ownResources);

/** The vocabulary of this server: a notebook, so that nothing fits by chance what another server has. */
export const catalog = {
  name: 'notebook',
  open: false,
  workspace_word: { singular: 'notebook', plural: 'notebooks' },
  token_brand: brand,
  actions: [
    action('notes.read'),
    action('notes.write'),
    action('notes.delete'),
    action('notes.edit', { fields: true }),
    action('notes.purge', { never: true }),
  ],
  resource_formats: [{ pattern: 'notes:{folder}:{note}' }],
  scopes: [
    { id: 'read', requires_role: null, grants: [allow(['notes.read'])] },
    { id: 'write', requires_role: null, grants: [allow(['notes.read', 'notes.write', 'notes.edit'])] },
    { id: 'manage', requires_role: 'admin', grants: [allow(['notes.*'])] },
  ],
  roles: [
    { id: 'owner', name: 'Owner', system: true, grants: [allow(['*']), allow(['latchkey.*'], ownResources)] },
    {
      id: 'admin',
      name: 'Admin',
      system: true,
      grants: [
        allow(['*']),
        allow(['latchkey.*'], ownResources),
        { effect: 'deny' as const, actions: ['latchkey.workspace.delete'], resources: ownResources },
      ],
    },
    {
      id: 'editor',
      name: 'Editor',
      system: true,
      grants: [
        reading,
        allow(['latchkey.roles.read'], ownResources),
        allow(['notes.read', 'notes.write', 'notes.edit']),
      ],
    },
    { id: 'viewer', name: 'Viewer', system: true, grants: [reading, allow(['notes.read'])] },
  ],
  default_permission: null,
  session_limits: { idle_seconds: 1_800, absolute_seconds: 43_200 },
  default_policy: {
    personal_tokens: 'all_members',
    maximum_token_days: null,
    default_token_days: 90,
    environments: ['live', 'test'],
    audit_names_token_owner: true,
    requests_per_minute: 600,
  } satisfies Policy as Policy,
};

/** Of the service's own actions, those that an API token can be given. */
export const ownActionsOfTokens: readonly string[] = [
  'latchkey.workspace.read',
  'latchkey.roles.read',
  'latchkey.audit.read',
  'latchkey.audit.write',
  'latchkey.credentials.verify',
];

const nouns = [
  'workspace',
  'policy',
  'members',
  'invitations',
  'roles',
  'keys',
  'personal_tokens',
  'credentials',
  'audit',
];
const verbs = ['read', 'create', 'update', 'delete', 'verify', 'write'];

export const isOwnAction = (name: string): boolean => {
  const [first, noun, verb, ...rest] = name.split('.');
  return first === 'latchkey' && nouns.includes(String(noun)) && verbs.includes(String(verb)) && rest.length === 0;
};

export const isKnownAction = (name: string): boolean =>
  isOwnAction(name) || catalog.actions.some(({ id }) => id === name);

export const isForPeopleOnly = (name: string): boolean =>
  isOwnAction(name)
    ? !ownActionsOfTokens.includes(name)
    : catalog.actions.some(({ id, api_tokens }) => id === name && api_tokens === 'never');

export const hasFields = (name: string): boolean => catalog.actions.some(({ id, fields }) => id === name && fields);
