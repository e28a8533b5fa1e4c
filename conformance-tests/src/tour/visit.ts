import { type JsonObject, stringOf } from '../contract/document.ts';
import type { Control } from '../expect.ts';
import { bodyOf } from '../provision.ts';
import { type Header, header, type WireRequest } from '../wire/exchange.ts';

/** Makes a request that must succeed and keeps its success as that of the operation. */
export type Visit = (operationId: string, request: WireRequest) => Promise<Control>;

export const idOf = (control: Control): string => stringOf(bodyOf(control).id);

/** A change of what was read, if nobody else has changed it since. */
export const ifStillAs = (read: Control): readonly Header[] => [
  ['If-Match', header(read.exchange.answer, 'etag') ?? ''],
];

/** The permission of one action on everything. */
export const permissionOf = (action: string): JsonObject => ({ kind: 'grants', grants: [grantOf(action)] });

export const grantOf = (action: string): JsonObject => ({ effect: 'allow', actions: [action], resources: ['*'] });
