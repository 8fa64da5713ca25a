import type { LinePayload, Wrapping } from '../../decoders/payload.js';
import type { Chain, ChainState } from '../wrapper-stack.js';
import type { Kernel, ShapeMemory } from './kernel.js';

/** What may differ where a shape's lines differ: see src/kernel/assembly/shape.ts. */
const NOTHING = 0;
const SIXTIETH = 1;
const DIGITS = 2;
const NUMBER = 3;
const TOKEN = 4;
const STAMP = 5;
const SPENT = 6;
const REMOTE = 7;
const CALL = 8;
const CONTENT = 9;
const BLANK_STAMP = 10;
const AUDIT = 11;
const QUOTE = 34;
const COMMA = 44;
/** Registers of NUMBER. */
const IGNORED = 0;
const REQUEST_COUNT = 1;
const REQUEST_SIZE = 2;
const RESPONSE_SIZE = 3;

const AUDIT_LOG = 'kube-audit';
/** How an audit line begins as kube-apiserver writes it; others are no pattern. */
const AUDIT_HEAD = Buffer.from('{"kind":"Event","apiVersion":"audit.k8s.io/v');

/** The dialects of which lines have a shape. */
const FORMATS: ReadonlySet<string> = new Set(['etcd-zap', 'etcd-capnslog', AUDIT_LOG]);

/** What a line is of, and by how many seconds stamps without a zone are ahead. */
export interface Dialect {
  readonly format: string;
  readonly ahead: number;
}

/** What may differ, its parameter, and the bytes behind it, which may not. */
export type ShapeItem = readonly [what: number, parameter: number, literal: string];

/**
 * The shape of a line of etcd's request stats: lines of it are in the same wrapping, which shows the same of them but
 * for the time, and of etcd's own fields those that are distinguished may differ. null: this line is no pattern for others.
 * `text` is the line in Latin-1, `indent` where etcd's part begins in it. Texts of a shape are bytes, one a character.
 */
export function shapeOf(
  text: string,
  wrapping: string | null,
  indent: number,
  { format, ahead }: Dialect,
): ShapeItem[] | null {
  const dialect = (message: string, quote: string): ShapeItem[] | null =>
    format === AUDIT_LOG
      ? [[AUDIT, 0, '']]
      : format === 'etcd-capnslog'
        ? oldTextShape(message, quote, ahead)
        : statsShape(message, quote);
  if (wrapping === 'journal-json') return format === AUDIT_LOG ? null : jsonShape(text, dialect);
  if (wrapping !== null && wrapping !== 'journal-short' && wrapping !== 'cri') return null;
  const before = wrapping === null ? (indent === 0 ? [] : null) : stampShape(text.slice(0, indent), wrapping);
  const stats = dialect(text.slice(indent), '"');
  return before === null || stats === null ? null : joined([...before, ...stats]);
}

/**
 * `Dec 15 03:15:23.123456 cp1 etcd[1]: `, `2024-12-15T03:15:23+0000 cp1 etcd[1]: `, `2024-12-15T03:15:23.123456789Z stderr F `:
 * minutes and what is below them may differ. With the next hour the shape is another, so that a reader of stamps sees one
 * of each hour.
 */
function stampShape(text: string, wrapping: string): ShapeItem[] | null {
  const found = /^([\w -]{0,20}[ T]\d\d:)\d\d:\d\d(?:([.,])\d+)?([ Z+-].*)$/.exec(text);
  if (found === null) return null;
  const [, hour = '', point, rest = ''] = found;
  const seconds: ShapeItem[] = [
    [NOTHING, 0, hour],
    [SIXTIETH, 0, ':'],
  ];
  if (point === undefined) return [...seconds, [SIXTIETH, 0, rest]];
  return [...seconds, [SIXTIETH, 0, point], [DIGITS, wrapping === 'cri' ? 0 : 6, rest]];
}

const STAMP_TEXT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|([+-])(\d\d):?(\d\d))$/;

/** `quote`: how a quote reads in the line; those of keys are escaped once more. */
function statsShape(text: string, quote: string): ShapeItem[] | null {
  const q = quote.replaceAll('\\', '\\\\');
  const found = new RegExp(
    `^(\\{${q}level${q}:${q}debug${q},${q}ts${q}:${q})([^"\\\\]{20,40})` +
      `(${q},(?:${q}logger${q}:${q}[^"\\\\]*${q},)?${q}caller${q}:${q}[^"\\\\]*${q},${q}msg${q}:${q}request stats${q},` +
      `${q}start time${q}:${q})[^"\\\\]*(${q},${q}time spent${q}:${q})[^"\\\\]*(${q},${q}remote${q}:${q})[^"\\\\]*` +
      `(${q},${q}response type${q}:${q}/etcdserverpb\\.)[^"\\\\]*(${q},${q}request count${q}:)-?\\d+` +
      `(,${q}request size${q}:)-?\\d+(,${q}response count${q}:)-?\\d+(,${q}response size${q}:)-?\\d+` +
      `(,${q}request content${q}:${q}).*${q}\\}$`,
    's',
  ).exec(text);
  const stamp = STAMP_TEXT.exec(found?.[2] ?? '');
  if (found === null || stamp === null) return null;
  const part = (index: number): string => found[index] ?? '';
  return [
    [NOTHING, 0, part(1)],
    [STAMP, aheadOf(stamp), part(2).replace(/^[\d.:T-]{19,}?(?=Z$|[+-]\d\d:?\d\d$)/, '') + part(3)],
    [TOKEN, QUOTE, part(4)],
    [SPENT, QUOTE, part(5)],
    [REMOTE, QUOTE, part(6)],
    [CALL, 0, part(7)],
    [NUMBER, REQUEST_COUNT, part(8)],
    [NUMBER, REQUEST_SIZE, part(9)],
    [NUMBER, IGNORED, part(10)],
    [NUMBER, RESPONSE_SIZE, part(11)],
    [CONTENT, quote.length === 1 ? 2 : 4, `${quote}}`],
  ];
}

const OLD_TEXT =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}( [A-Z] \| etcdserver\/api\/v3rpc: start time = )[^,"\\]*(, time spent = )[^,"\\]*(, remote = )[^,"\\]*(, response type = \/etcdserverpb\.)[^,"\\]*(, request count = )-?\d+(, request size = )-?\d+(, response count = )-?\d+(, response size = )-?\d+(, request content = )/;

/** A line of the old text form, up to 3.4: `ahead` shows its zone in seconds. `quote`: how a quote reads in the line. */
function oldTextShape(text: string, quote: string, ahead: number): ShapeItem[] | null {
  const found = OLD_TEXT.exec(text);
  if (found === null) return null;
  const part = (index: number): string => found[index] ?? '';
  return [
    [BLANK_STAMP, ahead, part(1)],
    [TOKEN, COMMA, part(2)],
    [SPENT, COMMA, part(3)],
    [REMOTE, COMMA, part(4)],
    [CALL, 0, part(5)],
    [NUMBER, REQUEST_COUNT, part(6)],
    [NUMBER, REQUEST_SIZE, part(7)],
    [NUMBER, IGNORED, part(8)],
    [NUMBER, RESPONSE_SIZE, part(9)],
    [CONTENT, quote.length, ''],
  ];
}

/** By how many seconds a zone is ahead; NaN: it is none. */
function aheadOf([, sign, hours, minutes]: RegExpExecArray): number {
  if (sign === undefined) return 0;
  if (Number(hours) > 18 || Number(minutes) > 59) return NaN;
  return (sign === '+' ? 60 : -60) * (Number(hours) * 60 + Number(minutes));
}

/** Fields of an entry that differ from one to the next, and of which only the time of the entry is read. */
const DIFFERING: ReadonlySet<string> = new Set([
  ...['__CURSOR', '__REALTIME_TIMESTAMP', '__MONOTONIC_TIMESTAMP', '__SEQNUM', '_SOURCE_REALTIME_TIMESTAMP'],
  ...['_SOURCE_MONOTONIC_TIMESTAMP', '_SOURCE_BOOTTIME_TIMESTAMP', 'SYSLOG_TIMESTAMP', 'SYSLOG_RAW'],
]);
const TIMES: ReadonlySet<string> = new Set(['__REALTIME_TIMESTAMP', '_SOURCE_REALTIME_TIMESTAMP']);

/** One object of strings a line; older ones write blanks around colons and braces. */
function jsonShape(text: string, dialect: (message: string, quote: string) => ShapeItem[] | null): ShapeItem[] | null {
  const items: ShapeItem[] = [];
  const seen = new Set<string>();
  const field = /([{,] *"([A-Z_a-z0-9]+)" *: *")((?:[^"\\]|\\.)*)(?=" *[,}])/gy;
  let before = '';
  let at = 0;
  for (let found = field.exec(text); found !== null; found = field.exec(text)) {
    const [, opening = '', name = '', value = ''] = found;
    if (seen.has(name)) return null;
    seen.add(name);
    before += opening;
    if (name === 'MESSAGE') {
      let ended = value.length;
      while (value.endsWith('\\n', ended)) ended -= 2;
      const stats = dialect(value.slice(0, ended), '\\"');
      if (stats === null) return null;
      items.push([NOTHING, 0, before], ...stats);
      before = value.slice(ended);
    } else if (DIFFERING.has(name) && /^[\w=;:. -]+$/.test(value)) {
      const digits = TIMES.has(name) ? value.length : 0;
      if (digits > 0 && !/^\d{1,16}$/.test(value)) return null;
      items.push([NOTHING, 0, before], digits > 0 ? [DIGITS, digits, ''] : [TOKEN, QUOTE, '']);
      before = '';
    } else before += value;
    before += '"';
    at = field.lastIndex = field.lastIndex + 1;
  }
  const rest = text.slice(at);
  if (!seen.has('MESSAGE') || !/^ *\}$/.test(rest)) return null;
  return joined([...items, [NOTHING, 0, before + rest]]);
}

/** Literals that follow each other are one. */
function joined(items: readonly ShapeItem[]): ShapeItem[] | null {
  const list: ShapeItem[] = [];
  for (const [what, parameter, literal] of items) {
    if (Number.isNaN(parameter)) return null;
    const last = list.at(-1);
    if (what === NOTHING && last !== undefined) list[list.length - 1] = [last[0], last[1], last[2] + literal];
    else list.push([what, parameter, literal]);
  }
  return list;
}

/**
 * To learn a shape takes as long as to read a few lines. Where lines of several logs come alternately that would be for nothing:
 * then only every so many lines are looked at.
 */
const PRICE = 8;
const MOST_CREDIT = 64;
const RELIEF = 16;

/** Whether a line of the dialect is one of those that have a shape: `{"level":"d`, `2026-11-22 13:13:02.499172 D |`. */
function isPattern({ bytes, start, end }: LinePayload, format: string): boolean {
  if (format === 'etcd-zap') return bytes[start] === 123 && bytes[start + 10] === 100;
  if (format === AUDIT_LOG) return bytes.subarray(start, Math.min(end, start + AUDIT_HEAD.length)).equals(AUDIT_HEAD);
  return bytes[start + 29] === 124;
}

/** What lines of a shape have in common. */
export interface LineShape {
  readonly format: string;
  /** Its lines are of an audit log, and no requests to etcd. */
  readonly isAudit: boolean;
  /** Its lines went through zap's sampler. */
  readonly sampled: boolean;
  /** What ends a duration. */
  readonly stop: number;
  readonly indent: number;
  /** What every line is in. */
  readonly base: Wrapping | null;
  readonly chain: ChainState;
}

/** Of lines that are read exactly, keeps the shapes of those that were met last, and what their wrappings tell. */
export class ShapeKeeper {
  private readonly shapes: LineShape[] = [];
  /** When each was last met, in turns. */
  private readonly met: number[] = [];
  private turn = 0;
  /** Grows with lines that were of a shape, and pays for learning another. */
  private credit = MOST_CREDIT;

  constructor(
    private readonly kernel: Kernel,
    /** By how many seconds stamps without a zone are ahead; null: that differs, and their order shows. */
    private readonly ahead: number | null,
  ) {
    kernel.calls.forgetShapes(false);
  }

  /** The shape of that number, of which there were so many lines. */
  meet(number: number, lines: number): LineShape {
    this.met[number] = this.turn += 1;
    this.credit = Math.min(MOST_CREDIT, this.credit + lines);
    return this.shapes[number] as LineShape;
  }

  /** Takes the shape of a line that was read. Answers whether it has one. */
  learn(line: Buffer, payload: LinePayload, { parser, wrappings, state }: Chain): boolean {
    if (parser === null || !FORMATS.has(parser.id) || wrappings.length > 1 || payload.base !== null) return false;
    const { id: format } = parser;
    const wrapping = wrappings[0]?.id ?? null;
    if (this.ahead === null && (wrapping === 'journal-short' || format === 'etcd-capnslog')) return false;
    if (!isPattern(payload, format)) return false;
    this.credit += 1 / RELIEF;
    if (this.credit < PRICE) return false;
    this.credit -= PRICE;
    const items = shapeOf(line.toString('latin1'), wrapping, payload.indent, { format, ahead: this.ahead ?? 0 });
    if (items === null) return false;
    const number = this.place();
    if (!this.write(number, items)) return false;
    this.met[number] = this.turn += 1;
    this.shapes[number] = {
      format,
      isAudit: format === AUDIT_LOG,
      sampled: format === 'etcd-zap',
      stop: format === 'etcd-zap' ? QUOTE : COMMA,
      indent: payload.indent,
      base: wrapping === null ? null : payload.mark(),
      chain: state,
    };
    return true;
  }

  /** The next free place, or that of the shape that was met longest ago. */
  private place(): number {
    const { met, shapes, kernel } = this;
    return shapes.length < kernel.shapes.length ? shapes.length : met.indexOf(Math.min(...met));
  }

  private write(number: number, list: readonly ShapeItem[]): boolean {
    const { items, text, textAt } = this.kernel.shapes[number] as ShapeMemory;
    const length = list.reduce((sum, [, , literal]) => sum + literal.length, 0);
    if (list.length * 4 > items.length || length > text.length) return false;
    let at = 0;
    list.forEach(([what, parameter, literal], index) => {
      items.set([what, parameter, textAt + at, literal.length], index * 4);
      at += text.write(literal, at, 'latin1');
    });
    this.kernel.calls.setShape(number, list.length);
    return true;
  }
}
