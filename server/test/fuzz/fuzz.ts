/**
 * `npm run fuzz`: Schemathesis, a fuzzer that was written by others and knows nothing but the contract, sends requests to a server
 * in this process, as every kind of caller. See docs/decisions/0018-fuzzed-from-outside.md.
 *
 * `npm run fuzz -- --examples 100 --seed 7 --callers session,operator --operations createRole`
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { OperationId } from '../../src/operation/operation.ts';
import { mongodbUri, newPlace } from '../storage/engines.ts';
import { password, setUpOperator } from '../support/actors.ts';
import { setupToken, startTestServer, type TestServer } from '../support/test-server.ts';
import { type CallerKind, callerKinds, operationsFor, operationsRefusedTo } from './callers.ts';
import { runSchemathesis } from './schemathesis.ts';
import { createSupply, type Supply, serveSupply } from './supply.ts';
import { type Counts, Tally } from './tally.ts';

const { values: options } = parseArgs({
  options: {
    examples: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    callers: { type: 'string', default: callerKinds.join() },
    operations: { type: 'string' },
  },
});
const hooks = fileURLToPath(new URL('hooks.py', import.meta.url));
const asked = options.operations?.split(',');
const only = (ids: readonly OperationId[]): OperationId[] => ids.filter((id) => asked?.includes(id) ?? true);

/** One run of Schemathesis. */
interface Run {
  readonly title: string;
  readonly caller: CallerKind;
  /** Fuzzed with all that there is. Each has to succeed at some time: where all answers are 401 or 404, nothing was found out. */
  readonly allowed: readonly OperationId[];
  /**
   * Those of them that are tried at every boundary of every value, right and wrong (the phase `coverage`, most of all requests). Once
   * for each operation is enough: the contract is the same for every caller.
   */
  readonly covered: readonly OperationId[];
  /** Here it is only tried, a few times, whether they refuse. */
  readonly refused: readonly OperationId[];
  readonly supply: Supply;
  readonly warns: boolean;
}

/**
 * That nothing was let in, whatever the reason, is judged by the tally, over all phases of a run: Schemathesis would judge it by the
 * two or three requests of one phase (`missing_test_data`, `validation_mismatch`, `low_valid_rate`).
 */
const warnings = [
  'missing_auth',
  'missing_deserializer',
  'method_not_allowed',
  'rate_limited',
  'unmatched_filter',
  'unresolvable_reference',
  'unsupported_regex',
  'unused_openapi_auth',
];

const settings = ({ allowed, covered, refused, warns }: Run): string => `
seed = ${Number(options.seed)}
continue-on-failure = true
request-timeout = 20
max-redirects = 0
color = false
warnings = ${warns ? `{ display = ${JSON.stringify(warnings)}, fail-on = ${JSON.stringify(warnings)} }` : 'false'}

[output.sanitization]
enabled = false

[generation]
max-examples = ${Number(options.examples)}
with-security-parameters = false
no-shrink = true
database = "none"

[checks.positive_data_acceptance]
# What is valid by its form may still meet something that is not there, or not so. It is never malformed: 400 is in hooks.py.
expected-statuses = ["2xx", 401, 403, 404, 409, 410, 412, 422, 428]

[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 422, 428]

[phases.stateful]
enabled = false

${forOperations(
  allowed.filter((id) => !covered.includes(id)),
  `phases = { coverage = { enabled = false } }\ngeneration = { max-examples = ${Math.max(10, Number(options.examples))} }`,
)}
${forOperations(
  refused,
  'warnings = false\ngeneration = { max-examples = 1 }\nphases = { coverage = { enabled = false }, examples = { enabled = false } }',
)}
`;

const forOperations = (ids: readonly OperationId[], what: string): string =>
  ids.length === 0 ? '' : `[[operations]]\ninclude-operation-id = ${JSON.stringify(ids)}\n${what}`;

async function fuzz(server: TestServer, run: Run, tally: Tally): Promise<void> {
  const operations = [...run.allowed, ...run.refused];
  if (operations.length === 0) return;
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-fuzz-'));
  const supply = await serveSupply(run.supply);
  try {
    writeFileSync(join(folder, 'schemathesis.toml'), settings(run));
    const { printed, exitCode } = await runSchemathesis(
      [
        'run',
        `http://127.0.0.1:${server.port}/openapi.json`,
        ...operations.flatMap((id) => ['--include-operation-id', id]),
      ],
      {
        folder,
        environment: {
          SCHEMATHESIS_HOOKS: hooks,
          FUZZ_CALLER: run.caller,
          FUZZ_SUPPLY: supply.url,
          FUZZ_REFUSED: run.refused.join(),
          FUZZ_SEED: options.seed,
        },
      },
    );
    console.log(`${exitCode === 0 ? 'held' : 'FAILED'}: ${run.title}`);
    if (exitCode !== 0) {
      console.log(printed);
      process.exitCode = 1;
    }
    const counts = JSON.parse(readFileSync(join(folder, 'counts.json'), 'utf8')) as Counts;
    tally.add(counts, run.warns ? run : { caller: run.caller, allowed: run.covered });
  } finally {
    supply.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A server with an empty store, that has no quota to run into. */
async function withServer(
  environment: Readonly<Record<string, string>>,
  use: (server: TestServer) => Promise<void>,
): Promise<void> {
  const place = newPlace(mongodbUri === undefined ? 'embedded' : 'mongodb');
  const server = await startTestServer(place, {
    environment: {
      REQUESTS_PER_MINUTE: '100000000',
      ATTEMPTS_PER_ADDRESS: '1000000',
      LOG_LEVEL: 'error',
      ...environment,
    },
  });
  try {
    await use(server);
  } finally {
    await server.close();
    await place.remove();
  }
}

/** Where nothing is yet but the setup token, and addresses are verified before there is an account. */
const emptySupply: Supply = async (_, id) =>
  id === 'completeSetup'
    ? { body: { setup_token: setupToken, email: 'operator@example.com', password, name: 'Olga Operator' } }
    : {};

const tally = new Tally();
const callers = callerKinds.filter((kind) => options.callers.split(',').includes(kind));
if (callers.includes('none')) {
  const allowed = only(operationsFor('none'));
  const covered = allowed.filter((id) => id === 'completeSetup');
  const run = { caller: 'none', allowed, covered, refused: [], supply: emptySupply, warns: false } as const;
  await withServer({ EMAIL_VERIFICATION: 'required', REGISTRATION: 'open' }, (server) =>
    fuzz(server, { ...run, title: 'without a credential, at an empty deployment' }, tally),
  );
}
await withServer({}, async (server) => {
  await setUpOperator(server);
  const supply = createSupply(server);
  const seen = new Set<OperationId>();
  for (const caller of callers) {
    const title = caller === 'none' ? 'without a credential' : `with the credential ${caller}`;
    const allowed = only(operationsFor(caller)).filter((id) => id !== 'completeSetup');
    const covered = allowed.filter((id) => !seen.has(id));
    for (const id of covered) seen.add(id);
    const refused = only(operationsRefusedTo(caller));
    await fuzz(server, { title, caller, allowed, covered, refused, supply, warns: true }, tally);
  }
});
tally.print();
if (!tally.isGood) process.exitCode = 1;
