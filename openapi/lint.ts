import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { bundleContract, contractText, offline } from './bundle.ts';
import { readErrorRegistry } from './error-registry.ts';
import { houseRules } from './rules/house-rules.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const require = createRequire(import.meta.url);

/** Runs a linter of others over the contract; its own output is the report. */
function passes(name: string, command: string, ...parameters: string[]): boolean {
  const { status, stdout, stderr } = spawnSync(process.execPath, [require.resolve(command), ...parameters], {
    cwd: folder,
    env: { ...process.env, ...offline },
    encoding: 'utf8',
  });
  console.log(`${name}: ${status === 0 ? 'passed' : `failed\n${stdout}${stderr}`}`);
  return status === 0;
}

function passesHouseRules(): boolean {
  const registry = readErrorRegistry();
  const findings = Object.entries(houseRules).flatMap(([name, rule]) =>
    rule(contract, registry).map(({ where, problem }) => `  ${where}: ${problem} (${name})`),
  );
  console.log(`house rules: ${findings.length === 0 ? 'passed' : `failed\n${findings.join('\n')}`}`);
  return findings.length === 0;
}

function isCommittedBundleFresh(): boolean {
  const isFresh = readFileSync(new URL('openapi.json', import.meta.url), 'utf8') === contractText(contract);
  if (!isFresh) console.log('openapi.json: not what the sources give; run `npm run generate`');
  return isFresh;
}

const contract = await bundleContract();
const results = [
  isCommittedBundleFresh(),
  passes('Redocly', '@redocly/cli/bin/cli.js', 'lint', 'contract'),
  passes(
    'Spectral with the OWASP rules',
    '@stoplight/spectral-cli/dist/index.js',
    'lint',
    'openapi.json',
    '--ruleset',
    '.spectral.yaml',
    '--fail-severity',
    'hint',
  ),
  passesHouseRules(),
];
if (results.includes(false)) process.exitCode = 1;
