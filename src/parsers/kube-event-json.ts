import type { Block, BlockParser, Context, LineRef, LineSpan, Sink } from '../model/parser.js';
import { ForeignLines } from './foreign-lines.js';
import { isEventApi, readEventObject, type Reading } from './kube-event/event-object.js';
import { JsonItems, type JsonItem, type ScanState } from './kube-event/json-items.js';

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
  open(line, _context: Context, sink) {
    const { text } = line;
    const document = new EventDocument(sink);
    if (LONE_BRACE.test(text)) return document.begin(line);
    if (INSIDE.test(text)) return document.assume(line);
    if (!COMPACT.test(text) || NOT_EVENTS.test(text) || !EVENT_MARK.test(text.slice(0, HEAD))) return null;
    return document.begin(line);
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

/** With what a pretty-printed document of events can begin. */
const FIRST_KEYS: ReadonlySet<string> = new Set([
  ...['apiVersion', 'kind', 'items', 'metadata', 'type', 'object', 'verb', 'event', 'old_event', 'action', 'count'],
  ...['eventTime', 'firstTimestamp', 'lastTimestamp', 'involvedObject', 'regarding', 'message', 'note', 'reason'],
  ...['reportingComponent', 'reportingController', 'reportingInstance', 'series', 'source', 'related'],
  ...['deprecatedCount', 'deprecatedFirstTimestamp', 'deprecatedLastTimestamp', 'deprecatedSource', 'clusterName'],
]);

/** One JSON document, from its first brace to the one that closes it. */
class EventDocument implements Block {
  private readonly items: JsonItems;
  private lines = 0;
  private readonly foreign = new ForeignLines();
  /** The last line that an object stood on: a compact list has many on one. */
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

  assume(line: LineRef): Block | null {
    this.items.assumeObject(line);
    return this.begin(line);
  }

  take(line: LineRef): 'more' | 'done' | 'over' {
    if (this.finished) return 'over';
    if (!this.goesOn(line.text)) return this.leave();
    const foreign = this.foreign.lines;
    const state: ScanState = this.items.line(line);
    if (state === 'broken' || this.elsewhere) {
      this.foreign.keep(foreign);
      return this.leave();
    }
    this.lines++;
    this.finished = state === 'ended';
    return this.finished ? 'done' : 'more';
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

  private header(key: string, value: string): void {
    if (this.proven) return;
    if (key === 'kind') {
      this.declared = value === 'EventList';
      this.elsewhere ||= !DOCUMENT_KINDS.has(value);
    } else if (key === 'apiVersion') {
      this.elsewhere ||= !isEventApi(value);
    }
  }

  private item(item: JsonItem): void {
    const reading = this.read(item);
    if (reading === 'foreign') {
      if (item.at.line > this.judgedTo) this.foreign.add(item.at.line, item.lines);
    } else {
      this.proven = true;
      if (reading !== 'nothing') this.sink.record(reading.event, item.at, item.lines);
    }
    this.judgedTo = Math.max(this.judgedTo, item.at.line + item.lines - 1);
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
