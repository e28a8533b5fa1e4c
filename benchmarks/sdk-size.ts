/**
 * How much JavaScript a page gets with the SDK, minified and compressed, beside other clients of authentication services bundled
 * in the same run.
 */
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { atMost, type Result, type Row } from './result.ts';

const allOperations = "export { createClient } from '@latchkey/sdk';";
const oneCall =
  "export { createConnection } from '@latchkey/sdk'; export { createWorkspaceKey } from '@latchkey/sdk/operations';";

/** What each of the others needs for signing in and keeping a session; oauth4webapi is used as a whole. */
const others: Readonly<Record<string, string>> = {
  'better-auth/client': "export { createAuthClient } from 'better-auth/client';",
  oauth4webapi: "export * from 'oauth4webapi';",
  '@supabase/auth-js': "export { AuthClient } from '@supabase/auth-js';",
};

export async function measure(): Promise<Result> {
  const rows: Row[] = [
    await goal('createClient, all operations', allOperations, 12.5),
    await goal('createConnection, one operation', oneCall, 11),
    await row('the operations of hey-api alone', "export * from './sdk/src/generated/sdk.gen.ts';"),
  ];
  for (const [name, source] of Object.entries(others)) rows.push(await row(name, source));
  return { name: 'sdk-size', rows };
}

async function goal(figure: string, source: string, mostKilobytes: number): Promise<Row> {
  const measured = await row(figure, source);
  return { ...measured, ...atMost(mostKilobytes, measured.value) };
}

const row = async (figure: string, source: string): Promise<Row> => ({
  figure: `SDK size: ${figure}`,
  value: (await compressedBytes(source)) / 1_000,
  unit: 'kB',
});

async function compressedBytes(source: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: fileURLToPath(new URL('..', import.meta.url)), loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error('esbuild gave no bundle');
  return gzipSync(bundle.contents, { level: 9 }).byteLength;
}
