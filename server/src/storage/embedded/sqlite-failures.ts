import { StoreUnavailable } from '../port.ts';

/** SQLITE_BUSY, READONLY, IOERR, FULL, CANTOPEN: the disk's trouble, not the caller's. */
const unavailable = new Set([5, 8, 10, 13, 14]);

/** The primary result code of an error of node:sqlite, or undefined for any other error. */
export function sqliteErrorCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

/** A full or failing disk, or a store that is closed, becomes StoreUnavailable; anything else stays what it is. */
export function asStoreFailure(error: unknown): unknown {
  const code = sqliteErrorCode(error);
  if (code !== undefined) return unavailable.has(code) ? new StoreUnavailable(error) : error;
  const isClosed = error instanceof Error && 'code' in error && error.code === 'ERR_INVALID_STATE';
  return isClosed ? new StoreUnavailable(error) : error;
}
