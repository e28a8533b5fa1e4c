import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Contract } from '../contract.ts';
import { readErrorRegistry } from '../error-registry.ts';
import { houseRules } from '../rules/house-rules.ts';
import { brokenContract, contract } from './broken-contract.ts';

const registry = readErrorRegistry();

/** Runs one rule and gives its findings as lines. */
function findings(rule: string, document: Contract): string[] {
  const check = houseRules[rule];
  assert.ok(check, `there is no rule ${rule}`);
  return check(document, registry).map(({ where, problem }) => `${where}: ${problem}`);
}

function catches(rule: string, document: Contract, expected: RegExp): void {
  const found = findings(rule, document);
  assert.ok(
    found.some((line) => expected.test(line)),
    `${rule} should say ${expected}, and says:\n${found.join('\n')}`,
  );
}

const me = ['paths', '/v1/me', 'get'] as const;
const keys = ['paths', '/v1/workspaces/{workspace}/keys', 'post'] as const;

test('the committed contract breaks no house rule', () => {
  for (const rule of Object.keys(houseRules)) assert.deepEqual(findings(rule, contract()), [], rule);
});

describe('operation-names', () => {
  test('refuses an operationId that is not verb and noun', () => {
    for (const operationId of ['me', 'GetMe', 'get_me', 'get-me']) {
      catches(
        'operation-names',
        brokenContract((at) => Object.assign(at(...me), { operationId })),
        /verbNoun/,
      );
    }
  });
  test('refuses an operation with two tags or an undeclared one', () => {
    catches(
      'operation-names',
      brokenContract((at) => Object.assign(at(...me), { tags: ['account', 'users'] })),
      /exactly one tag/,
    );
    catches(
      'operation-names',
      brokenContract((at) => Object.assign(at(...me), { tags: ['people'] })),
      /people is not declared/,
    );
  });
});

describe('access-declared', () => {
  for (const extension of ['x-credentials', 'x-permission', 'security']) {
    test(`refuses an operation without ${extension}`, () => {
      catches(
        'access-declared',
        brokenContract((at) => void delete at(...me)[extension]),
        new RegExp(`${extension} is missing`),
      );
    });
  }
  test('refuses a credential that security does not take', () => {
    catches(
      'access-declared',
      brokenContract((at) =>
        Object.assign(at(...keys), { 'x-credentials': ['session', 'access_token', 'workspace_key'] }),
      ),
      /disagree about api_key/,
    );
  });
  test('refuses a security scheme that no credential stands for', () => {
    catches(
      'access-declared',
      brokenContract((at) => Object.assign(at(...keys), { security: [{ session_token: [] }, { api_key: [] }] })),
      /disagree about .*api_key/,
    );
  });
  test('refuses an alternative that asks for two credentials at once', () => {
    catches(
      'access-declared',
      brokenContract((at) => Object.assign(at(...me), { security: [{ session_token: [], api_key: [] }] })),
      /names one scheme/,
    );
  });
  test('refuses a public operation that asks for a credential, and an open one that is not public', () => {
    catches(
      'access-declared',
      brokenContract((at) => Object.assign(at(...me), { 'x-permission': 'public' })),
      /public exactly where/,
    );
    catches(
      'access-declared',
      brokenContract((at) => Object.assign(at(...me), { security: [], 'x-credentials': 'none' })),
      /public exactly where/,
    );
  });
  test('refuses an operator permission that members can use', () => {
    catches(
      'access-declared',
      brokenContract((at) => Object.assign(at(...me), { 'x-permission': 'operator' })),
      /disagree about operators/,
    );
  });
  test('refuses an action or resource that is not our own, and a placeholder that the path does not have', () => {
    const permission = (action: string, resource: string) =>
      brokenContract((at) => Object.assign(at(...keys), { 'x-permission': { action, resource } }));
    catches('access-declared', permission('keys.create', 'latchkey:keys'), /not latchkey\.<noun>\.<verb>/);
    catches('access-declared', permission('latchkey.keys.create', 'latchkey:roles'), /not latchkey:keys/);
    catches('access-declared', permission('latchkey.keys.create', 'latchkey:keys:{token_id}'), /\{token_id\}/);
  });
});

describe('effects-declared', () => {
  test('refuses an operation that does not say its audit events or its requirements', () => {
    catches(
      'effects-declared',
      brokenContract((at) => void delete at(...keys)['x-audit-event']),
      /x-audit-event is missing/,
    );
    catches(
      'effects-declared',
      brokenContract((at) => void delete at(...keys)['x-requirements']),
      /x-requirements is missing/,
    );
  });
  test('refuses a GET that writes an event', () => {
    catches(
      'effects-declared',
      brokenContract((at) => Object.assign(at(...me), { 'x-audit-event': ['user.read'] })),
      /GET writes no/,
    );
  });
  test('refuses malformed event names and requirement ids', () => {
    catches(
      'effects-declared',
      brokenContract((at) => Object.assign(at(...keys), { 'x-audit-event': ['keyCreated'] })),
      /noun\.verb/,
    );
    catches(
      'effects-declared',
      brokenContract((at) => Object.assign(at(...keys), { 'x-requirements': ['KEY-1'] })),
      /KEY-1/,
    );
  });
});

describe('refusals-listed', () => {
  for (const [status, path, method] of [
    ['400', '/health/live', 'get'],
    ['401', '/v1/me', 'get'],
    ['403', '/v1/me', 'get'],
    ['404', '/v1/workspaces/{workspace}', 'get'],
    ['413', '/v1/verify', 'post'],
    ['415', '/v1/verify', 'post'],
    ['429', '/v1/catalog', 'get'],
    ['431', '/v1/catalog', 'get'],
    ['500', '/v1/catalog', 'get'],
  ] as const) {
    test(`refuses ${method} ${path} without ${status}`, () => {
      catches(
        'refusals-listed',
        brokenContract((at) => void delete at('paths', path, method, 'responses')[status]),
        new RegExp(`${status} is not listed`),
      );
    });
  }
  test('refuses default and ranges', () => {
    for (const vague of ['default', '4XX']) {
      catches(
        'refusals-listed',
        brokenContract((at) => Object.assign(at(...me, 'responses'), { [vague]: { description: 'Refused.' } })),
        /not one status/,
      );
    }
  });
});

describe('refusals-registered', () => {
  const schema = ['components', 'responses', 'NotFound', 'content', 'application/problem+json', 'schema'] as const;
  test('refuses a code that errors.yaml does not have', () => {
    catches(
      'refusals-registered',
      brokenContract((at) => Object.assign(at(...schema, 'properties', 'code'), { enum: ['lost'] })),
      /lost is not in errors\.yaml/,
    );
  });
  test('refuses a code under another status than its own', () => {
    catches(
      'refusals-registered',
      brokenContract((at) => Object.assign(at(...schema, 'properties', 'code'), { enum: ['gone'] })),
      /gone belongs to 410/,
    );
  });
  test('refuses a problem whose status member is another one', () => {
    catches(
      'refusals-registered',
      brokenContract((at) => Object.assign(at(...schema, 'properties', 'status'), { const: 403 })),
      /status is not 404/,
    );
  });
  test('refuses a refusal in another media type', () => {
    catches(
      'refusals-registered',
      brokenContract((at) =>
        Object.assign(at('components', 'responses', 'NotFound'), { content: { 'application/json': { schema: {} } } }),
      ),
      /problem\+json and nothing else/,
    );
  });
  test('refuses an ErrorCode that does not list the registry', () => {
    catches(
      'refusals-registered',
      brokenContract((at) => Object.assign(at('components', 'schemas', 'ErrorCode'), { enum: [] })),
      /ErrorCode: not_found/,
    );
  });
});

describe('headers-declared', () => {
  test('refuses a response without the headers that all carry', () => {
    catches(
      'headers-declared',
      brokenContract((at) => void delete at(...me, 'responses', '200', 'headers')['Cache-Control']),
      /getMe 200: Cache-Control/,
    );
  });
  test('refuses a status without the header that belongs to it', () => {
    catches(
      'headers-declared',
      brokenContract((at) => void delete at(...keys, 'responses', '201', 'headers').Location),
      /201: Location/,
    );
    catches(
      'headers-declared',
      brokenContract((at) => void delete at('components', 'responses', 'Unauthorized', 'headers')['WWW-Authenticate']),
      /401: WWW-Authenticate/,
    );
    catches(
      'headers-declared',
      brokenContract((at) => void delete at('components', 'responses', 'TooManyRequests', 'headers')['Retry-After']),
      /429: Retry-After/,
    );
    catches(
      'headers-declared',
      brokenContract((at) => void delete at('paths', '/v1/catalog', 'get', 'responses', '200', 'headers').ETag),
      /200: ETag/,
    );
  });
  test('refuses a header that clients depend on but that may be absent', () => {
    catches(
      'headers-declared',
      brokenContract((at) => Object.assign(at('components', 'headers', 'RetryAfter'), { required: false })),
      /Retry-After is not required/,
    );
  });
});

describe('closed-requests', () => {
  test('refuses an open object, also one that is nested or behind a reference', () => {
    for (const schema of ['SignInRequest', 'Grant', 'GrantConditions', 'ResourceAttributes']) {
      catches(
        'closed-requests',
        brokenContract((at) => void delete at('components', 'schemas', schema).additionalProperties),
        /not closed/,
      );
    }
  });
});

describe('bounded-values', () => {
  const removed = (keyword: string, ...steps: string[]) =>
    brokenContract((at) => void delete at('components', ...steps)[keyword]);
  test('refuses strings without a length or a form', () => {
    catches('bounded-values', removed('maxLength', 'schemas', 'DisplayName'), /DisplayName: maxLength/);
    catches('bounded-values', removed('pattern', 'schemas', 'DisplayName'), /DisplayName: pattern or format/);
    catches(
      'bounded-values',
      removed('maxLength', 'parameters', 'IdempotencyKey', 'schema'),
      /IdempotencyKey: maxLength/,
    );
  });
  test('refuses arrays without a length and integers without bounds', () => {
    catches('bounded-values', removed('maxItems', 'schemas', 'SessionList', 'properties', 'data'), /data: maxItems/);
    catches('bounded-values', removed('maximum', 'parameters', 'Limit', 'schema'), /Limit: maximum/);
  });
});

describe('plain-dialect', () => {
  const changed = (change: object) =>
    brokenContract((at) => Object.assign(at('components', 'schemas', 'DisplayName'), change));
  test('refuses keywords that tools read differently', () => {
    for (const keyword of ['nullable', 'example', 'discriminator', 'readOnly', 'writeOnly']) {
      catches('plain-dialect', changed({ [keyword]: true }), new RegExp(`DisplayName: ${keyword}`));
    }
  });
  test('refuses formats that nobody checks and members that are not snake_case', () => {
    catches('plain-dialect', changed({ format: 'full-name' }), /full-name/);
    catches(
      'plain-dialect',
      brokenContract((at) => Object.assign(at('components', 'schemas', 'Session', 'properties'), { createdAt: {} })),
      /createdAt/,
    );
  });
  test('refuses a time that is not named as one, and an enum that forgets its null', () => {
    const members = ['components', 'schemas', 'Session', 'properties'] as const;
    catches(
      'plain-dialect',
      brokenContract((at) => Object.assign(at(...members), { expiry: { $ref: '#/components/schemas/Timestamp' } })),
      /Session: the time expiry is not named …_at/,
    );
    catches(
      'plain-dialect',
      brokenContract((at) => Object.assign(at(...members), { state: { type: ['string', 'null'], enum: ['a'] } })),
      /Session\.state: the type admits null/,
    );
  });
});

describe('tagged-unions', () => {
  test('refuses branches without a tag of their own', () => {
    catches(
      'tagged-unions',
      brokenContract((at) =>
        Object.assign(at('components', 'schemas', 'CookieSignIn', 'properties', 'type'), { const: 'session_token' }),
      ),
      /share no required member/,
    );
    catches(
      'tagged-unions',
      brokenContract((at) => Object.assign(at('components', 'schemas', 'CookieSignIn'), { required: ['session'] })),
      /share no required member/,
    );
  });
  test('refuses unnamed branches and anyOf', () => {
    catches(
      'tagged-unions',
      brokenContract((at) =>
        Object.assign(at('components', 'schemas', 'SignInResult'), { oneOf: [{ type: 'object' }, { type: 'string' }] }),
      ),
      /no name/,
    );
    catches(
      'tagged-unions',
      brokenContract((at) => Object.assign(at('components', 'schemas', 'SignInResult'), { anyOf: [] })),
      /instead of anyOf/,
    );
  });
});

describe('valid-examples', () => {
  const example = [...me, 'responses', '200', 'content', 'application/json', 'examples', 'user', 'value'] as const;
  test('refuses a body without an example', () => {
    catches(
      'valid-examples',
      brokenContract((at) =>
        Object.assign(at(...me, 'responses', '200', 'content', 'application/json'), { examples: {} }),
      ),
      /has no example/,
    );
  });
  test('refuses an example that its schema refuses', () => {
    catches(
      'valid-examples',
      brokenContract((at) => Object.assign(at(...example, 'user'), { email: 'nobody' })),
      /must match format "email"/,
    );
  });
  test('refuses an undeclared member, also in an object that the schema leaves open', () => {
    catches(
      'valid-examples',
      brokenContract((at) => Object.assign(at(...example, 'user'), { nickname: 'Ada' })),
      /unevaluated properties/,
    );
    catches(
      'valid-examples',
      brokenContract((at) =>
        Object.assign(
          at(
            'components',
            'responses',
            'NotFound',
            'content',
            'application/problem+json',
            'examples',
            'not_found',
            'value',
          ),
          { stack: '' },
        ),
      ),
      /unevaluated properties/,
    );
  });
});

describe('honest-examples', () => {
  const examples = ['components', 'responses', 'NotFound', 'content', 'application/problem+json', 'examples'] as const;
  test('refuses a problem that says something else than the registry', () => {
    catches(
      'honest-examples',
      brokenContract((at) => Object.assign(at(...examples, 'not_found', 'value'), { title: 'Lost' })),
      /does not say what errors\.yaml says/,
    );
  });
  test('refuses a code without an example', () => {
    catches(
      'honest-examples',
      brokenContract((at) => void delete at(...examples).not_found),
      /not_found has no example/,
    );
  });
  test('refuses a secret that could be real', () => {
    const value = [...keys, 'responses', '201', 'content', 'application/json', 'examples', 'grants', 'value'] as const;
    catches(
      'honest-examples',
      brokenContract((at) => Object.assign(at(...value), { secret: 'zk_live_8f3kQ2' })),
      /real secret/,
    );
  });
});

describe('readable-operations', () => {
  test('refuses a summary that is no short heading', () => {
    for (const summary of ['read yourself', 'Read yourself.', `Read ${'very '.repeat(12)}much`, '']) {
      catches(
        'readable-operations',
        brokenContract((at) => Object.assign(at(...me), { summary })),
        /getMe: the summary is not a short heading/,
      );
    }
  });
  test('refuses a description that is no sentence, or only repeats the summary', () => {
    for (const description of ['', 'who you are', 'Same heading. And a note.']) {
      catches(
        'readable-operations',
        brokenContract((at) => Object.assign(at(...me), { summary: 'Same heading', description })),
        /getMe: the description/,
      );
    }
  });
});

describe('plain-requests', () => {
  test('refuses a second media type, and a body that may be left out', () => {
    catches(
      'plain-requests',
      brokenContract((at) => Object.assign(at(...keys, 'requestBody', 'content'), { 'text/plain': { schema: {} } })),
      /createWorkspaceKey: the body is application\/json and nothing else/,
    );
    catches(
      'plain-requests',
      brokenContract((at) => Object.assign(at(...keys, 'requestBody'), { required: false })),
      /createWorkspaceKey: the body is not required/,
    );
  });
  test('refuses a form anywhere but at the OAuth endpoints', () => {
    catches(
      'plain-requests',
      brokenContract((at) => {
        const body = at(...keys, 'requestBody');
        body.content = { 'application/x-www-form-urlencoded': { schema: {} } };
      }),
      /createWorkspaceKey: the body is application\/json/,
    );
  });
  test('refuses a list in the query', () => {
    catches(
      'plain-requests',
      brokenContract((at) =>
        Object.assign(at(...me), { parameters: [{ name: 'ids', in: 'query', schema: { type: 'array' } }] }),
      ),
      /getMe: the query parameter ids is more than one value/,
    );
  });
});

describe('paged-lists', () => {
  const list = ['paths', '/v1/workspaces/{workspace}/keys', 'get'] as const;
  test('refuses a list without limit and cursor, without Link, or without its own refusal of cursors', () => {
    const bare = brokenContract((at) => Object.assign(at(...list), { parameters: [] }));
    catches('paged-lists', bare, /listWorkspaceKeys: a list that does not take limit/);
    catches('paged-lists', bare, /listWorkspaceKeys: a list that does not take cursor/);
    catches(
      'paged-lists',
      brokenContract((at) => delete at(...list, 'responses', '200', 'headers').Link),
      /listWorkspaceKeys: a list without the header Link/,
    );
    catches(
      'paged-lists',
      brokenContract((at) =>
        Object.assign(at(...list, 'responses'), { 400: { $ref: '#/components/responses/BadRequest' } }),
      ),
      /listWorkspaceKeys: a list that does not document invalid_cursor/,
    );
  });
  test('refuses a list that cannot be continued', () => {
    catches(
      'paged-lists',
      brokenContract((at) => delete at('components', 'schemas', 'WorkspaceKeyList', 'properties').next_cursor),
      /listWorkspaceKeys: a list without next_cursor/,
    );
  });
});

describe('repeatable-creations', () => {
  test('refuses a creation without Idempotency-Key, and a precondition without If-Match', () => {
    catches(
      'repeatable-creations',
      brokenContract((at) => Object.assign(at(...keys), { parameters: [] })),
      /createWorkspaceKey: a creation or rotation that does not take Idempotency-Key/,
    );
    catches(
      'repeatable-creations',
      brokenContract((at) =>
        Object.assign(at('paths', '/v1/workspaces/{workspace}/policy', 'put'), { parameters: [] }),
      ),
      /setPolicy: a precondition is asked for/,
    );
  });
});
