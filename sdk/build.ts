/**
 * `npm run build-sdk`: the SDK as a package of plain JavaScript with its types, in `sdk/dist`. `npm pack` in that folder makes
 * the file that people install. It is compiled without the types of Node, so nothing of Node can be used by mistake.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const sdk = import.meta.dirname;
const repository = join(sdk, '..');

/** Builds into a folder that is emptied first. */
export function buildSdk(target: string): void {
  rmSync(target, { recursive: true, force: true });
  const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', join(sdk, 'tsconfig.build.json'), '--outDir', target], {
    stdio: 'inherit',
  });
  // The compiler rewrites what runs, not what describes it; under `node16` a declaration names the file that runs.
  for (const name of readdirSync(target, { recursive: true, encoding: 'utf8' }).filter((one) =>
    one.endsWith('.d.ts'),
  )) {
    const file = join(target, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/(['"])(\.{1,2}\/[^'"\n]+)\.ts\1/g, '$1$2.js$1'));
  }
  copyGuides(target);
  cpSync(join(repository, 'LICENSE'), join(target, 'LICENSE'));
  writeFileSync(join(target, 'package.json'), `${JSON.stringify(publishedPackage(), null, 2)}\n`);
}

/** README and guides, with their links as the files lie in the package. A link to what is not in it becomes its text. */
function copyGuides(target: string): void {
  cpSync(join(sdk, 'README.md'), join(target, 'README.md'));
  cpSync(join(repository, 'docs', 'sdk'), join(target, 'docs', 'sdk'), { recursive: true });
  const guides = readdirSync(join(target, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(target, 'docs', name));
  for (const page of [join(target, 'README.md'), ...guides]) {
    const text = readFileSync(page, 'utf8')
      .replaceAll('](../docs/sdk/', '](docs/sdk/')
      .replaceAll('](../../../sdk/README.md)', '](../../../README.md)')
      .replaceAll(/\[([^\]\n]+)\]\((\.\.\/[^)#\n]+)[^)\n]*\)/g, (link, label, file) =>
        existsSync(join(dirname(page), file)) ? link : label,
      );
    writeFileSync(page, text);
  }
}

function publishedPackage(): object {
  const {
    name,
    version,
    description,
    license,
    type,
    engines,
    sideEffects,
    exports,
    dependencies,
    peerDependencies,
    peerDependenciesMeta,
  } = JSON.parse(readFileSync(join(sdk, 'package.json'), 'utf8')) as Record<string, unknown>;
  const built = (source: string): object => {
    const file = source.replace('./src/', './').replace(/\.ts$/, '');
    return { types: `${file}.d.ts`, default: `${file}.js` };
  };
  const entries = Object.entries(exports as Record<string, string>);
  return {
    name,
    version,
    description,
    license,
    type,
    engines,
    sideEffects,
    exports: {
      ...Object.fromEntries(entries.map(([entry, source]) => [entry, built(source)])),
      './package.json': './package.json',
    },
    dependencies,
    peerDependencies,
    peerDependenciesMeta,
  };
}

if (import.meta.main) buildSdk(join(sdk, 'dist'));
