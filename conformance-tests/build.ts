/**
 * `npm run build-conformance`: the suite as a package of plain JavaScript, in `conformance-tests/dist`, with the contract, the
 * requirements and the vectors inside. The folders keep their places, so that what the code reads beside itself is found there
 * as it is here. `npm pack` in that folder makes the file that people install.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const suite = import.meta.dirname;
const repository = join(suite, '..');

/** What goes along as it is. Faults and the second server are about this repository and stay in it. */
const data = ['requirements', 'sets', 'vectors', 'profiles.yaml', 'README.md'];

/** Builds into a folder that is emptied first. */
export const buildConformance = (target: string): void => {
  rmSync(target, { recursive: true, force: true });
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', join(suite, 'tsconfig.build.json'), '--outDir', target], {
    stdio: 'inherit',
  });
  for (const name of data) cpSync(join(suite, name), join(target, 'conformance-tests', name), { recursive: true });
  mkdirSync(join(target, 'openapi'));
  cpSync(join(repository, 'openapi', 'openapi.json'), join(target, 'openapi', 'openapi.json'));
  cpSync(join(suite, 'README.md'), join(target, 'README.md'));
  cpSync(join(repository, 'LICENSE'), join(target, 'LICENSE'));

  const { name, version, description, license, type, engines, dependencies } = JSON.parse(
    readFileSync(join(suite, 'package.json'), 'utf8'),
  ) as Record<string, unknown>;
  const bin = { 'latchkey-conformance': 'conformance-tests/src/cli.js' };
  const files = ['conformance-tests', 'openapi'];
  const write = (file: string, content: object): void => {
    writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
  };
  write(join(target, 'package.json'), { name, version, description, license, type, engines, bin, files, dependencies });
  // Results name the version of the suite, which is read beside its folders.
  write(join(target, 'conformance-tests', 'package.json'), { name, version, private: true, type });
};

if (import.meta.main) buildConformance(join(suite, 'dist'));
