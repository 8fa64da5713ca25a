/** How lines are kept as evidence: cut before values and credentials, control characters made visible. */

const TEXT_LIMIT = 500;
const EXCERPT_LIMIT = 300;

/** Where a credential or an etcd value begins in a line; nothing from there on is kept. */
const SECRET =
  /(?:authorization["']?\s*[:=]\s*["']?(?:bearer|basic)\s+|\bbearer\s+(?=[\w-]{8,})|-----BEGIN [A-Z ]*PRIVATE KEY-----|["']?\b(?:password|passwd|secret|token|api[-_]?key|simple_token|access[-_]?key)["']?\s*[:=]\s*["']?(?=[^\s"'<{[]{4,})|:\/\/[^\s:/@]+:(?=[^\s/@]+@)|(?:^|[\s{,(>])(?:prev_)?value:\\*"(?=[^"\\]))/i;

/**
 * The line as it was, up to 500 characters, cut earlier where an etcd value or a credential begins; a cut ends in `…`.
 */
export function evidenceText(line: string): string {
  const secret = SECRET.exec(line);
  const end = secret === null ? line.length : secret.index + secret[0].length;
  if (end === line.length && line.length <= TEXT_LIMIT) return line;
  return `${sliceWhole(line, Math.min(end, TEXT_LIMIT - 1))}…`;
}

/** What a reader wants to see of a line: at most 300 characters, control and bidi characters visible, credentials masked. */
export function excerptText(text: string): string {
  let shown = text.trim();
  const secret = SECRET.exec(shown);
  if (secret !== null) shown = `${shown.slice(0, secret.index + secret[0].length)}***`;
  shown = visible(shown.length > 2 * EXCERPT_LIMIT ? shown.slice(0, 2 * EXCERPT_LIMIT) : shown);
  return shown.length <= EXCERPT_LIMIT ? shown : `${sliceWhole(shown, EXCERPT_LIMIT - 1)}…`;
}

/** Control characters as `␛`-style pictures, bidi controls as `<U+202E>`: nothing that a terminal or a browser would act on. */
export function visible(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, (c) => {
    const code = c.charCodeAt(0);
    if (code === 9) return ' ';
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
  });
}

/** Cuts without leaving half of a surrogate pair. */
function sliceWhole(text: string, end: number): string {
  const last = text.charCodeAt(end - 1);
  return text.slice(0, last >= 0xd800 && last < 0xdc00 ? end - 1 : end);
}
