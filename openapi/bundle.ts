import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withAccessNotes } from './access-note.ts';
import type { Contract } from './contract.ts';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('.', import.meta.url));
const redocly = createRequire(import.meta.url).resolve('@redocly/cli/bin/cli.js');

/** Redocly reports use and looks for updates unless told not to; the contract is built without any network. */
export const offline = { REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', SCARF_ANALYTICS: 'false' };

/**
 * Joins the split sources into one document: every operation in place, everything shared under `components` by its file's
 * name, and every operation with a note of who may call it. The same sources give the same document.
 */
export async function bundleContract(): Promise<Contract> {
  const workspace = await mkdtemp(join(tmpdir(), 'contract-'));
  try {
    const output = join(workspace, 'openapi.json');
    await run(process.execPath, [redocly, 'bundle', 'contract', '--output', output], {
      cwd: folder,
      env: { ...process.env, ...offline },
    });
    return withAccessNotes(JSON.parse(await readFile(output, 'utf8')) as Contract);
  } finally {
    await rm(workspace, { recursive: true });
  }
}

/** The text of `openapi/openapi.json`. */
export const contractText = (contract: Contract): string => `${JSON.stringify(contract, null, 2)}\n`;
