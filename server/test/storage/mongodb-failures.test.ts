import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as driver from 'mongodb';
import { asStoreFailure, isPassing, isTransactionGone } from '../../src/storage/mongodb/failures.ts';
import { StoreUnavailable } from '../../src/storage/port.ts';

/** The driver says with these that it was called wrongly, which is a defect of ours. A closed store is known before them. */
const defects = new Set([
  'MongoAPIError',
  'MongoBatchReExecutionError',
  'MongoClientClosedError',
  'MongoCursorExhaustedError',
  'MongoCursorInUseError',
  'MongoExpiredSessionError',
  'MongoInvalidArgumentError',
  'MongoMissingCredentialsError',
  'MongoMissingDependencyError',
  'MongoNotConnectedError',
  'MongoTailableCursorError',
  'MongoTopologyClosedError',
  'MongoTransactionError',
]);
/** Answers of the server, which are judged by their codes. */
const answers = new Set(['MongoServerError', 'MongoBulkWriteError', 'MongoClientBulkWriteError']);

const serverError = (code: number, errorLabels: readonly string[] = []): driver.MongoServerError =>
  new driver.MongoServerError({ message: 'injected', code, errorLabels: [...errorLabels] });

describe('what the driver throws', () => {
  const classes = Object.entries(driver).filter(
    (entry): entry is [string, typeof driver.MongoError] =>
      typeof entry[1] === 'function' && entry[1].prototype instanceof driver.MongoError,
  );
  for (const [name, { prototype }] of classes) {
    if (answers.has(name)) continue;
    it(`${name} is ${defects.has(name) ? 'a defect of ours' : 'a store that is unavailable'}`, () => {
      const error: driver.MongoError = Object.assign(Object.create(prototype), { errorLabelSet: new Set() });
      assert.equal(asStoreFailure(error) instanceof StoreUnavailable, !defects.has(name));
    });
  }

  it('the errors of a pool that is cleared, closed or too busy, which the driver does not export, are passing', () => {
    class MongoPoolClearedError extends driver.MongoNetworkError {}
    class MongoWaitQueueTimeoutError extends driver.MongoDriverError {}
    assert.ok(isPassing(new MongoPoolClearedError('injected')));
    assert.ok(isPassing(new MongoWaitQueueTimeoutError('injected')));
  });

  it('what a socket ends with is passing; an error of a program is not', () => {
    for (const code of ['ECONNRESET', 'EPIPE', 'ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_STREAM_DESTROYED'])
      assert.ok(isPassing(Object.assign(new Error('injected'), { code })), code);
    for (const error of [new TypeError('ours'), new RangeError('ours'), new Error('ours'), 'ours'])
      assert.equal(asStoreFailure(error), error);
  });

  it('a server that shuts down, steps down, is starting, overloaded, interrupted or refuses a connection is unavailable', () => {
    for (const code of [6, 18, 50, 91, 94, 189, 211, 216, 262, 433, 462, 10_107, 11_600, 11_601, 11_602, 13_436])
      assert.ok(isPassing(serverError(code)), String(code));
    for (const label of ['HandshakeError', 'SystemOverloadedError', 'RetryableWriteError'])
      assert.ok(isPassing(serverError(9_999, [label])), label);
  });

  it('a command that the server refuses for what it says is a defect of ours', () => {
    for (const code of [2, 9, 14, 20, 26, 59, 66, 72, 263, 10_334, 11_000, 40_415, 31_249])
      assert.equal(isPassing(serverError(code)), false, String(code));
  });

  it('a transaction, or its session, that the server does not know is begun anew and not committed again', () => {
    for (const code of [206, 225, 251])
      assert.ok(isTransactionGone(serverError(code)) && isPassing(serverError(code)), String(code));
    assert.equal(isTransactionGone(serverError(11_600)), false);
  });
});
