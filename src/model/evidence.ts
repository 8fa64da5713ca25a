import type { Exemplar } from './origin.js';
import { maskShapes, secretShapeAt } from './secret-shapes.js';

/** How lines are kept as evidence: cut before values and credentials, control characters made visible. */

const TEXT_LIMIT = 500;
const EXCERPT_LIMIT = 300;
/** No more than this of a line is looked at: one that holds a whole document is looked at once for each record in it. */
const SEEN = 4096;
/** What begins behind the limit is cut anyway, and none of these needs more text behind it to be told. */
const AHEAD = 400;

/**
 * Before what a credential or an etcd value begins; nothing from there on is kept. Each part scans forward over bounded
 * stretches, so that no line takes more than its length times a constant.
 */
const SECRETS: readonly RegExp[] = [
  // Authorization: Bearer …, Basic …; Cookie: …
  /(?:authorization["']?\s{0,9}[:=]\s{0,9}["']?(?:bearer|basic)\s{1,9}|\bbearer\s{1,9}(?=[\w-]{8,})|\bcookie["']?\s{0,9}:\s{0,9}(?=\S))/,
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/,
  // password=…, "token":"…", client_secret: …, AWS_SECRET_ACCESS_KEY=…
  /["']?(?<![a-z0-9])(?:password|passwd|secret|token|api[-_]?key|simple_token|(?:secret[-_])?access[-_]?key)["']?\s{0,9}[:=]\s{0,9}["']?(?=[^\s"'<{[]{4})/,
  // --password …; --user root:…, -u root:…, ETCDCTL_USER=root:…
  /--(?:[a-z]{1,20}-){0,4}(?:password|passwd|secret|token)\s{1,9}(?=[^\s-])/,
  /(?:--user|\s-u|_USER)[\s=]{1,9}["']?[^\s:"']{1,100}:(?=[^\s:"'])/,
  // https://root:…@host
  /:\/\/[^\s:/@]{1,100}:(?=[^\s/@]{1,300}@)/,
  // put:<key:"…" value:"…">, prev_value:"…"; the same as JSON escapes it
  /(?:^|[\s{,(>])(?:prev_)?value:\\{0,9}"(?=[^"\\])/,
  // etcd-dump-db, bbolt; etcdctl --write-out fields; JSON of etcdctl
  /(?:, value=|\sval=|\| val |^"(?:Prev)?Value" : )"(?=[^"])|"(?:prev_?)?value"\s{0,9}:\s{0,9}"(?=[A-Za-z0-9+/]{2,}={0,2}")/,
  // etcdctl put KEY …
  /\betcdctl\s[^|;&]{0,200}?\bput\s{1,9}(?:--?[\w.=-]{1,100}\s{1,9}){0,9}[^\s:-]\S{0,500}\s{1,9}(?=[^\s|;&<>])/,
];
const SECRET = new RegExp(SECRETS.map(({ source }) => source).join('|'), 'i');

/**
 * The line as it was, up to 500 characters, cut earlier where an etcd value or a credential begins; a cut ends in `…`.
 */
export function evidenceText(line: string): string {
  const near = line.slice(0, TEXT_LIMIT + AHEAD);
  const secret = SECRET.exec(near);
  const shape = secretShapeAt(line.slice(0, SEEN), near);
  const named = secret === null ? line.length : secret.index + secret[0].length;
  const end = shape === -1 ? named : Math.min(named, shape);
  if (end === line.length && line.length <= TEXT_LIMIT) return line;
  return ownText(`${sliceWhole(line, Math.min(end, TEXT_LIMIT - 1))}…`);
}

/**
 * The same characters in memory of their own. A part of a text keeps all of it alive, and so does what is joined of
 * parts: of an audit log's lines, six times what is kept of them.
 */
function ownText(text: string): string {
  const own = Buffer.from(text, 'utf8').toString('utf8');
  // half of a surrogate pair has no bytes
  return own === text ? own : text;
}

/**
 * An exemplar for keeping by the thousand. One `…` at its end makes a text of two bytes a character; here its UTF-8 bytes
 * are the characters.
 */
export const packedLine = (exemplar: Exemplar): Exemplar => ({
  ...exemplar,
  text: Buffer.from(exemplar.text, 'utf8').toString('latin1'),
});
export const unpackedLine = (exemplar: Exemplar): Exemplar => ({
  ...exemplar,
  text: Buffer.from(exemplar.text, 'latin1').toString('utf8'),
});

/** What a reader wants to see of a line: at most 300 characters, control and bidi characters visible, credentials masked. */
export function excerptText(text: string): string {
  let shown = withoutSecrets(text.trim().slice(0, SEEN));
  shown = visible(shown.length > 2 * EXCERPT_LIMIT ? shown.slice(0, 2 * EXCERPT_LIMIT) : shown);
  if (shown.length > EXCERPT_LIMIT) shown = `${sliceWhole(shown, EXCERPT_LIMIT - 1)}…`;
  return ownText(shown);
}

/** All of a text but for what it holds of credentials and values. */
export function withoutSecrets(text: string): string {
  const shown = maskShapes(text);
  EACH_SECRET.lastIndex = 0;
  for (let secret = EACH_SECRET.exec(shown); secret !== null; secret = EACH_SECRET.exec(shown)) {
    const end = secret.index + secret[0].length;
    // One that its shape gave away is masked already; another may follow.
    if (!shown.startsWith('***', end)) return `${shown.slice(0, end)}***`;
  }
  return shown;
}
const EACH_SECRET = new RegExp(SECRET.source, 'gi');

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
