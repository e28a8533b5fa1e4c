import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleContract, contractText } from './bundle.ts';
import { readErrorRegistry } from './error-registry.ts';
import { errorCodesModule } from './generators/error-codes-module.ts';
import { errorRegistryModule } from './generators/error-registry-module.ts';
import { errorsPage } from './generators/errors-page.ts';
import { judgedPresetsModule } from './generators/judged-presets-module.ts';
import { operationsModule } from './generators/operations-module.ts';
import { requestContractText } from './generators/request-contract.ts';
import { sdkGroupsModule, sdkOperationsModule } from './generators/sdk-operations.ts';
import { sdkReference } from './generators/sdk-reference.ts';
import { type GeneratedFiles, wireClient, wireTypes } from './generators/wire-code.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** Folders that hold generated files and nothing else: what is there beside the fresh output is left over. */
const ownedFolders = ['server/src/generated', 'sdk/src/generated', 'docs/sdk/reference'];

/** Everything that is made from the contract, the presets and the SDK's doc comments: path in the repository → text. */
async function freshOutput(): Promise<Map<string, string>> {
  const registry = readErrorRegistry();
  const contract = await bundleContract();
  return new Map([
    ['openapi/openapi.json', contractText(contract)],
    ['docs/errors.md', errorsPage(registry)],
    ['server/src/errors/registry.gen.ts', errorRegistryModule(registry)],
    ['sdk/src/error-codes.gen.ts', errorCodesModule(registry)],
    ...within('server/src/generated', await wireTypes(contract)),
    ['server/src/generated/operations.gen.ts', operationsModule(contract)],
    ['server/src/generated/request-contract.gen.json', requestContractText(contract)],
    ['server/src/generated/judged-presets.gen.ts', judgedPresetsModule()],
    ...within('sdk/src/generated', await wireClient(contract)),
    ['sdk/src/operations.gen.ts', sdkOperationsModule(contract)],
    ['sdk/src/groups.gen.ts', sdkGroupsModule(contract)],
    ...within('docs/sdk/reference', sdkReference(contract)),
  ]);
}

const within = (folder: string, files: GeneratedFiles): [string, string][] =>
  [...files].map(([name, text]) => [`${folder}/${name}`, text]);

async function leftOver(fresh: ReadonlyMap<string, string>): Promise<string[]> {
  const found = await Promise.all(
    ownedFolders.map(async (folder) => {
      if (!existsSync(join(repository, folder))) return [];
      const entries = await readdir(join(repository, folder), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(repository.length).replaceAll('\\', '/'));
    }),
  );
  return found.flat().filter((path) => !fresh.has(path));
}

async function differing(fresh: ReadonlyMap<string, string>): Promise<string[]> {
  const compared = await Promise.all(
    [...fresh].map(async ([path, text]) => {
      const committed = await readFile(join(repository, path), 'utf8').catch(() => undefined);
      return committed === text ? [] : [path];
    }),
  );
  return compared.flat();
}

async function write(fresh: ReadonlyMap<string, string>): Promise<void> {
  for (const path of await leftOver(fresh)) await rm(join(repository, path));
  for (const path of await differing(fresh)) {
    await mkdir(dirname(join(repository, path)), { recursive: true });
    await writeFile(join(repository, path), fresh.get(path) ?? '');
    console.log(`wrote ${path}`);
  }
}

async function check(fresh: ReadonlyMap<string, string>): Promise<void> {
  const stale = [...(await differing(fresh)), ...(await leftOver(fresh))];
  if (stale.length === 0) return;
  console.error(
    `These files differ from what they are made from; run \`npm run generate\`:\n${stale.map((path) => `  ${path}`).join('\n')}`,
  );
  process.exitCode = 1;
}

const fresh = await freshOutput();
await (process.argv.includes('--check') ? check(fresh) : write(fresh));
