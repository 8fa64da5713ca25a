import { createRequire } from 'node:module';
import type * as yamlTypes from 'yaml';
import type { Block, LineRef, LineSpan, Sink } from '../../../model/parser.js';
import { ForeignLines } from '../../foreign-lines.js';
import { isEventApi, readEventObject } from '../../kube-event/event-object.js';
import { emitArguments } from '../start-flags/emit-arguments.js';
import { POD_KINDS, programsOf } from './pod-arguments.js';
import { YamlItems, type YamlItem } from './yaml-items.js';

/** Loaded with the first document: most runs meet no YAML, and the library costs a fifth of the start-up. */
type Yaml = typeof yamlTypes;
let library: Yaml | null = null;
const yaml = (): Yaml => (library ??= createRequire(import.meta.url)('yaml') as Yaml);

/** An Event is about 1 KiB; etcd takes no request over 1.5 MiB. */
const ITEM_LIMIT = 4 * 1024 * 1024;

const BEGINS =
  /^\ufeff?(?:apiVersion:\s+["']?(?:v1|apps\/v1|events\.k8s\.io\/\w+)["']?\s*$|object:\s*$|---\s*(?:#.*)?$)/;
/** What follows the first line of a document that may be ours. */
const TOP_KEYS: ReadonlySet<string> = new Set([
  ...['apiVersion', 'kind', 'metadata', 'items', 'object', 'type', 'spec', 'status', 'action', 'count', 'eventTime'],
  ...['firstTimestamp', 'lastTimestamp', 'involvedObject', 'regarding', 'message', 'note', 'reason', 'related'],
  ...['reportingComponent', 'reportingController', 'reportingInstance', 'series', 'source', 'deprecatedCount'],
  ...['deprecatedFirstTimestamp', 'deprecatedLastTimestamp', 'deprecatedSource'],
]);
const LISTS: ReadonlySet<string> = new Set(['List', 'EventList', 'PodList']);
const EVENT_MARK = /^ {0,2}(?:involvedObject|regarding):/m;
const PROGRAM_MARK = /\betcd\b|apiserver|ETCD_/;

/** Answers a block for the first line of a YAML document that may be of Kubernetes. */
export function openYaml(line: LineRef, sink: Sink): Block | null {
  return BEGINS.test(line.text) ? new YamlBlock(line, sink) : null;
}

/** YAML documents one after another: lists of events, watches of them, pods' manifests. Others are released. */
class YamlBlock implements Block {
  private readonly items: YamlItems;
  /** Lines taken since the last one that is surely settled. */
  private open = 0;
  private readonly foreign = new ForeignLines();
  private last = 0;
  private proven = false;
  private elsewhere = false;
  private over = false;
  /** Of the document at hand. */
  private readonly keys = new Set<string>();

  constructor(
    first: LineRef,
    private readonly sink: Sink,
  ) {
    this.items = new YamlItems(
      {
        item: (item) => this.item(item),
        tooLong: (at, lines) => this.tooLong(at, lines),
        header: (key, value) => this.header(key, value),
      },
      ITEM_LIMIT,
    );
    this.take({ ...first, text: first.text.replace(/^\ufeff/, '') });
  }

  take(line: LineRef): 'more' | 'over' {
    if (this.over) return 'over';
    // files that were joined have no rule between them: a key that comes twice, or no document has, begins another
    const key = /^([A-Za-z][\w-]*):(?:\s|$)/.exec(line.text)?.[1];
    if (line.text.startsWith('---')) this.keys.clear();
    else if (key !== undefined && this.keys.size > 0 && this.beginsAnother(key)) {
      this.over = true;
      return 'over';
    } else if (key !== undefined) this.keys.add(key);
    if (!this.items.line(line) || this.elsewhere) {
      this.over = true;
      return 'over';
    }
    this.open += 1;
    this.last = line.line;
    return 'more';
  }

  /** `object:` envelops a whole object, and is in none. */
  private beginsAnother(key: string): boolean {
    const { keys } = this;
    const envelope = (key === 'object' && keys.has('apiVersion')) || (key === 'apiVersion' && keys.has('object'));
    return envelope || keys.has(key) || !TOP_KEYS.has(key);
  }

  close(): number {
    if (!this.elsewhere) this.items.end();
    // what wasn't proven, or the beginning of a document that turned out to be of another kind
    if (!this.proven) return this.foreign.lines + this.open;
    if (this.elsewhere && this.open > 0) this.foreign.add(this.last - this.open + 1, this.open);
    return this.foreign.lines;
  }

  get givenBack(): readonly LineSpan[] {
    return this.foreign.spans;
  }

  private header(key: string, value: string): void {
    if (!TOP_KEYS.has(key)) this.elsewhere = true;
    else if (key === 'apiVersion') this.elsewhere ||= !isEventApi(value) && value !== 'apps/v1';
    else if (key === 'kind') {
      this.elsewhere ||= value !== 'Event' && !LISTS.has(value) && !POD_KINDS.has(value);
      // an empty one is an answer too
      if (value === 'EventList' && !this.elsewhere) this.settle();
    }
  }

  private settle(): void {
    this.proven = true;
    this.open = 0;
  }

  private item(item: YamlItem): void {
    const [first] = item.lines;
    if (first === undefined || this.elsewhere) return;
    if (this.read(item, first)) {
      this.settle();
      return;
    }
    this.foreign.add(first.line, item.lines.length);
    this.open = Math.max(0, this.open - item.lines.length);
  }

  /** Whether the object is ours. */
  private read(item: YamlItem, first: LineRef): boolean {
    const event = EVENT_MARK.test(item.text);
    if (!event && !PROGRAM_MARK.test(item.text)) return false;
    let value: unknown;
    try {
      value = yaml().parse(item.text, { logLevel: 'error', uniqueKeys: false, schema: 'core', maxAliasCount: 20 });
    } catch {
      if (event) this.sink.problem('an event that is not valid YAML; the next one is tried', first);
      return event;
    }
    return event ? this.readEvent(value, item, first) : this.readPod(value, item);
  }

  private readEvent(value: unknown, item: YamlItem, first: LineRef): boolean {
    const reading = readEventObject(value);
    if (reading === 'foreign') return false;
    if (reading !== 'nothing') {
      this.sink.record({ ...reading.event, format: 'kube-event-yaml' }, first, item.lines.length);
    }
    return true;
  }

  private readPod(value: unknown, item: YamlItem): boolean {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const object = value as Readonly<Record<string, unknown>>;
    if (typeof object.kind !== 'string' || !POD_KINDS.has(object.kind)) return false;
    let any = false;
    for (const { program, found } of programsOf(object, item.lines)) {
      any = emitArguments(program, found, 'kube-manifest', this.sink) || any;
    }
    return any;
  }

  private tooLong(at: LineRef, lines: number): void {
    this.foreign.add(at.line, lines);
    if (this.proven) this.sink.problem(`an object of more than ${ITEM_LIMIT / 1024 / 1024} MiB; passed over`, at);
  }
}
