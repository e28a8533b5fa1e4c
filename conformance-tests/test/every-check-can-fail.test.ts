import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { readRunOptions } from '../src/options.ts';
import { readRequirements } from '../src/requirement.ts';
import { allChecks } from '../src/requirements/all-checks.ts';
import { type CheckResult, runChecks } from '../src/run.ts';
import { createSecretLedger } from '../src/secret-ledger.ts';
import { prepareTarget } from '../src/target.ts';
import { openWire } from '../src/wire/send.ts';
import { allBrokenServers } from './broken-servers/all-broken-servers.ts';
import { startLyingProxy } from './broken-servers/lying-proxy.ts';
import { startTrueServer, type TrueServer } from './support/true-server.ts';

suite('every broken server is caught by the check that claims it', () => {
  let server: TrueServer;
  const operator = {
    CONFORMANCE_OPERATOR_EMAIL: 'operator@conformance.example',
    CONFORMANCE_OPERATOR_PASSWORD: crypto.randomUUID() + crypto.randomUUID(),
  };

  /** Runs the one check, and nothing else, against the address. */
  const runOnly = async (url: string, check: string): Promise<readonly CheckResult[]> => {
    const environment = { ...operator, CONFORMANCE_SETUP_TOKEN: server.setupToken };
    const options = readRunOptions({ values: { url, only: [check], seed: '1', strict: true } }, environment);
    const wire = openWire(options.url, 20_000);
    const secrets = createSecretLedger();
    try {
      const target = await prepareTarget(wire, options, secrets);
      return (await runChecks({ checks: allChecks, requirements: readRequirements(), target, wire, secrets, options }))
        .results;
    } finally {
      wire.close();
    }
  };
  const verdictAt = async (url: string, check: string): Promise<string> => {
    const result = (await runOnly(url, check)).find((one) => one.check === check);
    return result === undefined
      ? 'did not run'
      : `${result.verdict} ${result.verdict === 'pass' ? '' : (result.evidence?.message ?? '')}`.trim();
  };

  before(async () => {
    server = await startTrueServer();
    // The first run completes the set-up; those that follow sign in.
    await runOnly(server.url.href, 'DOC-07/health');
  });
  after(() => server[Symbol.asyncDispose]());

  for (const { name, check, lie, make } of allBrokenServers) {
    test(`${name}: ${check} fails where ${lie}, and passes where it is not so`, async () => {
      await using broken = await startLyingProxy(server.url, make());
      assert.match(await verdictAt(broken.url, check), /^fail /);
      assert.equal(await verdictAt(server.url.href, check), 'pass');
    });
  }
});
