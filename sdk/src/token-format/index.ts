export type { TokenKind } from './grammar.ts';
export type { ParsedToken, TokenExpectation } from './parse-token.ts';
export { parseToken, requireToken } from './parse-token.ts';
export type { FoundToken, ScannerPatterns } from './scanner-patterns.ts';
export { findTokens, scannerPatterns } from './scanner-patterns.ts';
