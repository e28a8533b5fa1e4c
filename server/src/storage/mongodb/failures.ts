import {
  MongoAPIError,
  MongoCompatibilityError,
  MongoError,
  MongoServerClosedError,
  MongoServerError,
  MongoWriteConcernError,
} from 'mongodb';
import { StoreUnavailable } from '../port.ts';

const duplicateKey = 11_000;
const writeConflict = 112;

/** The server has ended the transaction, or does not know it or its session any more. */
const goneCodes = [206, 217, 225, 251, 256];

/** Answers of a server that cannot serve just now. Codes are grouped by what MongoDB's own list says of them. */
const passingCodes = new Set<unknown>([
  ...goneCodes,
  // The network, between us or between servers.
  ...[6, 7, 89, 172, 202, 279, 303, 384, 9_001],
  // Not a primary, about to elect one, starting, or shutting down.
  ...[91, 94, 95, 133, 189, 211, 216, 10_058, 10_107, 11_600, 11_602, 13_435, 13_436],
  // Interrupted, or out of time.
  ...[24, 50, 90, 262, 281, 282, 290, 310, 355, 453, 11_601, 46_841, 91_331, 10_045_600],
  // Lost against another operation, a snapshot or a cursor that is gone.
  ...[43, 46, 107, 109, 112, 117, 134, 175, 215, 234, 237, 239, 246, 250, 267, 272, 314, 356, 358, 363, 12_586, 12_587],
  // A shard that is asked by an old map.
  ...[63, 149, 150, 203, 228, 249, 343, 406, 412, 13_388],
  // Overload, and a full house or disk.
  ...[208, 261, 264, 365, 402, 407, 433, 449, 450, 462, 14_031],
  // A write concern that is not met; writes or our credentials turned off by an operator.
  ...[13, 18, 64, 79, 100, 371, 391],
  // The database's own defects.
  ...[1, 8],
]);
const passingLabels = [
  'TransientTransactionError',
  'UnknownTransactionCommitResult',
  'RetryableWriteError',
  'RetryableError',
  'SystemOverloadedError',
  // No connection came about, so that the command of the request was never sent.
  'HandshakeError',
];

/** Whether a unique index refused a write, and on which paths. Never read from the message. */
export function duplicateKeyPaths(error: unknown): readonly string[] | undefined {
  if (!(error instanceof MongoServerError) || error.code !== duplicateKey) return undefined;
  return Object.keys(error.keyPattern ?? {});
}

/**
 * Whether trying again may help: the error is about the way to the server, its state, or a race. Nothing else is but an
 * answer that refuses the command itself, or a driver that was called wrongly: those are defects of ours.
 */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof MongoError)) return isSocketFailure(error);
  if (passingLabels.some((label) => error.hasErrorLabel(label))) return true;
  if (error instanceof MongoServerError) return error instanceof MongoWriteConcernError || passingCodes.has(error.code);
  return !(error instanceof MongoAPIError) || isAboutOneServer(error);
}

/** Two that count as wrong calls for the driver: it met a member that is only starting, or one that has left the set. */
const isAboutOneServer = (error: MongoAPIError): boolean =>
  error instanceof MongoCompatibilityError || error instanceof MongoServerClosedError;

/**
 * What a socket itself ended with. The driver passes it on as it is, and repeats nothing, if the connection was found dead in
 * the act of sending: an idle one whose server was killed a moment ago, or a long message.
 */
export function isSocketFailure(error: unknown): boolean {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return false;
  return !(error instanceof MongoError) && 'code' in error && typeof error.code === 'string';
}

/** Whether the write certainly did not happen: it lost a race before it was committed. */
export function isLostRace(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === writeConflict;
}

/** Whether the server has ended the transaction uncommitted, so that asking to commit it again leads nowhere. */
export function isTransactionGone(error: unknown): boolean {
  if (!(error instanceof MongoError)) return false;
  return error.hasErrorLabel('TransientTransactionError') || goneCodes.some((code) => error.code === code);
}

/** Passing trouble becomes StoreUnavailable; anything else stays what it is. */
export function asStoreFailure(error: unknown): unknown {
  return isPassing(error) ? new StoreUnavailable(error) : error;
}
