/** Columns that an event table can have, in any version of server and client. */
const NAMES = [
  ...(['EVENT', 'NAMESPACE', 'LAST SEEN', 'FIRST SEEN', 'LASTSEEN', 'FIRSTSEEN', 'COUNT', 'NAME', 'KIND'] as const),
  ...(['SUBOBJECT', 'TYPE', 'REASON', 'SOURCE', 'OBJECT', 'MESSAGE', 'LABELS'] as const),
];
export type Column = Exclude<(typeof NAMES)[number], 'LASTSEEN' | 'FIRSTSEEN'>;

/** The header of an event table. */
export interface Columns {
  readonly names: readonly Column[];
  /** Byte offset of each name in the header line. */
  readonly offsets: readonly number[];
  /**
   * Whether rows are read from the left by their grammar: `[EVENT] [NAMESPACE] LAST SEEN, TYPE, REASON, OBJECT or KIND,
   * MESSAGE [LABELS]`. Other sets have columns that may be empty.
   */
  readonly plain: boolean;
  /** Up to 1.11 ages had one unit; those servers are known by FIRST SEEN before TYPE. */
  readonly ages: 'human' | 'short';
}

const COLUMN = new RegExp(`(${NAMES.join('|')})(?=\\s|$)`, 'y');
const PLAIN = /^(?:EVENT,)?(?:NAMESPACE,)?LAST SEEN,TYPE,REASON,(?:OBJECT|KIND),MESSAGE(?:,LABELS)?$/;
const HEADER_LIMIT = 1000;

/**
 * `NAMESPACE   LAST SEEN   TYPE   REASON   OBJECT   MESSAGE` and its relatives; null: the line is no header of events.
 * A paste may have lost all but one of the spaces between two names.
 */
export function readColumns(text: string): Columns | null {
  if (text.length > HEADER_LIMIT || !text.includes('REASON') || !text.includes('SEEN')) return null;
  const names: Column[] = [];
  const offsets: number[] = [];
  let at = skipSpace(text, 0);
  while (at < text.length) {
    COLUMN.lastIndex = at;
    const name = COLUMN.exec(text)?.[1];
    if (name === undefined) return null;
    names.push(name === 'LASTSEEN' ? 'LAST SEEN' : name === 'FIRSTSEEN' ? 'FIRST SEEN' : (name as Column));
    offsets.push(at);
    at = skipSpace(text, at + name.length);
  }
  const complete = names.includes('REASON') && names.includes('MESSAGE') && names.includes('LAST SEEN');
  if (!complete || new Set(names).size !== names.length) return null;
  return { names, offsets, plain: PLAIN.test(names.join(',')), ages: agesOf(names) };
}

function agesOf(names: readonly Column[]): 'human' | 'short' {
  const first = names.indexOf('FIRST SEEN');
  return first >= 0 && first < names.indexOf('REASON') ? 'short' : 'human';
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && (text[at] === ' ' || text[at] === '\t')) at++;
  return at;
}
