#!/usr/bin/env node
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readConfig } from '../config.ts';
import { backUpEmbedded } from '../storage/embedded/back-up-embedded.ts';

/** `npm run backup -- <file>`: a copy of the embedded store of DATA_DIR, complete and consistent, in one file. The server may run. */
const [target] = process.argv.slice(2);
const read = readConfig(process.env);

function refuse(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(2);
}

if (target === undefined) refuse('Usage: npm run backup -- <file>');
if ('problems' in read) refuse(read.problems.join('\n'));
if (read.config.mongodbUri !== undefined)
  refuse('MONGODB_URI is set. Back a MongoDB up with its own tools, and start what they restore with --after-restore.');
if (existsSync(target)) refuse(`${target} exists already. A backup overwrites nothing.`);

try {
  const { documents } = backUpEmbedded(read.config.dataFolder, resolve(target));
  process.stdout.write(
    `${documents} documents are in ${target}.\nTo restore, put it into an empty data folder as latchkey.sqlite, with the secret key of this one (SECRET_KEY, or the file secret-key\nbeside the store, which is not in the backup), and start once with --after-restore.\n`,
  );
} catch (error) {
  refuse(`No backup was made: ${error instanceof Error ? error.message : String(error)}`);
}
