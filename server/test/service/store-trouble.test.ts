import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { connectMongodb } from '../../src/storage/mongodb/connect-mongodb.ts';
import { mongodbUri, newPlace, shortenTransactionLifetime } from '../storage/engines.ts';
import { type Fault, type FaultyProxy, startFaultyProxy } from '../storage/faulty-proxy.ts';
import {
  createKey,
  createServiceKey,
  type Person,
  setUpOperator,
  signUpOwner,
  unique,
  type Workspace,
} from '../support/actors.ts';
import type { Answer } from '../support/http-client.ts';
import { eventsOf, startTestServer, type TestServer } from '../support/test-server.ts';

const poolSize = 5;

/** An error that only we have made up changes nothing at the server, which therefore does not tell the driver that all is well. */
const looksOften = '&serverMonitoringMode=poll&heartbeatFrequencyMS=500';

/** What a server says that steps down, shuts down, is cut off or is overtaken; with the labels that it gives inside a transaction. */
const passing = [10_107, 11_602, 91, 189, 6, 112];
const labelsOf = (command: string): string[] =>
  ({ find: [], commitTransaction: ['RetryableWriteError'] })[command] ?? ['TransientTransactionError'];

// Trouble on the way to the store is a matter of MongoDB; the embedded engine is in the process itself.
if (mongodbUri !== undefined) describe('the service when its store is in trouble (mongodb)', storeInTrouble);

function storeInTrouble(): void {
  const place = newPlace('mongodb');
  let proxy: FaultyProxy;
  let server: TestServer;
  let service: string;
  let scene: { readonly owner: Person; readonly workspace: Workspace };

  before(async () => {
    await shortenTransactionLifetime();
    proxy = await startFaultyProxy();
    const deadlines = { queueMilliseconds: 100, socketMilliseconds: 2_000, commitMilliseconds: 500 };
    server = await startTestServer({
      ...place,
      open: () =>
        connectMongodb({ uri: `${proxy.uri}${looksOften}`, databaseName: place.address, poolSize, deadlines }),
    });
    service = await createServiceKey(server, await setUpOperator(server));
    scene = await signUpOwner(server);
  });
  after(async () => {
    await server.close();
    proxy.close();
    await place.remove();
  });

  const during = async <T>(faults: Fault[], work: () => Promise<T>): Promise<T> => {
    proxy.faults = faults;
    try {
      return await work();
    } finally {
      proxy.faults = [];
    }
  };
  const creation = () => ({
    as: scene.owner.session,
    path: { workspace: scene.workspace.id },
    body: { name: unique('key'), environment: 'live', permission: { kind: 'scopes', scopes: ['full_access'] } },
    headers: { 'Idempotency-Key': unique('one-creation-in-trouble') },
  });
  const verify = (credential: string) => server.ask('verifyCredential', { as: service, body: { credential } });
  const outcomeOf = ({ text }: Answer): unknown => JSON.parse(text).outcome;
  const requireUnavailable = ({ status, headers, text }: Answer): void => {
    assert.equal(status, 503, text);
    assert.match(headers['retry-after'] ?? '', /^\d+$/);
  };
  /** The service may have given up a moment too early to see the trouble end. */
  const untilAvailable = async (ask: () => Promise<Answer>): Promise<Answer> => {
    let answer = await ask();
    while (answer.status === 503) answer = await ask();
    return answer;
  };
  const requireMadeOnce = async (name: string): Promise<void> => {
    const { body } = await server.succeed('listWorkspaceKeys', {
      as: scene.owner.session,
      path: { workspace: scene.workspace.id },
    });
    assert.equal(body.data.filter((key) => key.name === name).length, 1);
    const events = await eventsOf(server, scene.workspace.id);
    assert.equal(events.filter(({ target }) => target?.name === name).length, 1);
  };

  for (const command of ['find', 'insert', 'update', 'commitTransaction']) {
    it(`an error of ${command} that passes is not seen, or is a 503 after which a retry has the one effect`, async () => {
      for (const code of passing) {
        const asked = creation();
        const answer = { ok: 0, code, errmsg: 'injected', errorLabels: labelsOf(command) };
        const fault: Fault = { command, when: { answer }, times: 1 };
        const first = await during([fault], () => server.ask('createWorkspaceKey', asked));
        assert.equal(fault.times, 0, 'the fault happened');
        if (first.status !== 201) requireUnavailable(first);
        const again = await untilAvailable(() => server.ask('createWorkspaceKey', asked));
        assert.equal(again.status, 201, again.text);
        if (first.status === 201) assert.equal(again.text, first.text);
        await requireMadeOnce(asked.body.name);
      }
    });
  }

  it('a creation whose acknowledgement is lost for good is a 503; its retries give one secret, and the key is made once', async () => {
    const asked = creation();
    const lost: Fault = { command: 'commitTransaction', when: 'after', times: Number.POSITIVE_INFINITY };
    requireUnavailable(await during([lost], () => server.ask('createWorkspaceKey', asked)));
    const answers: string[] = [];
    for (let retry = 0; retry < 10; retry += 1) answers.push((await server.succeed('createWorkspaceKey', asked)).text);
    assert.equal(new Set(answers).size, 1);
    assert.equal(outcomeOf(await verify(JSON.parse(answers[0] ?? '').secret)), 'authenticated');
    await requireMadeOnce(asked.body.name);
  });

  it('a revocation that cannot be written is a 503 and never a success; the key works on until it is written', async () => {
    const { body: key } = await createKey(server, scene);
    const asked = { as: scene.owner.session, path: { workspace: scene.workspace.id, token_id: key.id } };
    const answer = { ok: 0, code: 11_602, errmsg: 'injected', errorLabels: ['TransientTransactionError'] };
    const failing: Fault = { command: 'update', when: { answer }, times: Number.POSITIVE_INFINITY };
    requireUnavailable(await during([failing], () => server.ask('revokeWorkspaceKey', asked)));
    requireUnavailable(
      await during([{ ...failing }], () => server.ask('revokeToken', { form: { token: key.secret } })),
    );
    assert.equal(outcomeOf(await untilAvailable(() => verify(key.secret))), 'authenticated');
    assert.equal((await untilAvailable(() => server.ask('revokeWorkspaceKey', asked))).status, 204);
    assert.equal(outcomeOf(await verify(key.secret)), 'invalid');
  });

  it('a verification does not wait for the last use to be written, nor fail by it', async () => {
    const { body: key } = await createKey(server, scene);
    const answer = { ok: 0, code: 11_602, errmsg: 'injected', errorLabels: [] };
    const failing: Fault = { command: 'update', when: { answer }, times: Number.POSITIVE_INFINITY };
    assert.equal(outcomeOf(await during([failing], () => verify(key.secret))), 'authenticated');
  });

  it('with every connection busy a request is refused before those that wait are; what needs no store goes on, and then all does', async () => {
    const { body: key } = await createKey(server, scene);
    assert.equal(outcomeOf(await verify(key.secret)), 'authenticated');
    const silent: Fault = { command: 'find', when: 'silence', times: poolSize };
    let waiting = poolSize;
    const stuck = Promise.all(
      Array.from({ length: poolSize }, async () => {
        const answer = await verify(key.secret);
        waiting -= 1;
        return answer;
      }),
    );
    proxy.faults = [silent];
    while (silent.times > 0) await new Promise(setImmediate);
    requireUnavailable(await verify(key.secret));
    assert.equal(waiting, poolSize, 'refused while the others still wait');
    assert.equal((await server.ask('getLiveness')).status, 200);
    assert.equal((await server.ask('getCatalog')).status, 200);
    for (const answer of await stuck) if (answer.status !== 200) requireUnavailable(answer);
    assert.equal(outcomeOf(await untilAvailable(() => verify(key.secret))), 'authenticated');
  });
}
