import type { Block, BlockParser, LineRef, LineSpan, LineStretch, Sink } from '../../model/parser.js';
import { ForeignLines } from '../foreign-lines.js';
import { readAudit } from './audit-record.js';
import { JsonItems, type JsonItem } from '../kube-event/json-items.js';
import { beginsWith } from '../begins-with.js';

const ID = 'kube-audit-json';
/** Request and response bodies are of up to 3 MiB each, and bigger when pretty-printed. */
const ITEM_LIMIT = 16 * 1024 * 1024;
/** Its second or third line, whichever parser took the lines before: `"apiVersion": "audit.k8s.io/v1",`. */
const INSIDE = /^\s+"apiVersion"\s*:\s*"audit\.k8s\.io\/\w+",?\s*$/;

const LINE_FEED = 10;
/** With what a line begins behind its blanks: a quote, braces and brackets. */
const BEGINNINGS: readonly number[] = [34, 123, 125, 91, 93];

/** A brace alone, if the other parsers that begin so released it; and what comes behind it in an audit record or a list. */
const LONE_BRACE = /^\ufeff?\s*\{\s*$/;
const FIRST =
  /^\s+"(?:kind": "(?:Event|EventList)"|apiVersion": "audit\.k8s\.io\/\w+"|annotations": \{|auditID": "|items": \[|metadata": \{)/;

/**
 * Audit records that went through `jq .`: pretty-printed objects one after another, or a list with `items`.
 *
 *     {
 *       "kind": "Event",
 *       "apiVersion": "audit.k8s.io/v1",
 */
export const kubeAuditJson: BlockParser = {
  id: ID,
  source: 'kubernetes',
  title: 'kube-apiserver audit log, pretty-printed',
  sample: '  "apiVersion": "audit.k8s.io/v1",',
  versions: 'audit.k8s.io/v1',
  takes: ['api-request', 'nospace-error', 'request-timeout'],
  begins: '{ \t',
  mayOpen: beginsWith('{', '"apiVersion'),
  open(line, _context, sink) {
    const brace = LONE_BRACE.test(line.text);
    return brace || INSIDE.test(line.text) ? new AuditDocument(line, brace, sink) : null;
  },
};

class AuditDocument implements Block {
  private readonly items: JsonItems;
  private finished = false;
  private readonly foreign = new ForeignLines();
  /** Of the lines so far none proved that this is an audit log: the number of them. */
  private unproven: number;

  constructor(
    first: LineRef,
    private readonly brace: boolean,
    private readonly sink: Sink,
  ) {
    this.items = new JsonItems(
      {
        item: (item) => this.item(item),
        tooLong: (at) => sink.problem(`an audit record of more than ${ITEM_LIMIT / 1024 / 1024} MiB; passed over`, at),
        header: (key, value) => this.header(key, value),
        goesOn: (_first, text) => text === LINE_FEED || BEGINNINGS.includes(text),
      },
      ITEM_LIMIT,
    );
    this.unproven = brace ? 1 : 0;
    if (!brace) this.items.assumeObject(first);
    this.items.line(first);
  }

  take(line: LineRef): 'more' | 'done' | 'over' {
    if (this.finished) return 'over';
    const first = line.text.trimStart().charAt(0);
    if (first !== '' && !'"{}[]'.includes(first)) return 'over';
    if (this.brace && this.unproven === 1 && !FIRST.test(line.text)) return 'over';
    if (this.unproven > 0) this.unproven += 1;
    const state = this.items.line(line);
    if (state === 'broken') return 'over';
    this.finished = state === 'ended';
    return this.finished ? 'done' : 'more';
  }

  takeMany(stretch: LineStretch): { readonly lines: number; readonly to: number; readonly done: boolean } {
    // until something proves it, lines are counted one by one
    if (this.finished || this.unproven > 0) return { lines: 0, to: stretch.start, done: false };
    const { lines, to, state } = this.items.many(stretch);
    this.finished = state !== 'inside';
    return { lines, to, done: state === 'ended' };
  }

  close(): number {
    if (this.unproven > 0) return this.unproven;
    const { pending } = this.items;
    if (pending !== null)
      this.sink.problem('the document ends inside an audit record; those before it were read', pending);
    return this.foreign.lines;
  }

  get givenBack(): readonly LineSpan[] {
    return this.foreign.spans;
  }

  private header(key: string, value: string): true {
    if (key === 'apiVersion' && value.startsWith('audit.k8s.io/')) this.unproven = 0;
    return true;
  }

  private item(item: JsonItem): void {
    let value: unknown;
    try {
      value = JSON.parse(item.text);
    } catch {
      this.sink.problem('an audit record that is not valid JSON; the next one is tried', item.at);
      return;
    }
    const reading = readAudit(value, ID);
    if (reading !== 'foreign') this.unproven = 0;
    if (reading === 'foreign') this.foreign.add(item.at.line, item.lines);
    else if (reading !== 'nothing') for (const record of reading) this.sink.record(record, item.at, item.lines);
  }
}
