const SIMPLE: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

/**
 * Decodes the string that Go's `%q` printed, its opening quote at `at`. Null where there is none or it has no end.
 * `\x80`-style bytes stay characters of that code: what matters in these strings is escaped once more inside.
 */
export function unquoteGo(text: string, at: number): string | null {
  if (text[at] !== '"') return null;
  let result = '';
  let from = at + 1;
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '"') return result + text.slice(from, i);
    if (c !== '\\') continue;
    result += text.slice(from, i);
    const kind = text[i + 1] ?? '';
    const digits = kind === 'x' ? 2 : kind === 'u' ? 4 : kind === 'U' ? 8 : 0;
    const hex = text.slice(i + 2, i + 2 + digits);
    const code = digits > 0 && hex.length === digits && /^[0-9a-fA-F]+$/.test(hex) ? parseInt(hex, 16) : -1;
    if (code >= 0 && code <= 0x10ffff) {
      result += String.fromCodePoint(code);
      i += 1 + digits;
    } else {
      result += SIMPLE[kind] ?? kind;
      i += 1;
    }
    from = i + 1;
  }
  return null;
}
