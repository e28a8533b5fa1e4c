import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type UserConfig } from '@hey-api/openapi-ts';
import type { Contract } from '../contract.ts';

type Plugins = NonNullable<UserConfig['plugins']>;

/** File name inside the generated folder → its text. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/** `types.gen.ts` alone: the wire types of every schema and operation, for the server. */
export async function wireTypes(contract: Contract): Promise<GeneratedFiles> {
  const files = await generate(contract, ['@hey-api/typescript']);
  return new Map([...files].filter(([name]) => name === 'types.gen.ts'));
}

/**
 * Wire types and one function per operation, for the SDK; with the project that type-checks them. The functions are given their
 * client with each call and no credential, because the SDK has a transport of its own.
 */
export async function wireClient(contract: Contract): Promise<GeneratedFiles> {
  const files = await generate(contract, [
    '@hey-api/client-fetch',
    '@hey-api/typescript',
    { name: '@hey-api/sdk', client: false, auth: false },
  ]);
  return new Map([
    ...[...files].map(([name, text]) => [name, isRuntime(name) ? `${uncheckedNotice}${text}` : text] as const),
    ['tsconfig.json', `${JSON.stringify(clientProject, null, 2)}\n`],
  ]);
}

/** hey-api's own runtime is not written for exactOptionalPropertyTypes, which the code that imports it is compiled with. */
const isRuntime = (name: string): boolean => /^(?:client|core)\//.test(name);
const uncheckedNotice = '// @ts-nocheck\n';

const clientProject = {
  extends: '../../../tsconfig.json',
  compilerOptions: { exactOptionalPropertyTypes: false },
  include: ['.'],
};

async function generate(contract: Contract, plugins: Plugins): Promise<GeneratedFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'wire-'));
  try {
    await createClient({
      // A copy, because the generator rewrites what it is given.
      input: structuredClone(contract) as unknown as Record<string, unknown>,
      logs: { level: 'silent', file: false },
      output: { path: folder, module: { extension: '.ts' } },
      plugins,
    });
    return await filesOf(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function filesOf(folder: string): Promise<GeneratedFiles> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return new Map(
    await Promise.all(
      names.map(
        async (name) => [name.slice(folder.length + 1).replaceAll('\\', '/'), await readFile(name, 'utf8')] as const,
      ),
    ),
  );
}
