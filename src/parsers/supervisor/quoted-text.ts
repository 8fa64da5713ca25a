/** The end of a quoted text, at its closing quotation mark; -1: it isn't closed. */
export function quoteEnd(bytes: Buffer, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte === 0x5c) at += 1;
    else if (byte === 0x22) return at;
  }
  return -1;
}

/** The text without its backslashes: escapes of letters other than `\n` and `\t` do not come in messages. */
export function unquoted(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  if (!text.includes('\\')) return text;
  return text.replace(/\\(.)/gs, (_all, char: string) => (char === 'n' ? '\n' : char === 't' ? '\t' : char));
}
