import type { LineRef } from '../../model/parser.js';
import { csvCells } from '../csv-cells.js';
import { exportTime, HOST_NAMES, hostOf, IDENT_NAMES, LINE_NAMES, TIME_NAMES, UNIT_NAMES } from '../export-fields.js';
import { BARE, type LinePayload } from '../payload.js';
import { type Frame, type OpenFrame, type Yields } from './frame.js';

const SEPARATORS = [',', ';', '\t'];
/** A record over more lines, or of more characters, isn't joined. */
const RECORD_LINES = 200;
const RECORD_LIMIT = 1 << 20;
/** After so many records in which nobody knew the message, before any in which somebody did, it is some other CSV. */
const TRIAL = 50;

interface Columns {
  readonly separator: string;
  readonly count: number;
  readonly message: number;
  readonly time: number;
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
  open(line, _clock, yields) {
    const { bytes, start, end } = line;
    const first = bytes[start] ?? 0;
    if (end - start < 8 || end - start > 2000 || first === 123 || first === 91 || (first >= 48 && first <= 57))
      return null;
    const columns = columnsOf(line.text);
    return columns === null ? null : new Table(line, columns, yields);
  },
};

function columnsOf(header: string): Columns | null {
  for (const separator of SEPARATORS) {
    if (!header.includes(separator)) continue;
    const names = csvCells(header, separator)?.map((name) => name.trim());
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
    const [time, host] = [place(TIME_NAMES), place(HOST_NAMES)];
    return { separator, count: names.length, message, time, host, ident: place(IDENT_NAMES), unit: place(UNIT_NAMES) };
  }
  return null;
}

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
    const { message, time, host, ident, unit } = this.columns;
    const cell = (column: number): string | null =>
      column === -1 || cells[column] === '' ? null : (cells[column] ?? null);
    const text = cell(message);
    if (text === null) return false;
    const outerTime = exportTime(cell(time) ?? '');
    const known = this.yields({
      ...BARE,
      outerTime,
      outerZoned: outerTime !== null,
      host: cell(host) === null ? null : hostOf(cell(host) ?? ''),
      ident: cell(ident),
      unit: cell(unit),
      message: Buffer.from(text.replace(/[\r\n]+$/, '')),
      at,
      firstLine: at.line,
      lines,
    });
    if (known) this.known += 1;
    return known;
  }
}
