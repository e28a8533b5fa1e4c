import type { Environment } from '../generated/types.gen.ts';

/** What an opaque token is for. */
export type TokenKind = 'session_token' | 'refresh_token' | 'personal_token' | 'workspace_key' | 'service_key';

/** The parts of `openapi/token-format.md` from which the parser and the scanners' patterns are made. */
export const kindOfLetter: Readonly<Record<string, TokenKind>> = {
  s: 'session_token',
  r: 'refresh_token',
  x: 'service_key',
  p: 'personal_token',
  k: 'workspace_key',
};
export const environments: readonly Environment[] = ['live', 'test'];
export const defaultBrand = 'z';
export const brand = '[a-z][a-z0-9]{0,11}';
/** 32 characters of secret and six of checksum. */
export const tailLength = 38;
export const checksumLength = 6;

const hasEnvironment = (kind: TokenKind): boolean => kind === 'personal_token' || kind === 'workspace_key';
const letters = (scoped: boolean): string =>
  Object.entries(kindOfLetter)
    .filter(([, kind]) => hasEnvironment(kind) === scoped)
    .map(([letter]) => letter)
    .join('');

/** What stands between the brand and the secret. */
export const marker = `(?:[${letters(false)}]|[${letters(true)}]_(?:${environments.join('|')}))_`;
export const tail = `[0-9A-Za-z]{${tailLength}}`;
