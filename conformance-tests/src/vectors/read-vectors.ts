import { readFileSync } from 'node:fs';
import { arrayOf, type JsonObject, objectOf } from '../contract/document.ts';

const folder = new URL('../../vectors/', import.meta.url);

export const vectorNames = ['grants', 'token-format', 'audit-chain', 'idempotency'] as const;
export type VectorName = (typeof vectorNames)[number];

/** A file of `vectors/`, or its schema: data that implementers in any language can use without the runner. */
export const readVectors = (name: VectorName, kind: 'data' | 'schema' = 'data'): JsonObject =>
  objectOf(JSON.parse(readFileSync(new URL(`${name}${kind === 'schema' ? '.schema' : ''}.json`, folder), 'utf8')));

export const groupsOf = (name: VectorName): readonly JsonObject[] => arrayOf(readVectors(name).groups).map(objectOf);
