import { LatchkeyError } from '../errors.ts';
import type { Environment } from '../generated/types.gen.ts';
import { checksumOf } from './checksum.ts';
import {
  brand as anyBrand,
  checksumLength,
  kindOfLetter,
  marker,
  type TokenKind,
  tail,
  tailLength,
} from './grammar.ts';

/** What the text of a token says about itself. It is no proof: whether the token is known and valid, only the service knows. */
export interface ParsedToken {
  readonly kind: TokenKind;
  /** Of the deployment: `z` unless its catalog says otherwise. */
  readonly brand: string;
  /** Present exactly for personal tokens and workspace keys. */
  readonly environment?: Environment;
  /** Everything before the secret, `zk_live_` for instance. May be shown, like `lastFour`. */
  readonly prefix: string;
  readonly lastFour: string;
}

const wholeToken = new RegExp(`^(${anyBrand})(${marker})${tail}$`);

/**
 * Reads a token without asking anybody: undefined unless its shape and its checksum are right. Nothing is trimmed or folded.
 * A brand that is given must be the token's.
 *
 * @example
 * const token = parseToken('zk_live_rtkRUTlLCU6aVWJw6uJx3CmMa9sLsRiR1suv1g');
 * console.log(token?.kind, token?.environment); // workspace_key live
 */
export function parseToken(text: string, { brand }: { readonly brand?: string } = {}): ParsedToken | undefined {
  const [, foundBrand = '', mark = ''] = wholeToken.exec(text) ?? [];
  const kind = kindOfLetter[mark.charAt(0)];
  if (kind === undefined || (brand !== undefined && brand !== foundBrand)) return undefined;
  if (checksumOf(text.slice(0, -checksumLength)) !== text.slice(-checksumLength)) return undefined;
  const environment = mark.split('_')[1] as Environment | '';
  return {
    kind,
    brand: foundBrand,
    ...(environment && { environment }),
    prefix: text.slice(0, -tailLength),
    lastFour: text.slice(-4),
  };
}

/** What a token has to be. Absent members leave it open. */
export interface TokenExpectation {
  readonly brand?: string;
  readonly kind?: TokenKind;
  readonly environment?: Environment;
}

/**
 * Gives the token back if it is what it should be, so that a typing error or a test key in production stops a program when it
 * starts and not at its first request.
 *
 * @example
 * const apiToken = requireToken(serviceKey, { kind: 'service_key' });
 * const client = createClient({ baseUrl: 'https://auth.example.com', credentials: { apiToken } });
 * @throws {LatchkeyError} `malformed_token`, `wrong_kind` or `wrong_environment`; the message does not repeat the token
 */
export function requireToken(text: string, { brand, kind, environment }: TokenExpectation = {}): string {
  const parsed = parseToken(text, brand === undefined ? {} : { brand });
  if (parsed === undefined) {
    throw new LatchkeyError('This is no token: its shape or its checksum is wrong.', { code: 'malformed_token' });
  }
  if (kind !== undefined && parsed.kind !== kind)
    throw new LatchkeyError(`A ${kind} is needed; this is a ${parsed.kind}.`, { code: 'wrong_kind' });
  if (environment !== undefined && parsed.environment !== undefined && parsed.environment !== environment)
    throw new LatchkeyError(`A ${environment} token is needed; this is a ${parsed.environment} token.`, {
      code: 'wrong_environment',
    });
  return text;
}
