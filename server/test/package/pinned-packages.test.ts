import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';

interface Package {
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}
interface Lock {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly version?: string;
        readonly integrity?: string;
        readonly link?: boolean;
        readonly dev?: boolean;
        readonly optional?: boolean;
      }
    >
  >;
}

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8')) as T;

it('every package is pinned to one version, and what is installed is known by its digest', () => {
  const root = read<Package>('package.json');
  const all = [root, ...(root.workspaces ?? []).map((folder) => read<Package>(`${folder}/package.json`))];
  for (const { dependencies = {}, devDependencies = {} } of all) {
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
      assert.match(version, /^\d+\.\d+\.\d+(?:-[\w.]+)?$/, `${name} ${version}`);
  }
  const installed = Object.entries(read<Lock>('package-lock.json').packages).filter(([place]) =>
    place.includes('node_modules/'),
  );
  assert.ok(installed.length > 100);
  for (const [place, { version, integrity, link, dev, optional }] of installed) {
    // The lock has no digest of a developer's tool for a machine that it was not written on.
    if (link === true || (dev === true && optional === true)) continue;
    assert.ok(version !== undefined && integrity?.startsWith('sha512-'), place);
  }
});
