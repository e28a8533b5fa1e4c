#!/usr/bin/env node
import { readConfig } from '../config.ts';
import { openEmbedded } from '../storage/embedded/open-embedded.ts';
import { connectMongodb } from '../storage/mongodb/connect-mongodb.ts';
import { importIntoMongodb } from '../storage/mongodb/import-documents.ts';
import { copyStore } from '../storage/store-copy.ts';

/** `npm run migrate`: moves the embedded store of DATA_DIR into the empty database of MONGODB_URI. The source stays as it is. */
const read = readConfig(process.env);

function refuse(reason: string): never {
  process.stderr.write(`${reason}\n`);
  process.exit(2);
}

if ('problems' in read) refuse(read.problems.join('\n'));
const { mongodbUri, dataFolder } = read.config;
if (mongodbUri === undefined) refuse('MONGODB_URI must say where to. The embedded store of DATA_DIR is copied there.');

try {
  const source = await openEmbedded({ folder: dataFolder });
  const target = await connectMongodb({ uri: mongodbUri });
  const into = await importIntoMongodb(mongodbUri);
  try {
    const copied = await copyStore(source, target, into);
    for (const { name, documents } of copied) process.stdout.write(`${String(documents).padStart(9)}  ${name}\n`);
    process.stdout.write(
      'Both stores hold the same. Start the server with MONGODB_URI and with the SECRET_KEY that the data folder holds in secret-key.\n',
    );
  } finally {
    await Promise.all([source.close(), target.close(), into.close()]);
  }
} catch (error) {
  refuse(`Not moved: ${error instanceof Error ? error.message : String(error)}`);
}
