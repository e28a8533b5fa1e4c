import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Catalog } from './catalog.ts';
import { readCatalog } from './read-catalog.ts';

const presetFolder = new URL('../../presets/', import.meta.url);

/** The file a preset's name stands for; anything with a dot or a slash is a path already. */
export const presetPath = (nameOrPath: string): string =>
  /^[a-z][a-z0-9-]*$/.test(nameOrPath) ? fileURLToPath(new URL(`${nameOrPath}.yaml`, presetFolder)) : nameOrPath;

/**
 * Loads the catalog of a preset that is shipped (`teams`) or of a file (`./our-preset.yaml`).
 * @throws {PresetProblems} it breaks a rule
 * @throws {Error} it cannot be read
 */
export const loadCatalog = async (nameOrPath: string): Promise<Catalog> =>
  readCatalog(await readFile(presetPath(nameOrPath), 'utf8'));
