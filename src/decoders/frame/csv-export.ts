import type { Clock, LineRef } from '../../model/parser.js';
import { epochMicros, type EpochMicros } from '../../model/units.js';
import { csvCells } from '../csv-cells.js';
import {
  exportTime,
  HOST_NAMES,
  hostOf,
  IDENT_NAMES,
  LINE_NAMES,
  shownTime,
  TIME_NAMES,
  UNIT_NAMES,
} from '../export-fields.js';
import { BARE, type LinePayload } from '../payload.js';
import { type Frame, type OpenFrame, type Yields } from './frame.js';
import { withoutTail } from '../../model/without-tail.js';

const SEPARATORS = [',', ';', '\t'];
/** A record over more lines, or of more characters, isn't joined. */
const RECORD_LINES = 200;
const RECORD_LIMIT = 1 << 20;
/** After this many records with unrecognised messages, and none recognised before, it is another kind of CSV. */
const TRIAL = 50;

/** Bytes of a header: `\w @.-`, quotes, brackets of `[UTC]` and blanks; what parts cells; others are never there. */
const NEVER = 0;
const PARTS = 2;
const HEADER_BYTES = new Uint8Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  const char = String.fromCharCode(byte);
  // beyond ASCII are blanks that are trimmed
  HEADER_BYTES[byte] = SEPARATORS.includes(char) ? PARTS : byte > 127 || /[\w @."[\]\s-]/.test(char) ? 1 : NEVER;
}

interface Columns {
  readonly separator: string;
  readonly count: number;
  readonly message: number;
  /** Columns of times, the likeliest first. */
  readonly times: readonly number[];
  /** Its times are in UTC, though they don't say so. */
  readonly inUtc: boolean;
  readonly host: number;
  readonly ident: number;
  readonly unit: number;
}

/**
 * A CSV export of a log store (Grafana, Kibana, CloudWatch Insights, Splunk): a header with a column for the message.
 * A record counts only if its message is known.
 *
 *     @timestamp,@message,@logStream
 *     2024-12-15 03:15:23.123,"{""level"":""warn"",…}",etcd-cp1
 */
export const csvExport: Frame = {
  id: 'csv-export',
  title: 'CSV exports with a message column',
  sample: 'timestamp,host,message',
  takes: ['time', 'host', 'program', 'unit'],
  begins: '@A-Za-z_" \t',
  open(line, clock, yields) {
    const { bytes, start, end } = line;
    const first = bytes[start] ?? 0;
    if (end - start < 8 || end - start > 2000 || first === 123 || first === 91 || (first >= 48 && first <= 57))
      return null;
    if (!mayBeHeader(line)) return null;
    const columns = columnsOf(line.text);
    return columns === null ? null : new Table(line, columns, clock, yields);
  },
};

/** Whether nothing is in the line but names of columns and what parts them: nearly all lines end here. */
function mayBeHeader({ bytes, start, end }: LinePayload): boolean {
  let parted = false;
  for (let i = start; i < end; i += 1) {
    const kind = HEADER_BYTES[bytes[i] as number];
    if (kind === NEVER) return false;
    parted ||= kind === PARTS;
  }
  return parted;
}

function columnsOf(header: string): Columns | null {
  for (const separator of SEPARATORS) {
    if (!header.includes(separator)) continue;
    const written = csvCells(header, separator)?.map((name) => name.trim());
    // `TimeGenerated [UTC]`
    const names = written?.map((name) => name.replace(/ \[UTC\]$/, ''));
    if (names === undefined || names.length < 2 || !names.every((name) => /^[@\w][\w .@-]{0,60}$/.test(name))) continue;
    const place = (wanted: readonly string[]): number => {
      const lower = names.map((name) => name.toLowerCase());
      for (const name of wanted) {
        const at = lower.indexOf(name.toLowerCase());
        if (at !== -1) return at;
      }
      return -1;
    };
    const message = place([...LINE_NAMES, 'msg', 'raw', 'event']);
    if (message === -1) continue;
    const times = TIME_NAMES.map((name) => place([name])).filter((at) => at !== -1);
    // CloudWatch Insights and Azure's portal write UTC
    const inUtc = names[message] === '@message' || written?.some((name) => name.endsWith(' [UTC]')) === true;
    const [host, ident, unit] = [place(HOST_NAMES), place(IDENT_NAMES), place(UNIT_NAMES)];
    return { separator, count: names.length, message, times, inUtc, host, ident, unit };
  }
  return null;
}

const UTC: Clock = {
  capturedAt: null,
  local: (year, month, day, hour, minute, second, micro) =>
    epochMicros(Date.UTC(year ?? 0, month - 1, day, hour, minute, second) * 1000 + micro),
};

class Table implements OpenFrame {
  held: LineRef[];
  /** The lines of a record whose quotes are still open. */
  private pending: { readonly at: LineRef; readonly parts: string[]; size: number } | null = null;
  private lost = 0;
  private known = 0;
  private unknown = 0;
  private misfits = 0;

  constructor(
    header: LinePayload,
    private readonly columns: Columns,
    private readonly clock: Clock,
    private readonly yields: Yields,
  ) {
    this.held = [header.ref()];
  }

  take(line: LinePayload): 'more' | 'over' | 'skip' | 'refused' {
    if (line.start === line.end && this.pending === null) return 'skip';
    const at = this.pending?.at ?? line.ref();
    const parts = [...(this.pending?.parts ?? []), line.text];
    const size = (this.pending?.size ?? 0) + line.end - line.start;
    const cells = csvCells(parts.join('\n'), this.columns.separator);
    if (cells === null && parts.length < RECORD_LINES && size < RECORD_LIMIT) {
      this.pending = { at, parts, size };
      return this.sure('more');
    }
    this.pending = null;
    if (cells?.length !== this.columns.count) {
      this.lost += parts.length - 1;
      this.misfits += 1;
      if (this.known > 0 && this.misfits <= TRIAL) return 'skip';
      return this.known + this.unknown === 0 && parts.length === 1 ? 'refused' : 'over';
    }
    this.misfits = 0;
    if (this.row(cells, at, parts.length)) return this.sure('more');
    this.lost += parts.length - 1;
    this.unknown += 1;
    // It may still be a line of something else.
    return this.known === 0 && this.unknown > TRIAL ? 'over' : 'skip';
  }

  close(): number {
    return this.lost + (this.pending?.parts.length ?? 0) + (this.known === 0 ? 1 : 0);
  }

  private sure<T>(answer: T): T {
    this.held = [];
    return answer;
  }

  private row(cells: readonly string[], at: LineRef, lines: number): boolean {
    const { message, host, ident, unit } = this.columns;
    const cell = (column: number): string | null =>
      column === -1 || cells[column] === '' ? null : (cells[column] ?? null);
    const text = cell(message);
    if (text === null) return false;
    const { time: outerTime, zoned: outerZoned } = this.timeOf(cell);
    const known = this.yields({
      ...BARE,
      outerTime,
      outerZoned,
      host: cell(host) === null ? null : hostOf(cell(host) ?? ''),
      ident: cell(ident),
      unit: cell(unit),
      message: Buffer.from(withoutTail(text, '\r\n')),
      at,
      firstLine: at.line,
      lines,
    });
    if (known) this.known += 1;
    return known;
  }

  /** One with a zone before one without. */
  private timeOf(cell: (column: number) => string | null): { time: EpochMicros | null; zoned: boolean } {
    const { times, inUtc } = this.columns;
    for (const column of times) {
      const text = cell(column) ?? '';
      const time = exportTime(inUtc && /^\d{4}-[\d-]{5}[T ][\d:.]+$/.test(text) ? `${text}Z` : text);
      if (time !== null) return { time, zoned: true };
    }
    for (const column of times) {
      const time = shownTime(cell(column) ?? '', inUtc ? UTC : this.clock);
      if (time !== null) return { time, zoned: inUtc };
    }
    return { time: null, zoned: false };
  }
}
