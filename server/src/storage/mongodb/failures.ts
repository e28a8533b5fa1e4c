import { MongoError, MongoNetworkError, MongoServerError } from 'mongodb';
import { StoreUnavailable } from '../port.ts';

const duplicateKey = 11_000;
const writeConflict = 112;

/**
 * Server errors that say nothing about the request: the primary steps down or shuts down, a deadline passes, a write
 * concern is not met, a transaction loses a race or is gone.
 */
const passingCodes = new Set([
  6, 7, 24, 50, 63, 64, 89, 91, 112, 134, 150, 189, 216, 251, 262, 290, 365, 9_001, 10_058, 10_107, 11_600, 11_602,
  13_388, 13_435, 13_436,
]);
const passingLabels = ['TransientTransactionError', 'UnknownTransactionCommitResult', 'RetryableWriteError'];
const passingNames = new Set(['MongoServerSelectionError', 'MongoWaitQueueTimeoutError', 'MongoWriteConcernError']);
const closedNames = new Set([
  'MongoClientClosedError',
  'MongoNotConnectedError',
  'MongoPoolClosedError',
  'MongoServerClosedError',
  'MongoTopologyClosedError',
]);

/** Whether a unique index refused a write, and on which paths. Never read from the message. */
export function duplicateKeyPaths(error: unknown): readonly string[] | undefined {
  if (!(error instanceof MongoServerError) || error.code !== duplicateKey) return undefined;
  return Object.keys(error.keyPattern ?? {});
}

/** Whether trying again may help: the error is about the way to the server or about a race, not about the request. */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof MongoError)) return false;
  // Network errors often come without any label.
  if (error instanceof MongoNetworkError || passingNames.has(error.name)) return true;
  return passingLabels.some((label) => error.hasErrorLabel(label)) || passingCodes.has(Number(error.code));
}

/** Whether the write certainly did not happen: it lost a race before it was committed. */
export function isLostRace(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === writeConflict;
}

/** Whether the server has ended the transaction uncommitted, so that asking to commit it again leads nowhere. */
export function isTransactionGone(error: unknown): boolean {
  return error instanceof MongoError && error.hasErrorLabel('TransientTransactionError');
}

/** Passing trouble, and a store that is closed, becomes StoreUnavailable; anything else stays what it is. */
export function asStoreFailure(error: unknown): unknown {
  const isClosed = error instanceof MongoError && closedNames.has(error.name);
  return isClosed || isPassing(error) ? new StoreUnavailable(error) : error;
}
