import { hash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readCatalog } from '../../server/src/authorization/read-catalog.ts';
import { generatedNotice, literal } from './typescript-source.ts';

const folder = new URL('../../server/presets/', import.meta.url);

/**
 * `server/src/generated/judged-presets.gen.ts`: by their digests, the preset files that have the shape of a preset.
 * @throws {PresetProblems} one of them has not, or breaks another rule
 */
export function judgedPresetsModule(): string {
  const entries = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => {
      const text = readFileSync(new URL(name, folder), 'utf8');
      readCatalog(text);
      return `  // ${name}\n  ${literal(hash('sha256', text))},`;
    });
  return [
    generatedNotice('server/presets/'),
    '/** SHA-256 of each preset file that is shipped, which was judged before it was. */',
    'export const judgedPresets: ReadonlySet<string> = new Set([',
    ...entries,
    ']);',
    '',
  ].join('\n');
}
