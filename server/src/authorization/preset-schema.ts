const text = { type: 'string', minLength: 1, maxLength: 100 } as const;
const action = { type: 'string', minLength: 1, maxLength: 128 } as const;
const resource = { type: 'string', minLength: 1, maxLength: 512 } as const;

const listOf = <Items extends object>(items: Items) =>
  ({ type: 'array', minItems: 1, maxItems: 100, uniqueItems: true, items }) as const;

const closed = <Properties extends object, Required extends keyof Properties>(
  properties: Properties,
  required: readonly Required[],
) => ({ type: 'object', additionalProperties: false, required, properties }) as const;

const grants = {
  type: 'array',
  maxItems: 100,
  items: closed(
    {
      effect: { enum: ['allow', 'deny'] },
      actions: listOf(action),
      resources: listOf(resource),
      fields: listOf({ ...text, maxLength: 128 }),
      conditions: closed({ own: { const: true }, status: listOf(text), locales: listOf(text) }, []),
    },
    ['effect', 'actions', 'resources'],
  ),
} as const;

const permission = {
  oneOf: [
    closed({ kind: { const: 'role' }, role_id: text }, ['kind', 'role_id']),
    closed({ kind: { const: 'scopes' }, scopes: listOf(text) }, ['kind', 'scopes']),
    closed({ kind: { const: 'grants' }, grants }, ['kind', 'grants']),
  ],
} as const;

const days = { type: 'integer', minimum: 1, maximum: 3650 } as const;

/** The closed JSON Schema (2020-12) of a preset file. What a schema cannot say is checked in `read-catalog.ts`. */
export const presetSchema = closed(
  {
    name: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,62}$' },
    open: { type: 'boolean' },
    workspace_word: closed({ singular: text, plural: text }, ['singular', 'plural']),
    // A brand begins with a letter, so that a credential can never be mistaken for a JWT or a number.
    token_brand: { type: 'string', pattern: '^[a-z][a-z0-9]{0,11}$' },
    actions: {
      type: 'array',
      maxItems: 1000,
      items: closed(
        { id: action, title: text, fields: { type: 'boolean' }, api_tokens: { enum: ['allowed', 'never'] } },
        ['id', 'title'],
      ),
    },
    resource_formats: {
      type: 'array',
      maxItems: 100,
      items: closed({ pattern: resource, title: text }, ['pattern', 'title']),
    },
    scopes: {
      type: 'array',
      maxItems: 100,
      items: closed(
        {
          id: { ...action, pattern: '^[A-Za-z0-9_-]+(?:[.:][A-Za-z0-9_-]+)*$' },
          title: text,
          requires_role: { const: 'admin' },
          grants,
        },
        ['id', 'title', 'grants'],
      ),
    },
    roles: {
      type: 'array',
      maxItems: 100,
      items: closed(
        {
          id: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,62}$' },
          name: text,
          description: { ...text, maxLength: 500 },
          grants,
        },
        ['id', 'name', 'description', 'grants'],
      ),
    },
    default_permission: permission,
    session_limits: closed(
      {
        idle_seconds: { type: 'integer', minimum: 60, maximum: 7_776_000 },
        absolute_seconds: { type: 'integer', minimum: 60, maximum: 7_776_000 },
      },
      ['idle_seconds', 'absolute_seconds'],
    ),
    default_policy: closed(
      {
        personal_tokens: { enum: ['all_members', 'owners_and_admins', 'no_one'] },
        maximum_token_days: { oneOf: [days, { type: 'null' }] },
        default_token_days: { oneOf: [days, { type: 'null' }] },
        environments: listOf({ enum: ['live', 'test'] }),
        audit_names_token_owner: { type: 'boolean' },
        requests_per_minute: { type: 'integer', minimum: 1, maximum: 1_000_000 },
      },
      [
        'personal_tokens',
        'maximum_token_days',
        'default_token_days',
        'environments',
        'audit_names_token_owner',
        'requests_per_minute',
      ],
    ),
  },
  [
    'name',
    'open',
    'workspace_word',
    'actions',
    'resource_formats',
    'scopes',
    'roles',
    'session_limits',
    'default_policy',
  ],
);
