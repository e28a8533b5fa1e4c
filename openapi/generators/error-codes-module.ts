import type { ErrorRegistry } from '../error-registry.ts';
import { generatedNotice } from './typescript-source.ts';

/** `sdk/src/error-codes.gen.ts`: the codes a client may meet. The server may add codes, so clients keep a default branch. */
export function errorCodesModule(registry: ErrorRegistry): string {
  const codes = [...registry].map(([code, { status }]) => `  ${code}: ${status},`);
  return [
    generatedNotice('openapi/errors.yaml'),
    '/** Every documented error code and its HTTP status. */',
    'export const errorStatus = {',
    ...codes,
    '} as const;',
    '',
    'export type ErrorCode = keyof typeof errorStatus;',
    '',
    `export const isErrorCode = (code: string): code is ErrorCode => Object.hasOwn(errorStatus, code);`,
    '',
  ].join('\n');
}
