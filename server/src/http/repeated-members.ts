/**
 * Whether some object of a JSON text has a member twice. RFC 8259 §4 leaves open which of the two counts, so that a proxy
 * or a log may have read another value than we would.
 * @param text well-formed JSON
 */
export function repeatsMember(text: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  let isBeforeName = false;
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '{':
        open.push(new Set());
        isBeforeName = true;
        break;
      case '[':
        open.push(undefined);
        break;
      case '}':
      case ']':
        open.pop();
        isBeforeName = false;
        break;
      case ',':
        isBeforeName = open.at(-1) !== undefined;
        break;
      case '"': {
        const end = endOfString(text, at);
        if (isBeforeName && !isNew(text.slice(at, end + 1), open.at(-1))) return true;
        isBeforeName = false;
        at = end;
      }
    }
  }
  return false;
}

/** The same name can be spelled with escapes. */
function isNew(quotedName: string, names: Set<string> | undefined): boolean {
  if (names === undefined) return true;
  const name = quotedName.includes('\\') ? String(JSON.parse(quotedName)) : quotedName.slice(1, -1);
  const before = names.size;
  return names.add(name).size > before;
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end;
}

/** A quote after an odd number of backslashes belongs to the string. */
function isEscaped(text: string, quote: number): boolean {
  let backslashes = 0;
  while (text[quote - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}
