import type { Block, BlockParser, Context, LineRef, Payload, Sink } from '../../model/parser.js';
import { WordFinder } from '../../model/word-finder.js';
import { objectOfEventName } from '../../model/workload.js';
import { readColumns, type Columns } from './columns.js';
import { continues } from './continuation.js';
import { rowRecord } from './row-record.js';
import { readBareRow, readRow, type Row } from './row.js';

/**
 * `kubectl get events` and `kubectl events` as tables, of all servers since 1.0: default and wide, lists and watches,
 * with and without header:
 *
 *     NAMESPACE   LAST SEEN             TYPE      REASON    OBJECT                                MESSAGE
 *     payments    3m14s                 Warning   BackOff   pod/checkout-api-7c9d8f6b54-9kltz     Back-off restarting …
 *     payments    10m (x41 over 130m)   Warning   BackOff   Pod/checkout-api-7c9d8f6b54-9kltz     Back-off restarting …
 *
 * (pkg/printers/internalversion/printers.go, kubectl pkg/cmd/events). A row is not an occurrence: default tables don't
 * print the count. Rows of a text watch repeat, and a deleted event looks like any other: identity tells them apart.
 */
export const kubeEventTable: BlockParser = {
  id: 'kube-event-table',
  source: 'kube-event',
  title: 'kubectl get events / kubectl events, as a table',
  sample:
    'payments   3m14s   Warning   BackOff   pod/checkout-api-7c9d8f6b54-9kltz   Back-off restarting failed container checkout in pod …',
  versions: 'Kubernetes 1.0 on',
  takes: ['kube-event'],
  mayOpen: mayBegin,
  open(line, context, sink) {
    const text = withoutReturn(line.text);
    if (EMPTY_RESULT.test(text)) return emptyResult(text, line, sink);
    const columns = readColumns(text);
    if (columns !== null) return new EventTable(columns, null, context, sink);
    if (NAMES_ONLY.test(text)) return new NameTable(line, sink);
    const row = readBareRow(text);
    return row === null ? null : new EventTable(null, { row, line }, context, sink);
  },
};

/** Words of which one is in each row and in each header. */
const WORDS = new WordFinder(['Normal', 'Warning', 'REASON'], true);

/** `No resources …`, `NAME …`; a row, a header. */
function mayBegin({ bytes, start, end }: Payload): boolean {
  let at = start;
  while (at < end && (bytes[at] === 32 || bytes[at] === 9)) at += 1;
  return (
    bytes[at] === 78 ||
    (bytes[at] ?? 0) > 126 ||
    (bytes[at] ?? 0) < 32 ||
    WORDS.isIn(bytes, at, Math.min(end, start + LONGEST))
  );
}

/** Rows are looked at so far, headers are no longer: in characters. */
const LONGEST = 4 * 1000;

/** `No resources found in payments namespace.` (get), `No events found in payments namespace.` (events), on stderr. */
const EMPTY_RESULT = /^\s*No (?:resources|events) found(?: in \S+ namespace)?\.\s*$/;
/** Without a table from the server kubectl prints no more than this: `NAMESPACE   NAME   AGE`. */
const NAMES_ONLY = /^\s*(?:NAMESPACE\s+)?NAME\s+AGE\s*$/;

interface Placed {
  readonly row: Row;
  readonly line: LineRef;
}

class EventTable implements Block {
  /** The row at hand, until the next line shows that its message is over. */
  private pending: Placed | null;
  private lines: string[];
  /** How often each row came. */
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly columns: Columns | null,
    first: Placed | null,
    private readonly context: Context,
    private readonly sink: Sink,
  ) {
    this.pending = first;
    this.lines = first === null ? [] : [first.row.message];
  }

  take(line: LineRef): 'more' | 'over' | 'if-none' {
    const text = withoutReturn(line.text);
    const row = (this.columns === null ? null : rowBelow(text, this.columns)) ?? readBareRow(text);
    if (row !== null) {
      this.flush();
      this.pending = { row, line };
      this.lines = [row.message];
      return 'more';
    }
    if (this.pending === null || !continues(this.pending.row, this.lines, text)) return 'over';
    if (!/^\s/.test(text)) return 'if-none';
    this.lines.push(text);
    return 'more';
  }

  insist(line: LineRef): void {
    this.lines.push(withoutReturn(line.text));
  }

  close(): number {
    this.flush();
    return 0;
  }

  private flush(): void {
    if (this.pending === null) return;
    const { row, line } = this.pending;
    this.pending = null;
    // an event that expires isn't one that happens; bookmarks and errors of a watch are none
    if (row.event !== null && row.event !== 'ADDED' && row.event !== 'MODIFIED') return;
    const message = this.lines.map((part) => part.trimEnd()).join('\n');
    const record = rowRecord(row, message, this.context);
    this.sink.record({ ...record, identity: this.identityOf(row, record.identity) }, line, this.lines.length);
  }

  /**
   * A row of a table without names and counts is an event of its own, however many rows say the same: the second one of a
   * dump is the second one of any copy of it.
   */
  private identityOf(row: Row, identity: string): string {
    if (row.eventName !== null || row.count !== null) return identity;
    const before = this.seen.get(identity) ?? 0;
    if (before > 0 || this.seen.size < ROWS_TOLD_APART) this.seen.set(identity, before + 1);
    return before === 0 ? identity : `${identity}#${before + 1}`;
  }
}

/** How many different rows of one table are distinguished from repeated rows. */
const ROWS_TOLD_APART = 200_000;

/** A list of events without anything but names and ages: recognised, but of no use. */
class NameTable implements Block {
  private rows = 0;

  constructor(
    private readonly header: LineRef,
    private readonly sink: Sink,
  ) {}

  take(line: LineRef): 'more' | 'over' {
    const cells = withoutReturn(line.text).trim().split(/\s+/);
    const name = cells.length === 2 || cells.length === 3 ? cells.at(-2) : undefined;
    if (name === undefined || objectOfEventName(name) === null) return 'over';
    this.rows++;
    return 'more';
  }

  close(): number {
    if (this.rows === 0) return 1;
    const advice = 'no reasons and no messages; ask again with -o json';
    this.sink.problem(`a list of ${this.rows} events by name and age alone: ${advice}`, this.header);
    return 0;
  }
}

function emptyResult(text: string, line: LineRef, sink: Sink): Block {
  const record = { kind: 'log', level: null, message: text.trim() } as const;
  sink.record({ ...record, format: 'kube-event-table', source: 'kube-event', time: null }, line, 1);
  return { take: () => 'over', close: () => 0 };
}

/** A row below a header. Where that has a column for the watch's event, rows of another table have something else there. */
function rowBelow(text: string, columns: Columns): Row | null {
  const row = readRow(text, columns);
  return row === null || row.event === null || /^[A-Z]+$/.test(row.event) ? row : null;
}

function withoutReturn(text: string): string {
  return text.endsWith('\r') ? text.slice(0, -1) : text;
}
