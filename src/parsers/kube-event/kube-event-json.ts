import type {
  Block,
  BlockParser,
  Context,
  LinePiece,
  LineRef,
  LineSpan,
  LineStretch,
  Sink,
} from '../../model/parser.js';
import { ForeignLines } from '../foreign-lines.js';
import { isEventApi, readEventObject, type Reading } from './event-object.js';
import { JsonItems, type JsonItem } from './json-items.js';
import { NextObjects } from './next-objects.js';
import { beginsWith } from '../begins-with.js';

/**
 * Events as JSON, pretty-printed or compact: `kubectl get events -o json` (List), `kubectl events -o json` and raw
 * requests (EventList), one Event, the stream of `-w -o json`, watch envelopes, exporters' lines:
 *
 *     {"type":"MODIFIED","object":{"apiVersion":"v1","kind":"Event","involvedObject":{…},"reason":"BackOff",…}}
 *
 * Each object is parsed by itself, so a document of any size passes. Fields:
 * https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
 */
export const kubeEventJson: BlockParser = {
  id: 'kube-event-json',
  source: 'kube-event',
  title: 'Kubernetes events as JSON (kubectl -o json, watches, exporters)',
  sample:
    '{"apiVersion":"v1","count":12,"involvedObject":{"kind":"Pod","name":"checkout-db-0","namespace":"payments"},"kind":"Event","reason":"BackOff",…}',
  versions: 'core/v1, events.k8s.io/v1beta1 and v1',
  takes: ['kube-event'],
  begins: '{[ \t',
  mayOpen: beginsWith('{', '[', '"apiVersion', '"kind'),
  open(line, _context: Context, sink) {
    const { text } = line;
    const document = new EventDocument(sink);
    if (LONE_BRACE.test(text)) return document.begin(line);
    if (INSIDE.test(text)) return document.assume(line);
    if (!COMPACT.test(text) || NOT_EVENTS.test(text) || !EVENT_MARK.test(text.slice(0, HEAD))) return null;
    return document.begin(line);
  },
  openPart(piece, _context, sink) {
    const { text } = piece.at;
    if (!COMPACT.test(text) || NOT_EVENTS.test(text) || !EVENT_MARK.test(text)) return null;
    return new EventDocument(sink).beginPart(piece);
  },
};

/** The first line of a pretty-printed object. */
const LONE_BRACE = /^\ufeff?\s*\{\s*$/;
/** Its second or third line, where somebody else took the first. */
const INSIDE = /^\s+"(?:apiVersion": "(?:v1|events\.k8s\.io\/\w+)"|kind": "(?:List|EventList|Event)"),?\s*$/;
const COMPACT = /^\ufeff?\s*(?:\[\s*)?\{\s*"/;
/** Lines of etcd, of etcdctl and of audit logs. */
const NOT_EVENTS =
  /^\s*(?:\[\s*\{\s*"Endpoint"|\{\s*"(?:level|header)"|\{\s*"kind"\s*:\s*"Event"\s*,\s*"apiVersion"\s*:\s*"audit)/;
const EVENT_MARK = /"(?:involvedObject|regarding)"\s*:|"kind"\s*:\s*"EventList"|"BOOKMARK"/;
const HEAD = 64 * 1024;

/** An Event is about 1 KiB; etcd takes no request over 1.5 MiB. */
const ITEM_LIMIT = 4 * 1024 * 1024;

const DOCUMENT_KINDS: ReadonlySet<string> = new Set(['Event', 'EventList', 'List']);

const OPEN_OBJECT = 123;
/** What a line of a document begins with: blanks, line ends, closing brackets; what else where it isn't indented. */
const ALWAYS: readonly number[] = [32, 9, 10, 13, 125, 93];
const UNINDENTED: readonly number[] = [34, 91];

/** With what a pretty-printed document of events can begin. */
const FIRST_KEYS: ReadonlySet<string> = new Set([
  ...['apiVersion', 'kind', 'items', 'metadata', 'type', 'object', 'verb', 'event', 'old_event', 'action', 'count'],
  ...['eventTime', 'firstTimestamp', 'lastTimestamp', 'involvedObject', 'regarding', 'message', 'note', 'reason'],
  ...['reportingComponent', 'reportingController', 'reportingInstance', 'series', 'source', 'related'],
  ...['deprecatedCount', 'deprecatedFirstTimestamp', 'deprecatedLastTimestamp', 'deprecatedSource', 'clusterName'],
]);

/** The key on the line below a brace. */
const SECOND_LINE = /^\{\r?\n[ \t]+"([^"]+)"\s*:/;

/** One JSON document, from its first brace to the one that closes it. */
class EventDocument implements Block {
  private readonly items: JsonItems;
  private lines = 0;
  private readonly foreign = new ForeignLines();
  /** The line that comes in pieces. */
  private longLine: LineRef | null = null;
  /** The last line that an object ended on, and how many were foreign before. */
  private readonly foreignBefore = { line: 0, lines: 0 };
  /** The last line that an object was on: a compact list has many on one. */
  private judgedTo = 0;
  /** Whether anything in it was of events; until then all of it may be somebody else's. */
  private proven = false;
  /** It calls itself an EventList, and may be an empty one. */
  private declared = false;
  /** Of another kind or API: pods, audit records. */
  private elsewhere = false;
  private finished = false;
  private indented = false;
  /** Its first line was a brace alone. */
  private pretty = false;

  constructor(private readonly sink: Sink) {
    this.items = new JsonItems(
      {
        item: (item) => this.item(item),
        tooLong: (at) => this.tooLong(at),
        header: (key, value) => this.header(key, value),
        goesOn: (first) => this.surelyGoesOn(first),
      },
      ITEM_LIMIT,
    );
  }

  /** null where the first line is a whole document without events, or none at all. */
  begin(line: LineRef): Block | null {
    this.lines = 1;
    this.pretty = LONE_BRACE.test(line.text);
    const state = this.items.line(line);
    this.finished = state !== 'inside';
    return (this.finished && !this.isOfEvents) || this.elsewhere ? null : this;
  }

  /** null where nothing in the piece is of events. */
  beginPart({ bytes, start, end, at }: LinePiece): Block | null {
    this.lines = 1;
    this.longLine = at;
    this.finished = this.items.piece(bytes, start, end, at, true, false) === 'broken';
    return this.proven ? this : null;
  }

  part({ bytes, start, end }: LinePiece, last: boolean): void {
    if (this.finished || this.longLine === null) return;
    this.finished = this.items.piece(bytes, start, end, this.longLine, false, last) !== 'inside';
  }

  assume(line: LineRef): Block | null {
    this.items.assumeObject(line);
    return this.begin(line);
  }

  take(line: LineRef): 'more' | 'done' | 'over' {
    if (this.finished) return 'over';
    if (!this.goesOn(line.text)) return this.leave();
    const state = this.items.line(line);
    if (state === 'broken' || this.elsewhere) {
      this.forget(line.line);
      return this.leave();
    }
    this.lines++;
    this.finished = state === 'ended';
    return this.finished && !this.lingers ? 'done' : 'more';
  }

  /** One event by itself: others may be behind it. */
  get lingers(): boolean {
    return this.finished && this.pretty && this.proven && !this.items.isOfList && this.foreign.lines === 0;
  }

  takeMany(stretch: LineStretch): { readonly lines: number; readonly to: number; readonly done: boolean } {
    if (this.lingers) return this.takeNext(stretch);
    // the first lines settle how it is indented
    if (this.finished || this.lines < 2) return { lines: 0, to: stretch.start, done: false };
    const { lines, to, state } = this.items.many(stretch);
    this.lines += lines;
    if (state === 'broken') this.forget(stretch.line + lines);
    this.finished = state !== 'inside';
    return { lines, to, done: state === 'ended' };
  }

  private takeNext(stretch: LineStretch): { readonly lines: number; readonly to: number; readonly done: boolean } {
    const objects = new NextObjects(stretch, ITEM_LIMIT, (text) => FIRST_KEYS.has(SECOND_LINE.exec(text)?.[1] ?? ''));
    for (let found = objects.next(); found !== null; found = objects.next()) {
      const { event, item } = found;
      if (event !== null) this.sink.record(event, item.at, item.lines);
    }
    this.lines += objects.lines;
    return { lines: objects.lines, to: objects.to, done: false };
  }

  close(): number {
    if (!this.isOfEvents) return this.lines;
    const { pending } = this.items;
    if (pending !== null)
      this.sink.problem('the document ends inside an event; the events before it were read', pending);
    return this.foreign.lines;
  }

  get givenBack(): readonly LineSpan[] {
    return this.foreign.spans;
  }

  private get isOfEvents(): boolean {
    return this.proven || (this.declared && !this.elsewhere);
  }

  /** What a line had that isn't of the document after all. */
  private forget(line: number): void {
    if (this.foreignBefore.line === line) this.foreign.keep(this.foreignBefore.lines);
  }

  private leave(): 'over' {
    this.finished = true;
    return 'over';
  }

  /** Whether a line can be inside the document: a torn one is followed by what came next in the file. */
  private goesOn(text: string): boolean {
    const first = text.charAt(0);
    if (this.lines === 1) {
      this.indented = first === ' ' || first === '\t';
      if (this.pretty) {
        const key = /^\s*"([^"]+)"\s*:/.exec(text)?.[1];
        if (key === undefined || !FIRST_KEYS.has(key)) return false;
      }
    }
    if (first === '' || first === ' ' || first === '\t' || first === '\r' || first === '}' || first === ']')
      return true;
    if (this.indented) return false;
    return first === '"' || first === '[' || (first === '{' && this.items.between);
  }

  /** The same by the first byte of a line behind the second. */
  private surelyGoesOn(first: number): boolean {
    if (ALWAYS.includes(first)) return true;
    return !this.indented && (UNINDENTED.includes(first) || (first === OPEN_OBJECT && this.items.between));
  }

  private header(key: string, value: string): boolean {
    if (this.proven) return true;
    if (key === 'kind') {
      this.declared = value === 'EventList';
      this.elsewhere ||= !DOCUMENT_KINDS.has(value);
    } else if (key === 'apiVersion') {
      this.elsewhere ||= !isEventApi(value);
    }
    return !this.elsewhere;
  }

  private item(item: JsonItem): void {
    const reading = this.read(item);
    const end = item.at.line + item.lines - 1;
    if (end !== this.foreignBefore.line) {
      this.foreignBefore.line = end;
      this.foreignBefore.lines = this.foreign.lines;
    }
    if (reading === 'foreign') {
      // a line that comes in pieces has proven itself
      if (item.at.line > this.judgedTo && item.at !== this.longLine) this.foreign.add(item.at.line, item.lines);
    } else {
      this.proven = true;
      if (reading !== 'nothing') this.sink.record(reading.event, item.at, item.lines);
    }
    this.judgedTo = Math.max(this.judgedTo, end);
  }

  private read(item: JsonItem): Reading {
    try {
      return readEventObject(JSON.parse(item.text));
    } catch {
      if (!EVENT_MARK.test(item.text.slice(0, HEAD))) return 'foreign';
      this.sink.problem('an event that is not valid JSON; the next one is tried', item.at);
      return 'nothing';
    }
  }

  private tooLong(at: LineRef): void {
    if (this.isOfEvents) this.sink.problem(`an event of more than ${ITEM_LIMIT / 1024 / 1024} MiB; passed over`, at);
  }
}
