import assert from 'node:assert/strict';
import { before, it } from 'node:test';
import { operationTable } from '../../src/generated/operations.gen.ts';
import type { OperationId } from '../../src/operation/operation.ts';
import { signUpPerson } from '../support/actors.ts';
import { prepareRequests } from '../support/prepared-requests.ts';
import type { Asked } from '../support/test-client.ts';
import { onEachServer } from '../support/test-server.ts';

/** What a foreign page can make a browser send along. */
const foreign: readonly Readonly<Record<string, string>>[] = [
  {},
  { Origin: 'null' },
  { Origin: 'https://evil.example' },
  { 'Sec-Fetch-Site': 'cross-site' },
  { 'Sec-Fetch-Site': 'same-site', Origin: 'http://127.0.0.1:1' },
  { 'Sec-Fetch-Site': 'none' },
];

/** Operations that somebody has to be known for and that are asked by an unsafe method. */
const writing = (Object.keys(operationTable) as OperationId[]).filter(
  (id) => operationTable[id].permission !== 'public' && operationTable[id].method !== 'GET',
);

onEachServer('a foreign page', (at) => {
  let prepared: ReadonlyMap<OperationId, Asked>;
  before(async () => {
    prepared = await prepareRequests(at.server);
  });

  it('writes nothing with the visitor’s cookie, by any operation', async () => {
    const { server } = at;
    assert.ok(writing.length > 50);
    const visitor = await signUpPerson(server);
    for (const id of writing) {
      const { as, ...asked } = prepared.get(id) ?? {};
      // What is for keys alone is asked with somebody's cookie all the same.
      const session = as?.startsWith('zs_') ? as : visitor.session;
      for (const from of foreign) {
        const headers = { ...asked.headers, ...from, Cookie: `session=${session}` };
        await server.refuse(id, 'cross_site_request', { ...asked, headers });
      }
    }
    // Nothing has happened to what the requests are about: they can still be carried out.
    for (const id of ['revokeWorkspaceKey', 'deleteWorkspace', 'changePassword'] as const)
      await server.succeed(id, prepared.get(id) ?? {});
  });

  it('does with the cookie what its owner’s page does, once it shows that it is that page', async () => {
    const { server } = at;
    const { issuer } = server.services.config;
    for (const proof of [{ Origin: issuer }, { 'Sec-Fetch-Site': 'same-origin' }]) {
      const { as, ...asked } = prepared.get('updateMe') ?? {};
      await server.succeed('updateMe', { ...asked, headers: { Cookie: `session=${as}`, ...proof } });
    }
  });
});
