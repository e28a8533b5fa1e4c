import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { readRunOptions } from '../src/options.ts';
import { readRequirements } from '../src/requirement.ts';
import { allChecks } from '../src/requirements/all-checks.ts';
import { runChecks } from '../src/run.ts';
import { createSecretLedger } from '../src/secret-ledger.ts';
import { type ReferenceServer, startReferenceServer } from '../src/selftest/reference-server.ts';
import { prepareTarget } from '../src/target/target.ts';
import { openWire } from '../src/wire/send.ts';
import { allBrokenServers } from './broken-servers/all-broken-servers.ts';
import { startLyingProxy } from './broken-servers/lying-proxy.ts';

suite('every broken server is caught by the check that claims it', () => {
  let server: ReferenceServer;
  const operator = {
    CONFORMANCE_OPERATOR_EMAIL: 'operator@conformance.example',
    CONFORMANCE_OPERATOR_PASSWORD: crypto.randomUUID() + crypto.randomUUID(),
  };

  /** Runs the named checks and nothing else against the address: what each came to, with the reason. */
  const verdictsAt = async (url: string, only: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const environment = { ...operator, CONFORMANCE_SETUP_TOKEN: server.setupToken };
    const options = readRunOptions({ values: { url, only, seed: '1', strict: true } }, environment);
    const wire = openWire(options.url, 20_000);
    const secrets = createSecretLedger();
    try {
      const target = await prepareTarget(wire, options, secrets);
      const requirements = readRequirements();
      const { results } = await runChecks({ checks: allChecks, requirements, target, wire, secrets, options });
      return new Map(
        results.map(({ check, verdict, evidence }) => [check, `${verdict} ${evidence?.message ?? ''}`.trim()]),
      );
    } finally {
      wire.close();
    }
  };
  let truth: ReadonlyMap<string, string>;

  before(async () => {
    server = await startReferenceServer();
    // This run completes the set-up; those that follow sign in.
    truth = await verdictsAt(
      server.url.href,
      allBrokenServers.map(({ check }) => check),
    );
  });
  after(() => server[Symbol.asyncDispose]());

  for (const { name, check, lie, make } of allBrokenServers) {
    test(`${name}: ${check} fails where ${lie}, and passes where it is not so`, async () => {
      await using broken = await startLyingProxy(server.url, make());
      assert.match((await verdictsAt(broken.url, [check])).get(check) ?? 'did not run', /^fail /);
      assert.equal(truth.get(check), 'pass');
    });
  }
});
