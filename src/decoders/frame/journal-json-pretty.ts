import type { LineRef } from '../../model/parser.js';
import { jsonField, jsonMessage, jsonObject, wrappingOf } from '../journal-fields.js';
import type { LinePayload } from '../payload.js';
import { ENTRY_LIMIT, type Frame, type OpenFrame, type Yields } from './frame.js';

const OPEN = 123;
const CLOSE = 125;
/** The second line decides: the journal's fields are in capitals, a document of Kubernetes begins otherwise. */
const FIELD = /^\s+"_{0,2}[A-Z][A-Z0-9_]{0,63}"\s*:/;

/**
 * `journalctl -o json-pretty`: an entry is an object over several lines.
 *
 *     {
 *     	"_HOSTNAME" : "cp1",
 *     	"MESSAGE" : "{\"level\":\"warn\",…}"
 *     }
 */
export const journalJsonPretty: Frame = {
  id: 'journal-json-pretty',
  title: 'journalctl -o json-pretty',
  sample: '{\n\t"_HOSTNAME" : "cp1",\n\t"MESSAGE" : "…"\n}',
  versions: 'systemd 219 on',
  takes: ['time', 'host', 'program', 'process id', 'unit', 'priority', 'package'],
  begins: '{',
  open: (line, _clock, yields) =>
    line.bytes[line.start] === OPEN && line.end === line.start + 1 ? new PrettyEntry(line, yields) : null,
};

class PrettyEntry implements OpenFrame {
  readonly held: LineRef[];
  private parts: string[] = ['{'];
  private size = 0;
  private lines = 1;
  private message: LineRef | null = null;
  private ended = false;
  private readonly firstLine: number;

  constructor(
    first: LinePayload,
    private readonly yields: Yields,
  ) {
    this.firstLine = first.line;
    this.held = [first.ref()];
  }

  take(line: LinePayload): 'more' | 'done' | 'over' | 'refused' {
    const { bytes, start, end } = line;
    if (this.lines === 1 && !FIELD.test(bytes.toString('latin1', start, Math.min(end, start + 80)))) return 'refused';
    const first = bytes[start] ?? 0;
    const closes = first === CLOSE && end - start <= 2;
    // Torn: what comes isn't inside of an object any more.
    if (!closes && first !== 9 && first !== 32) return 'over';
    this.lines += 1;
    this.keep(line);
    this.ended = closes;
    return closes ? 'done' : 'more';
  }

  close(): number {
    if (!this.ended) return this.lines;
    const fields = jsonObject(this.parts.join('\n'));
    if (fields === null) return this.lines;
    const { firstLine, lines, message: at } = this;
    const message = jsonMessage(Object.hasOwn(fields, 'MESSAGE') ? fields['MESSAGE'] : null);
    if (message === null || at === null) return 0;
    const wrapping = wrappingOf((name) => jsonField(fields, name));
    return this.yields({ ...wrapping, message, at, firstLine, lines }) ? 0 : lines;
  }

  private keep(line: LinePayload): void {
    const { bytes, start, end } = line;
    this.size += end - start;
    if (this.size > ENTRY_LIMIT) this.parts = [];
    if (this.size > ENTRY_LIMIT) return;
    if (this.message === null && /^\s*"MESSAGE"\s*:/.test(bytes.toString('latin1', start, Math.min(end, start + 40))))
      this.message = { line: line.line, byteOffset: line.byteOffset, text: line.lineText };
    this.parts.push(line.text.replace(/^\},$/, '}'));
  }
}
