import { brand as anyBrand, defaultBrand, marker, tail } from './grammar.ts';
import { type ParsedToken, parseToken } from './parse-token.ts';

/** Regular expressions for secret scanners of both kinds. */
export interface ScannerPatterns {
  /** For engines with look-around: PCRE, Python, Java, .NET, JavaScript. */
  readonly precise: string;
  /** For engines without, such as RE2 and Go: `gitleaks`, `trufflehog`, GitHub. Finds the same in ordinary text. */
  readonly plain: string;
}

/**
 * Regular expressions that find tokens in text, made from the grammar of `openapi/token-format.md`. A brand of `'any'` finds
 * those of every deployment. Check what is found with `parseToken`: of random look-alikes almost none passes.
 * @throws {TypeError} for what cannot be a brand
 */
export function scannerPatterns(brand = defaultBrand): ScannerPatterns {
  if (brand !== 'any' && !new RegExp(`^${anyBrand}$`).test(brand)) throw new TypeError(`No brand: ${brand}`);
  const token = `${brand === 'any' ? anyBrand : brand}${marker}${tail}`;
  return { precise: `(?<![0-9A-Za-z_])${token}(?![0-9A-Za-z])`, plain: `\\b${token}\\b` };
}

/** A token within a text. */
export interface FoundToken extends ParsedToken {
  /** Where it begins in the text. */
  readonly index: number;
}

/**
 * The tokens in a text, with the checksum checked. Nothing is sent anywhere; treat what is found as live.
 *
 * @example
 * for (const { kind, prefix, lastFour, index } of findTokens('key = zk_live_rtkRUTlLCU6aVWJw6uJx3CmMa9sLsRiR1suv1g'))
 *   console.log(`${kind} ${prefix}…${lastFour} at ${index}`);
 */
export const findTokens = (text: string, brand = defaultBrand): FoundToken[] =>
  [...text.matchAll(new RegExp(scannerPatterns(brand).precise, 'g'))].flatMap(({ 0: match, index }) => {
    const parsed = parseToken(match);
    return parsed === undefined ? [] : [{ ...parsed, index }];
  });
