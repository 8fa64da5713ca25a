import { epochMicros } from '../../model/units.js';
import type { LinePayload } from '../payload.js';
import { ENTRY_LIMIT, type Frame, type OpenFrame, type Yields } from './frame.js';
import { JournalEntry } from './journal-entry.js';

const HEADER =
  /^[A-Z][a-z]{2} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{6})? \S{1,6} \[s=[0-9a-f]{32};[^\]]*\bt=([0-9a-f]{1,16});[^\]]*\]$/;
const SPACE = 32;
const INDENT = 4;

/**
 * `journalctl -o verbose`: a header with the cursor, then a field a line, indented by four blanks. A value of several
 * lines continues below its beginning. The time is the cursor's `t`, which needs no zone. systemd, `output_verbose`.
 *
 *     Sun 2024-12-15 03:15:23.123456 UTC [s=fd7d…;i=1;b=446a…;m=1cea…;t=660dd2c781ca0;x=428a…]
 *         _HOSTNAME=cp1
 *         MESSAGE={"level":"warn",…}
 */
export const journalVerbose: Frame = {
  id: 'journal-verbose',
  title: 'journalctl -o verbose',
  sample: 'Sun 2024-12-15 03:15:23.123456 UTC [s=…;i=1;b=…;m=…;t=660dd2c781ca0;x=…]',
  versions: 'systemd 219 on',
  takes: ['time', 'host', 'program', 'process id', 'unit', 'priority', 'package'],
  begins: 'A-Z',
  open(line, _clock, yields) {
    const { bytes, start, end } = line;
    if (end - start < 60 || end - start > 400 || bytes[end - 1] !== 93 || bytes[start + 3] !== SPACE) return null;
    const header = HEADER.exec(line.text);
    if (header === null) return null;
    const micros = Number.parseInt(header[1] ?? '', 16);
    return new VerboseEntry(line, Number.isSafeInteger(micros) ? micros : null, yields);
  },
};

class VerboseEntry implements OpenFrame {
  private readonly entry: JournalEntry;
  private name = '';
  private value: Buffer[] = [];
  private size = 0;
  /** How far the lines of a value that continues are indented. */
  private indent = 0;
  private at = { line: 0, byteOffset: 0, text: '' };

  constructor(
    first: LinePayload,
    micros: number | null,
    private readonly yields: Yields,
  ) {
    this.entry = new JournalEntry(first);
    this.entry.time = micros === null ? null : epochMicros(micros);
  }

  take(line: LinePayload): 'more' | 'over' {
    const { bytes, start, end } = line;
    let at = start;
    while (at < end && bytes[at] === SPACE) at += 1;
    const indent = at - start;
    if (indent < INDENT) return 'over';
    this.entry.lines += 1;
    if (indent >= this.indent && this.indent > 0) this.more(bytes.subarray(start + this.indent, end));
    else this.field(line, at);
    return 'more';
  }

  close(): number {
    this.keep();
    return this.entry.finish(this.yields);
  }

  private field(line: LinePayload, at: number): void {
    const { bytes, start, end } = line;
    const equals = bytes.subarray(at, Math.min(end, at + 66)).indexOf(61);
    if (equals < 1) return;
    this.keep();
    const name = bytes.toString('latin1', at, at + equals);
    this.indent = at - start + equals + 1;
    if (!this.entry.wants(name)) return;
    this.name = name;
    this.at = { line: line.line, byteOffset: line.byteOffset, text: line.lineText };
    this.more(bytes.subarray(at + equals + 1, end));
  }

  private more(part: Buffer): void {
    if (this.name === '' || this.size + part.length > ENTRY_LIMIT) return;
    if (this.value.length > 0) this.value.push(LINE_FEED);
    this.value.push(Buffer.from(part));
    this.size += part.length + 1;
  }

  private keep(): void {
    if (this.name !== '') this.entry.set(this.name, Buffer.concat(this.value), this.at);
    this.name = '';
    this.value = [];
    this.size = 0;
    this.indent = 0;
  }
}

const LINE_FEED = Buffer.from('\n');
