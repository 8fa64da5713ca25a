/** One sample of the text exposition format. */
export interface Sample {
  readonly name: string;
  /** With its braces; '' where there are none. */
  readonly labels: string;
  readonly value: number;
  /** Milliseconds since the epoch, as federation writes it; null where there is none. */
  readonly stamp: number | null;
}

const SPACE = 32;
const OPEN = 123;

/** Where the metric's name ends: at its labels or at the blank before its value; -1: the line is no sample. */
export function nameEnd(text: string): number {
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (isNameCharacter(c, at === 0)) continue;
    return at > 0 && (c === SPACE || c === OPEN || c === 9) ? at : -1;
  }
  return -1;
}

function isNameCharacter(c: number, first: boolean): boolean {
  if ((c >= 97 && c <= 122) || (c >= 65 && c <= 90) || c === 95 || c === 58) return true;
  return !first && c >= 48 && c <= 57;
}

const VALUE =
  /^\s+([+-]?(?:\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+|Inf|NaN))(?:\s+(-?\d{1,16}(?:\.\d+)?))?(?:\s+(?:#.*)?)?$/;

/** Where the labels that open at `at` end, behind the brace; -1: nowhere. Values may hold braces and escaped quotes. */
function labelsEnd(text: string, at: number): number {
  let quoted = false;
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i];
    if (quoted && c === '\\') i++;
    else if (c === '"') quoted = !quoted;
    else if (c === '}' && !quoted) return i + 1;
  }
  return -1;
}

/** `etcd_mvcc_db_total_size_in_bytes{instance="a"} 4.1984e+07 1763815973000`; null for anything else. */
export function readSample(text: string): Sample | null {
  const end = nameEnd(text);
  if (end === -1) return null;
  const open = text.charCodeAt(end) === OPEN;
  const from = open ? labelsEnd(text, end) : end;
  const match = from === -1 ? null : VALUE.exec(text.slice(from));
  if (match === null) return null;
  return {
    name: text.slice(0, end),
    labels: open ? text.slice(end, from) : '',
    value: Number((match[1] ?? '').replace('Inf', 'Infinity')),
    stamp: match[2] === undefined ? null : Number(match[2]),
  };
}

const LABEL = /\b([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"/g;

export function labelsOf(text: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(LABEL)) labels.set(name, value.replace(/\\(.)/g, '$1'));
  return labels;
}
