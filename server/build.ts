/**
 * `npm run build-server`: the server as a package of plain JavaScript, in `server/dist`. The folders keep their places, so that what
 * the code reads beside itself (the contract, the presets, the lists of words) is found there as it is here. `npm pack` in that
 * folder makes the file that people install.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const server = import.meta.dirname;
const repository = join(server, '..');

/** Builds into a folder that is emptied first. */
export function buildServer(target: string): void {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(join(target, 'openapi'), { recursive: true });
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', join(server, 'tsconfig.build.json'), '--outDir', target], {
    stdio: 'inherit',
  });

  cpSync(join(repository, 'openapi', 'openapi.json'), join(target, 'openapi', 'openapi.json'));
  cpSync(join(server, 'presets'), join(target, 'server', 'presets'), { recursive: true });
  for (const entry of readdirSync(join(server, 'src'), { recursive: true, encoding: 'utf8' }))
    if (entry.endsWith('.txt')) cpSync(join(server, 'src', entry), join(target, 'server', 'src', entry));
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(publishedPackage(), null, 2)}\n`);
}

function publishedPackage(): object {
  const { name, version, description, license, type, engines, dependencies } = JSON.parse(
    readFileSync(join(server, 'package.json'), 'utf8'),
  ) as Record<string, unknown>;
  return {
    name,
    version,
    description,
    license,
    type,
    engines,
    bin: {
      latchkey: 'server/bin/latchkey.js',
      'latchkey-backup': 'server/src/backup/main.js',
      'latchkey-migrate': 'server/src/migrate/main.js',
    },
    files: ['openapi', 'server'],
    dependencies,
  };
}

if (import.meta.main) buildServer(join(server, 'dist'));
