import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { judgedPresets } from '../generated/judged-presets.gen.ts';
import type { Catalog } from './catalog.ts';
import { readCatalog } from './read-catalog.ts';

const presetFolder = new URL('../../presets/', import.meta.url);

/** The file a preset's name stands for; anything with a dot or a slash is a path already. */
export const presetPath = (nameOrPath: string): string =>
  /^[a-z][a-z0-9-]*$/.test(nameOrPath) ? fileURLToPath(new URL(`${nameOrPath}.yaml`, presetFolder)) : nameOrPath;

/**
 * Loads the catalog of a preset that is shipped (`teams`) or of a file (`./our-preset.yaml`). What is as it was shipped has been
 * judged already; a preset that somebody has changed is judged, whatever its name.
 * @throws {PresetProblems} it breaks a rule
 * @throws {Error} it cannot be read
 */
export const loadCatalog = async (nameOrPath: string): Promise<Catalog> =>
  readCatalog(await readFile(presetPath(nameOrPath), 'utf8'), judgedPresets);
