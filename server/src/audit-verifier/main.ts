#!/usr/bin/env node
/**
 * `npm run verify-audit -- export.ndjson --keys keys.json [--checkpoint kept.json]…`: verifies an export of the audit trail. It
 * needs neither the server nor its database, and imports nothing of the server. `-` reads the export from the standard input.
 * Ends with 0 if everything holds, 1 if something was tampered with, 2 if it could not be asked.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { Tampered, verifyExport } from './verify-export.ts';

const usage = 'Usage: npm run verify-audit -- export.ndjson --keys keys.json [--checkpoint kept.json]…\n';

async function main(): Promise<number> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { keys: { type: 'string' }, checkpoint: { type: 'string', multiple: true, default: [] } },
  });
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0 || values.keys === undefined) {
    process.stderr.write(usage);
    return 2;
  }
  const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
  const input = path === '-' ? process.stdin : createReadStream(path);
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const report = await verifyExport(lines, {
    keys: readJson(values.keys),
    checkpoints: values.checkpoint.map(readJson),
  });
  process.stdout.write(
    [
      `${report.stream}: events ${report.firstSeq} to ${report.lastSeq} hold.`,
      `Sealed by a signed checkpoint up to ${report.sealedSeq}; not sealed yet: ${report.unsealed}.`,
      `Personal values erased: ${report.erasedValues}.`,
      '',
    ].join('\n'),
  );
  return 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof Tampered ? 1 : 2;
}
