/**
 * A form as `application/x-www-form-urlencoded` (RFC 6749 appendix B). An empty parameter counts as absent (§3.2). A parameter
 * given twice becomes a list, which no form of the contract takes: it is refused, not chosen from.
 * @throws {URIError} not percent-encoded UTF-8
 */
export function parseForm(text: string): Readonly<Record<string, string | readonly string[]>> {
  const form: Record<string, string | string[]> = Object.create(null);
  for (const pair of text.split('&')) {
    const at = pair.indexOf('=');
    const name = decode(at === -1 ? pair : pair.slice(0, at));
    const value = at === -1 ? '' : decode(pair.slice(at + 1));
    if (value === '') continue;
    const before = form[name];
    form[name] = before === undefined ? value : [before, value].flat();
  }
  return form;
}

const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));
