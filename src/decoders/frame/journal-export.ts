import type { LineRef } from '../../model/parser.js';
import type { LinePayload } from '../payload.js';
import { ENTRY_LIMIT, type Frame, type OpenFrame, type Yields } from './frame.js';
import { JournalEntry } from './journal-entry.js';

const EQUALS = 61;
const LENGTH_BYTES = 8;
const LINE_FEED = Buffer.from('\n');
const BEGINS = /^__(?:CURSOR=s=[0-9a-f]{32};|REALTIME_TIMESTAMP=\d{16}$)/;

/**
 * `journalctl -o export`, what systemd-journal-remote reads: a field a line, a blank line behind each entry. A value
 * with line feeds or control characters follows its name's line: 64 bits little-endian of length, the bytes, a
 * line feed. https://systemd.io/JOURNAL_EXPORT_FORMATS/
 *
 *     __CURSOR=s=fd7d…;i=1;b=446a…;m=1cea…;t=660dd2c781ca0;x=428a…
 *     __REALTIME_TIMESTAMP=1795352910372000
 *     MESSAGE={"level":"warn",…}
 */
export const journalExport: Frame = {
  id: 'journal-export',
  title: 'journalctl -o export',
  sample: '__REALTIME_TIMESTAMP=1795352910372000\n_HOSTNAME=cp1\nMESSAGE=…',
  versions: 'systemd 219 on',
  takes: ['time', 'host', 'program', 'process id', 'unit', 'priority', 'package'],
  begins: '_',
  open(line, _clock, yields) {
    const { bytes, start, end } = line;
    if (bytes[start] !== 95 || bytes[start + 1] !== 95) return null;
    if (!BEGINS.test(bytes.toString('latin1', start, Math.min(end, start + 80)))) return null;
    const entry = new ExportEntry(line, yields);
    return entry.begin(line);
  },
};

class ExportEntry implements OpenFrame {
  private readonly entry: JournalEntry;
  /** A binary value: what has come of length and bytes, joined by the line feeds that parted them. */
  private binary: {
    readonly name: string;
    readonly at: LineRef;
    parts: Buffer[];
    size: number;
    length: number;
  } | null = null;

  constructor(
    first: LinePayload,
    private readonly yields: Yields,
  ) {
    this.entry = new JournalEntry(first);
  }

  begin(line: LinePayload): OpenFrame {
    this.field(line);
    return this;
  }

  take(line: LinePayload): 'more' | 'done' | 'over' {
    if (this.binary !== null) {
      this.entry.lines += 1;
      this.bytes(line);
      return 'more';
    }
    if (line.start === line.end) {
      this.entry.lines += 1;
      return 'done';
    }
    if (!this.field(line)) return 'over';
    this.entry.lines += 1;
    return 'more';
  }

  close(): number {
    return this.entry.finish(this.yields);
  }

  private field(line: LinePayload): boolean {
    const { bytes, start, end } = line;
    const head = bytes.subarray(start, Math.min(end, start + 66));
    const equals = head.indexOf(EQUALS);
    const name = head.toString('latin1', 0, equals === -1 ? head.length : equals);
    if (!/^[A-Z_][A-Z0-9_]{0,63}$/.test(name)) return false;
    if (equals === -1) this.binary = { name, at: line.ref(), parts: [], size: 0, length: -1 };
    else if (this.entry.wants(name))
      this.entry.set(name, Buffer.from(bytes.subarray(start + equals + 1, line.rawEnd)), line.ref());
    return true;
  }

  private bytes(line: LinePayload): void {
    const { binary } = this;
    if (binary === null) return;
    if (binary.size > 0 || binary.parts.length > 0) this.push(LINE_FEED);
    this.push(Buffer.from(line.bytes.subarray(line.start, line.rawEnd)));
    if (binary.length === -1 && binary.size >= LENGTH_BYTES) {
      const joined = Buffer.concat(binary.parts);
      binary.parts = [joined];
      const length = joined.readBigUInt64LE(0);
      binary.length = length > BigInt(ENTRY_LIMIT) ? ENTRY_LIMIT : Number(length);
    }
    if (binary.length === -1 || binary.size < LENGTH_BYTES + binary.length) return;
    const value = Buffer.concat(binary.parts).subarray(LENGTH_BYTES, LENGTH_BYTES + binary.length);
    if (this.entry.wants(binary.name)) this.entry.set(binary.name, value, binary.at);
    this.binary = null;
  }

  private push(part: Buffer): void {
    if (this.binary === null) return;
    this.binary.parts.push(part);
    this.binary.size += part.length;
  }
}
