import { readFileSync } from 'node:fs';
import { isObject } from '../contract/document.ts';
import { UsageError } from '../usage-error.ts';
import type { Results } from './results.ts';

/** A `results.json` of an earlier run. @throws {UsageError} for anything else */
export const readResults = (file: string | undefined): Results => {
  if (file === undefined)
    throw new UsageError('say which results: conformance report conformance-results/results.json');
  let document: unknown;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new UsageError(`${file} cannot be read as JSON`);
  }
  if (
    !isObject(document) ||
    document.format !== 2 ||
    !Array.isArray(document.results) ||
    !Array.isArray(document.requirements)
  )
    throw new UsageError(`${file} holds no results in the format of this version`);
  return document as unknown as Results;
};
