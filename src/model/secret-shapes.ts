/**
 * Credentials that are recognised by their shape, in any context. Each scans over bounded stretches of one
 * class of characters.
 */
const SHAPES: readonly RegExp[] = [
  // JSON Web Tokens, whole or cut: header and claims are objects, so both begin with `eyJ`
  /\beyJ[\w-]{6,4000}\.[\w-]{2,8000}(?:\.[\w-]{0,4000})?/,
  /\beyJhbGciOi[\w-]{0,4000}/,
  // what `-----BEGIN ` is in base64: certificates and keys of a kubeconfig or a Secret
  /\bLS0tLS1CRUdJTi[A-Za-z0-9+/=]{0,100000}/,
  // a block of PEM, also on one line, where its line ends are escapes
  /-----BEGIN [A-Z0-9 ]{1,60}-----(?:[A-Za-z0-9+/=\s]|\\[rn]){0,20000}(?:-----END [A-Z0-9 ]{1,60}-----)?/,
  // AWS, Google, Azure
  /\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b/,
  /\bAIza[\w-]{35}|\bya29\.[\w-]{20,2000}|\bGOCSPX-[\w-]{20,60}/,
  /(?<=\bAccountKey=|\bSharedAccessKey=)[A-Za-z0-9+/]{30,200}={0,2}|(?<=[?&;]sig=)[A-Za-z0-9%+/=_-]{20,300}/,
  /\b[\w~.-]{3}8Q~[\w~.-]{31,34}/,
  // GitHub, GitLab, Slack, Vault
  /\bgh[pousr]_[A-Za-z0-9]{30,255}|\bgithub_pat_\w{20,255}|\bglpat-[\w-]{20,255}|\bxox[abeoprs]-[\w-]{10,255}/,
  /\bhv[bsr]\.[\w-]{20,300}/,
  // a bootstrap token of kubeadm; an event's name ends in the hexadecimal nanoseconds of its time, of the years 2014 on
  /(?<![\w.@/-])[a-z0-9]{6}\.(?!1[3-9a-f][0-9a-f]{14}(?![\w.-]))(?=[a-z]{0,15}\d)[a-z0-9]{16}(?![\w.-])/,
  // values of credentials that a header or a kubeconfig names
  /(?<=\b[Aa]uthorization["']?\s{0,3}[:=]\s{0,3}["'[]{0,2}(?:[Bb]asic|[Bb]earer|[Tt]oken)\s{1,3})[\w.~+/=-]{6,4000}/,
  /(?<=\b[Bb]asic\s)(?=[A-Za-z0-9+/]{0,100}[A-Z0-9=])[A-Za-z0-9+/]{10,400}={1,2}/,
  /(?<=\b(?:client-key|client-certificate|certificate-authority)-data["']?\s{0,3}:\s{0,3}["']?)[A-Za-z0-9+/=]{8,100000}/,
  // a password in a URL
  /(?<=\b[A-Za-z][A-Za-z0-9+.-]{1,20}:\/\/[^\s:/@"']{0,100}:)[^\s/@"']{1,300}(?=@)/,
];
const SHAPE = new RegExp(SHAPES.map(({ source }) => source).join('|'), 'g');

/** A line of base64 and nothing else: of a key or a certificate whose block begins elsewhere. A hash is of one case. */
const LINE =
  /^[ \t]{0,40}(?=[A-Za-z0-9+/]{0,80}[A-Z])(?=[A-Za-z0-9+/]{0,80}[a-z])(?=[A-Za-z0-9+/]{0,80}\d)[A-Za-z0-9+/]{60,80}={0,2}\s{0,3}$/;

/** Without any of these no shape fits: nearly all texts end here. Each line of an audit log has `authorization.k8s.io`. */
const CUE =
  /eyJ|LS0tLS1|-----BEGIN|A[KSBC][IC]A|AIza|ya29\.|GOCSPX|AccountKey|AccessKey|sig=|8Q~|gh[pousr]_|github_pat|glpat|xox[a-z]-|hv[bsr]\.|uthorization["']?\s{0,3}[:=]|asic |y-data|e-data/;

const isOfToken = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 48 && code <= 57);

/** Six characters, a point, sixteen characters: looked for from the points. */
function hasToken(text: string): boolean {
  for (let at = text.indexOf('.', 6); at >= 0; at = text.indexOf('.', at + 1)) {
    let behind = at + 1;
    while (behind <= at + 16 && isOfToken(text.charCodeAt(behind))) behind += 1;
    if (behind !== at + 17) continue;
    let before = at - 1;
    while (before >= at - 6 && isOfToken(text.charCodeAt(before))) before -= 1;
    if (before === at - 7) return true;
  }
  return false;
}

const hasCue = (text: string): boolean =>
  CUE.test(text) || hasToken(text) || (text.includes('://') && text.includes('@'));

const MASK = '***';

/** Where the first credential of such a shape begins; -1: there is none. `near`: where one that counts has its cue. */
export function secretShapeAt(text: string, near = text): number {
  const at = hasCue(near) ? text.search(SHAPE) : -1;
  return at === -1 && LINE.test(text) ? 0 : at;
}

/** The text with a mask in place of each credential that its shape shows. */
export function maskShapes(text: string): string {
  if (LINE.test(text)) return MASK;
  return hasCue(text) ? text.replace(SHAPE, MASK) : text;
}

/** A plain copy of the same form with every text masked. */
export function maskAll<T>(value: T): T {
  if (typeof value === 'string') return maskShapes(value) as T;
  if (Array.isArray(value)) return value.map((one: unknown) => maskAll(one)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, maskAll(one as unknown)])) as T;
}
