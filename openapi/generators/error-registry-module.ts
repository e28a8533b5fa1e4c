import type { ErrorRegistry } from '../error-registry.ts';
import { generatedNotice, literal } from './typescript-source.ts';

/** `server/src/errors/registry.gen.ts`: what the server needs to answer with a code, and to explain it. */
export function errorRegistryModule(registry: ErrorRegistry): string {
  const entries = [...registry].map(
    ([code, { status, title, meaning, causes, remedy }]) =>
      `  ${code}: {\n    status: ${status},\n    title: ${literal(title)},\n    meaning: ${literal(meaning)},\n    causes: [\n${causes.map((cause) => `      ${literal(cause)},\n`).join('')}    ],\n    remedy: ${literal(remedy)},\n  },`,
  );
  return [
    generatedNotice('openapi/errors.yaml'),
    'export const errorRegistry = {',
    ...entries,
    '} as const;',
    '',
    'export type ErrorCode = keyof typeof errorRegistry;',
    '',
  ].join('\n');
}
