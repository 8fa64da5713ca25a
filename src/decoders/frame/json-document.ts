import type { LineRef } from '../../model/parser.js';
import { exportTime } from '../export-fields.js';
import { type Fields, isEvent, isFields, readExportItem, type ExportItem } from '../export-item.js';
import { JsonElements, type Around, type ElementHandler, type ScanState } from '../json-elements.js';
import { BARE, type LinePayload } from '../payload.js';
import type { Frame, OpenFrame, Yields } from './frame.js';
import { journalJsonPretty } from './journal-json-pretty.js';
import { withoutTail } from '../../model/without-tail.js';

/** With what such a document can begin. */
const FIRST_KEYS: ReadonlySet<string> = new Set([
  ...['status', 'data', 'stats', 'streams', 'resultType', 'result'],
  ...['took', 'timed_out', '_scroll_id', 'pit_id', '_shards', 'hits', 'responses', 'rawResponse', 'id', 'is_partial'],
  ...['events', 'searchedLogStreams', 'nextToken', 'nextForwardToken', 'results', 'statistics', 'queryLanguage'],
  ...['entries', 'nextPageToken', 'records', 'tables', 'preview', 'init_offset', 'messages', 'logs', 'meta', 'links'],
  ...['resourceLogs', 'num_reduce_phases', 'total', 'body', 'fields', 'highlighted', 'nextBackwardToken'],
]);
/** The first key of an element of which others know what it is. */
const OTHERS: ReadonlySet<string> = new Set([
  ...['Endpoint', 'endpoint', 'header', 'members', 'alarms', 'items', 'metric', 'groups'],
]);
const ITEM_LIMIT = 4 * 1024 * 1024;
/** Before the first record so many lines may come, and so many records in which there is no line. */
const PATIENCE = 200;
const TRIAL = 20;
/** Of a long line, what is kept for citing it: evidence holds less. */
const HEAD = 2400;
/** The line of a record that is cited. */
const TELLS = /^\s*"(?:log|@?message|MESSAGE|msg|line|_raw|textPayload|log_s|Message|original|stringValue)"\s*:/;

/**
 * A whole document of a log store, pretty-printed or on one line: read record by record, so that its size doesn't
 * matter. The records' lines are read as any others, and cited by the line of the document on which they are.
 *
 *     {"status":"success","data":{"resultType":"streams","result":[{"stream":{…},"values":[["1734232523123456789","…"]]}]}}
 *     {"took":5,"hits":{"hits":[{"_index":"k8s","_source":{"@timestamp":"…","message":"…"}}]}}
 *     {"events":[{"timestamp":1734232523123,"message":"…"}]}     aws logs filter-log-events, get-log-events
 *     {"results":[[{"field":"@timestamp","value":"…"},{"field":"@message","value":"…"}]]}      CloudWatch Insights
 *     [{"insertId":"…","textPayload":"…","timestamp":"…"}]       gcloud logging read --format json
 *     {"tables":[{"columns":[{"name":"TimeGenerated"},{"name":"log_s"}],"rows":[["…","…"]]}]}  Azure Log Analytics
 */
export const jsonDocument: Frame = {
  id: 'json-document',
  title: 'JSON documents of Loki, Grafana, Elasticsearch, CloudWatch, Cloud Logging, Azure, Splunk, Datadog',
  sample:
    '{"status":"success","data":{"resultType":"streams","result":[{"stream":{"pod":"etcd-cp1"},"values":[["…","…"]]}]}}',
  takes: ['time', 'host', 'program', 'unit'],
  begins: '{[',
  open(line, clock, yields) {
    if (!begins(line)) return null;
    // the journal's entries begin with a lone brace too
    const lone = line.bytes[line.start] === 123 && line.end === line.start + 1;
    const document = new JsonDocument(yields, lone ? journalJsonPretty.open(line, clock, yields) : null);
    return document.begin(line, true) ? document : null;
  },
  openPart(line, yields) {
    if (!begins(line)) return null;
    const document = new JsonDocument(yields, null);
    return document.begin(line, false) && document.proven ? document : null;
  },
};

function begins({ bytes, start, end }: LinePayload): boolean {
  const first = bytes[start];
  if (first !== 123 && first !== 91) return false;
  const head = bytes.toString('latin1', start, Math.min(end, start + 120));
  if (first === 91) return /^\[\s*(?:$|\{|\[\s*(?:$|\{))/.test(head);
  const key = /^\{\s*(?:$|"([^"]{1,40})"\s*:)/.exec(head);
  return key !== null && (key[1] === undefined || FIRST_KEYS.has(key[1]));
}

class JsonDocument implements OpenFrame, ElementHandler {
  proven = false;
  private readonly elements = new JsonElements(this, ITEM_LIMIT);
  private refs: LineRef[] = [];
  private refused = false;
  private ended = false;
  private lines = 0;
  private unread = 0;
  private unknown = 0;
  /** The line at hand: whether a record ended on it, and whether one of those was known. */
  private line: LinePayload | null = null;
  private lineHead = '';
  private statedOnLine: boolean | null = null;
  /** Of the record at hand. */
  private firstLine = 0;
  private offset = 0;
  private cited: LineRef | null = null;
  private citedSize = -1;
  private known = { labels: null as string | null, columns: null as string | null };
  private labels: Fields | null = null;
  private columns: readonly string[] | null = null;
  private indented = false;
  private inJournal = false;

  constructor(
    private readonly yields: Yields,
    private readonly journal: OpenFrame | null,
  ) {}

  get held(): readonly LineRef[] {
    return (this.inJournal ? this.journal?.held : this.refs) ?? [];
  }

  /** Takes the first line, or piece of it. False: it is nothing of the kind. */
  begin(line: LinePayload, whole: boolean): boolean {
    this.indented = line.end - line.start < 3;
    const state = this.scan(line, whole, true);
    if (!this.proven && (this.refused || state !== 'inside')) return false;
    if (whole) this.hold(line);
    return true;
  }

  take(line: LinePayload): 'more' | 'done' | 'over' | 'refused' {
    if (this.ended) return 'over';
    if (this.journal !== null && (this.lines === 1 || this.inJournal)) {
      const answer = this.journal.take(line);
      this.inJournal = answer !== 'refused';
      if (this.inJournal) return answer === 'skip' ? 'over' : answer;
    }
    // a document that was torn: what comes is another one
    if (this.indented && line.bytes[line.start] === 123 && line.end > line.start + 1) return this.leave();
    const state = this.scan(line, true, true);
    if (this.proven) return state === 'inside' ? 'more' : 'done';
    if (this.refused || state !== 'inside' || this.lines > PATIENCE) return 'refused';
    this.hold(line);
    return 'more';
  }

  part(line: LinePayload, last: boolean): boolean {
    if (this.ended || !this.proven) return false;
    this.scan(line, last, false);
    return true;
  }

  close(): number {
    if (this.inJournal) return this.journal?.close() ?? 0;
    this.settleLine();
    return this.proven ? this.unknown : this.lines;
  }

  firstKey(key: string): void {
    this.refused ||= OTHERS.has(key) || (this.elements.depth === 1 && !this.elements.pending && !FIRST_KEYS.has(key));
  }

  header(key: string, value: string): void {
    this.refused ||= key === 'resultType' && value !== 'streams';
  }

  begun(at: number): void {
    const { line } = this;
    this.firstLine = line?.line ?? 0;
    this.offset = (line?.byteOffset ?? 0) + at - (line?.start ?? 0);
    this.cited = null;
    this.citedSize = -1;
  }

  element(text: string | null, around: Around): void {
    const { line } = this;
    if (this.refused || line === null) return;
    const item = text === null ? null : this.read(text, around);
    if (!this.proven) {
      this.proven = item !== null;
      this.refs = this.proven ? [] : this.refs;
      this.unread += 1;
      if (!this.proven) {
        this.refused = this.unread > TRIAL;
        return;
      }
    }
    const alone = this.firstLine === line.line;
    if (!alone) this.cite(line);
    const lines = line.line - this.firstLine + 1;
    const at = alone || this.cited === null ? this.elementRef(line) : this.cited;
    const wrapping = item === null ? BARE : { ...BARE, ...item, outerTime: item.time, outerZoned: item.time !== null };
    const message = Buffer.from(withoutTail(item?.line ?? '', '\r\n'));
    const known = item !== null && this.yields({ ...wrapping, message, at, firstLine: this.firstLine, lines });
    if (alone) this.statedOnLine = known || this.statedOnLine === true;
    else if (!known) this.unknown += lines;
  }

  /** Until the first record was read, the lines may be somebody else's. */
  private hold(line: LinePayload): void {
    if (!this.proven) this.refs.push(line.ref());
  }

  private leave(): 'over' | 'refused' {
    this.ended = true;
    return this.proven ? 'over' : 'refused';
  }

  private scan(line: LinePayload, whole: boolean, fresh: boolean): ScanState {
    if (fresh) {
      this.settleLine();
      this.lines += 1;
      this.lineHead = '';
    }
    this.line = line;
    if (fresh && !whole) this.lineHead = headOf(line);
    const state = this.elements.write(line.bytes, line.start, line.end, whole);
    if (this.elements.pending) this.cite(line);
    this.ended = state !== 'inside';
    if (this.ended) this.settleLine();
    return state;
  }

  /** Whether any record that ended on the line was known. */
  private settleLine(): void {
    if (this.statedOnLine === false) this.unknown += 1;
    this.statedOnLine = null;
  }

  /** Of a record over several lines the one that shows is cited, else the longest. */
  private cite(line: LinePayload): void {
    const { bytes, start, end } = line;
    if (this.firstLine === line.line && end - start > HEAD) return;
    const tells = TELLS.test(bytes.toString('latin1', start, Math.min(end, start + 80)));
    const size = tells ? Number.MAX_SAFE_INTEGER : end - start;
    if (size <= this.citedSize) return;
    this.citedSize = size;
    const { line: number, byteOffset } = line;
    this.cited = end - start > HEAD ? { line: number, byteOffset, text: headOf(line) } : line.ref();
  }

  /** A record on a line that has others: the line is cited, and where in it the record begins. */
  private elementRef(line: LinePayload): LineRef {
    if (this.lineHead === '') this.lineHead = line.end - line.start > HEAD ? headOf(line) : line.lineText;
    return { line: line.line, byteOffset: this.offset, text: this.lineHead };
  }

  private read(text: string, around: Around): ExportItem | null {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return null;
    }
    if (around.labels !== this.known.labels) this.labels = fieldsOf(around.labels);
    if (around.columns !== this.known.columns) this.columns = columnsOf(around.columns);
    this.known = { labels: around.labels, columns: around.columns };
    if (Array.isArray(value)) return readRow(value, this.labels, this.columns);
    if (!isFields(value)) return null;
    // a list of events is read by those who know them
    if (isEvent(value)) this.refused ||= !this.proven;
    return isEvent(value) ? null : readExportItem(value, this.labels);
  }
}

const headOf = ({ bytes, start, end }: LinePayload): string =>
  bytes.toString('utf8', start, Math.min(end, start + HEAD)).slice(0, HEAD / 4);

/** A record that is a list: Loki's `["<ns>", "<line>"]`, Insights' pairs of field and value, a row of a table. */
function readRow(row: readonly unknown[], labels: Fields | null, columns: readonly string[] | null): ExportItem | null {
  if (columns !== null)
    return readExportItem(Object.fromEntries(row.map((cell, index) => [columns[index] ?? `${index}`, cell])));
  const [time, line] = row;
  if (typeof time === 'string' && typeof line === 'string') {
    const told = /^\d{10,19}$/.test(time) ? exportTime(time) : null;
    const item = told === null ? null : readExportItem({ line }, labels);
    return item === null ? null : { ...item, time: told };
  }
  if (!row.every((cell) => isFields(cell) && typeof cell['field'] === 'string')) return null;
  const fields = row.map((cell) => cell as { readonly field: string; readonly value?: unknown });
  return readExportItem(Object.fromEntries(fields.map(({ field, value }) => [field, insightsTime(field, value)])));
}

/** CloudWatch Insights writes its times in UTC and doesn't say so: `2024-12-15 03:15:23.123`. */
function insightsTime(field: string, value: unknown): unknown {
  return field === '@timestamp' && typeof value === 'string' && !/[Z+]/.test(value) ? `${value}Z` : value;
}

function fieldsOf(text: string | null): Fields | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

/** Azure's columns: `[{"name":"TimeGenerated","type":"datetime"},…]`, or names alone. */
function columnsOf(text: string | null): readonly string[] | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value)) return null;
    return value.map((column) => {
      const name: unknown = isFields(column) ? column['name'] : column;
      return typeof name === 'string' ? name : '';
    });
  } catch {
    return null;
  }
}
