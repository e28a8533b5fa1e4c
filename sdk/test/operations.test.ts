import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createClient } from '../src/index.ts';
import { startFakeServer } from './support/fake-server.ts';
import { createTestClock } from './support/test-clock.ts';

interface ContractOperation {
  readonly operationId: string;
  readonly tags: readonly [string];
  readonly parameters?: readonly { readonly name?: string; readonly $ref?: string }[];
}

interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const contract: Contract = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8'));

const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
    .map(([method, operation]) => ({ path, method: method.toUpperCase(), ...(operation as ContractOperation) })),
);

const camelCase = (tag: string): string => tag.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/**
 * `createWorkspaceKey` under `workspace-keys` is `create`: the noun that the tag says is left out. What is done to several at
 * once keeps it, because `revoke` is the name for one.
 */
function callName(operationId: string, tag: string): string {
  const plural = camelCase(`-${tag}`);
  if (plural.endsWith('s') && operationId.endsWith(plural) && !operationId.startsWith('list')) return operationId;
  return operationId.replace(plural, '').replace(plural.replace(/s$/, ''), '');
}

const client = createClient({ baseUrl: 'http://127.0.0.1:1' });

test('every operation of the contract is a call under its tag, and there is no other', () => {
  const expected = operations.map(({ operationId, tags: [tag] }) => `${camelCase(tag)}.${callName(operationId, tag)}`);
  const actual = Object.entries(client)
    .filter(([, group]) => typeof group === 'object')
    .flatMap(([tag, group]) => Object.keys(group).map((name) => `${tag}.${name}`));
  assert.deepEqual(actual.toSorted(), expected.toSorted());
});

for (const { operationId, method, path, tags, parameters = [] } of operations) {
  const takesKey = parameters.some(({ name, $ref }) => name === 'Idempotency-Key' || $ref?.endsWith('/IdempotencyKey'));

  test(`${operationId} is sent as ${method} ${path} ${takesKey ? 'with' : 'without'} an idempotency key`, async (t) => {
    const clock = createTestClock();
    const sentPath = path.replace(/\{\w+\}/g, 'x');
    const server = await startFakeServer(t, clock, { [`${method} ${sentPath}`]: () => ({ body: {} }) });
    const groups = createClient({ baseUrl: server.url, clock, credentials: { apiToken: 'zk' } }) as unknown as Readonly<
      Record<string, Readonly<Record<string, (input: object) => Promise<unknown>>>>
    >;
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, 'x']);

    await groups[camelCase(tags[0])]?.[callName(operationId, tags[0])]?.({
      path: Object.fromEntries(names),
      ...(method === 'GET' ? {} : { body: { some: 'body' } }),
    });

    const [seen] = server.requests(`${method} ${sentPath}`);
    assert.ok(seen !== undefined);
    assert.equal(seen.headers['idempotency-key'] !== undefined, takesKey);
  });
}

test('inputs and results have the contract’s types', () => {
  // Compiled, never called: what does not fit the contract does not compile.
  const compiles = async () => {
    const key = await client.workspaceKeys.create({
      path: { workspace: 'acme' },
      body: { name: 'Importer', environment: 'live' },
    });
    key.secret satisfies string;
    key.environment satisfies 'live' | 'test';
    client.sessions.revoke satisfies (input: { path: { session_id: string } }) => Promise<void>;
    (await client.workspaces.list()).data[0]?.slug satisfies string | undefined;
    const verified = await client.decisions.verifyCredential({ body: { credential: 'zk' } });
    if (verified.outcome === 'denied') verified.decision.code satisfies string;
    // @ts-expect-error: a creation needs its body
    await client.workspaces.create({});
    const body = { name: 'Importer', environment: 'staging' } as const;
    // @ts-expect-error: the environment is live or test
    await client.workspaceKeys.create({ path: { workspace: 'acme' }, body });
    // @ts-expect-error: reading makes nothing twice, so it takes no idempotency key
    await client.workspaces.list({ idempotencyKey: 'x'.repeat(16) });
    // @ts-expect-error: a key has no such member
    key.password;
  };
  assert.equal(typeof compiles, 'function');
});
