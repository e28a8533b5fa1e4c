import { randomBytes } from 'node:crypto';

/** `jti`: names one token (RFC 7519 §4.1.7). 128 random bits. */
export const newTokenId = (): string => randomBytes(16).toString('base64url');

/** Names a chain of exchanged tokens, which ends as one. */
export const newChain = (): string => randomBytes(16).toString('base64url');
