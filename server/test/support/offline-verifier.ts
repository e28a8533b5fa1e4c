import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../src/audit-verifier/main.ts', import.meta.url));

/**
 * What the verifier that anybody can run says of an export, as a process of its own that sees nothing but the export and
 * the public keys.
 * @throws {Error} it refuses the export; the message is what it says
 */
export async function verifyOffline(ndjson: string, keys: unknown): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-verifier-'));
  try {
    const keyFile = join(folder, 'keys.json');
    const exportFile = join(folder, 'export.ndjson');
    writeFileSync(keyFile, JSON.stringify(keys));
    writeFileSync(exportFile, ndjson);
    const verifier = spawn(process.execPath, [program, exportFile, '--keys', keyFile], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [verifier.stdout, verifier.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text;
      });
    const [exitCode] = (await once(verifier, 'close')) as [number | null];
    if (exitCode !== 0) throw new Error(`the offline verifier refuses the trail: ${said}`);
    return said;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
