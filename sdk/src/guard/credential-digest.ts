/** What Node has from 20.16 on, and Deno and Bun too. */
export interface HashingHost {
  readonly process?: { getBuiltinModule?(name: string): HashingModule | undefined };
}
interface HashingModule {
  hash?(algorithm: string, data: string, encoding: 'hex'): string;
}

/**
 * SHA-256 of a credential. The web's own function goes to another thread for fifty characters, which takes most of the time of a
 * remembered answer; where the runtime has one that answers at once, that is asked.
 */
export function credentialDigest(
  host: HashingHost = globalThis as HashingHost,
): (credential: string) => string | Promise<string> {
  const hash = host.process?.getBuiltinModule?.('node:crypto')?.hash;
  return hash ? (credential) => hash('sha256', credential, 'hex') : digestOfWeb;
}

async function digestOfWeb(credential: string): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(credential)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
