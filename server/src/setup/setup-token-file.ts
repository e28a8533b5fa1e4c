import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface SetupTokenFile {
  write(token: string): Promise<void>;
  remove(): Promise<void>;
}

/**
 * `setup-token` in the data folder, readable by its owner alone: the printed setup token for programs of the same user, such
 * as the quickstart. It is there while a server runs that was not set up when it started; once used, the token is worthless.
 */
export function setupTokenFile(folder: string): SetupTokenFile {
  const path = join(folder, 'setup-token');
  return {
    async write(token) {
      await writeFile(path, `${token}\n`, { mode: 0o600 });
      // The mode above counts only for a file that did not exist.
      await chmod(path, 0o600);
    },
    remove: () => rm(path, { force: true }),
  };
}
