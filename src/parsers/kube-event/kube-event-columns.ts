import type { Block, BlockParser, Context, LineRef, Sink } from '../../model/parser.js';
import type { KubeEvent } from '../../model/record.js';
import { parseRfc3339 } from '../../model/rfc3339.js';
import { readColumns } from './columns.js';
import { continues } from './continuation.js';
import { eventExcerpt, madeObject } from './excerpt.js';
import { readBareRow } from './row.js';
import { WordFinder } from '../../model/word-finder.js';

const FORMAT = 'kube-event-columns';

/**
 * `kubectl get events -o custom-columns=…` with headers that show what they are: a reason, a time, an object or a
 * message. Other columns are skipped.
 *
 *     NS       FIRST                  LAST                   COUNT   KIND   NAME            REASON    MSG
 *     batch    2026-11-21T10:35:17Z   2026-11-21T10:35:17Z   1       Job    migrate-2026    BackoffLimitExceeded   Job has …
 *
 * `<none>` is an absent field, `<nil>` one that is null (kubectl, pkg/cmd/get/customcolumn.go).
 */
export const kubeEventColumns: BlockParser = {
  id: FORMAT,
  source: 'kube-event',
  title: 'kubectl get events -o custom-columns, with telling headers',
  sample:
    'NS      LAST                   COUNT   KIND   NAME           REASON                 MESSAGE\n' +
    'batch   2026-11-21T10:35:17Z   1       Job    migrate-2026   BackoffLimitExceeded   Job has reached the specified backoff limit',
  versions: 'Kubernetes 1.0 on',
  takes: ['kube-event'],
  begins: 'A-Z \t',
  mayOpen: ({ bytes, start, end }) => REASON.isIn(bytes, start, Math.min(end, start + 4000)),
  open(line, context, sink) {
    const columns = readHeader(line.text.trimEnd());
    return columns === null ? null : new ColumnTable(columns, context, sink);
  },
};

const REASON = new WordFinder(['REASON'], true);

type Field = 'namespace' | 'first' | 'last' | 'eventTime' | 'count' | 'type' | 'kind' | 'name' | 'reason' | 'message';

const NAMES: Readonly<Record<Field, RegExp>> = {
  namespace: /^(?:NS|NAMESPACE|PROJECT)$/,
  first: /^(?:FIRST|FIRST[-_]?(?:SEEN|TIME|TIMESTAMP)|START|CREATED|CREATIONTIMESTAMP)$/,
  last: /^(?:LAST|LAST[-_]?(?:SEEN|TIME|TIMESTAMP)|TIME|TIMESTAMP|WHEN|DATE)$/,
  eventTime: /^EVENT[-_]?TIME$/,
  count: /^(?:COUNT|TIMES|N)$/,
  type: /^(?:TYPE|SEVERITY)$/,
  kind: /^(?:KIND|OBJECT[-_]?KIND)$/,
  name: /^(?:NAME|OBJECT|OBJECT[-_]?NAME|POD|INVOLVED|INVOLVEDOBJECT|RESOURCE)$/,
  reason: /^REASON$/,
  message: /^(?:MSG|MESSAGE|NOTE|TEXT)$/,
};

interface Column {
  readonly field: Field | null;
  /** In bytes, as tabwriter pads. */
  readonly offset: number;
}

function readHeader(text: string): readonly Column[] | null {
  if (text.length > 1000 || !text.includes('REASON') || readColumns(text) !== null) return null;
  const columns: Column[] = [];
  for (const match of text.matchAll(/\S+(?: \S+)*/g)) {
    const name = match[0];
    if (!/^[A-Z][A-Z0-9_.-]*$/.test(name)) return null;
    const field = (Object.keys(NAMES) as Field[]).find((one) => NAMES[one].test(name)) ?? null;
    columns.push({ field: columns.some((one) => one.field === field) ? null : field, offset: match.index });
  }
  const has = (field: Field): boolean => columns.some((one) => one.field === field);
  const timed = has('first') || has('last') || has('eventTime');
  return has('reason') && timed && (has('name') || has('message')) ? columns : null;
}

type Cells = Partial<Record<Field, string>>;

class ColumnTable implements Block {
  private rows = 0;
  /** The row at hand, until the next line shows that its message is over. */
  private pending: { readonly cells: Cells; readonly at: LineRef; readonly lines: string[] } | null = null;

  constructor(
    private readonly columns: readonly Column[],
    private readonly context: Context,
    private readonly sink: Sink,
  ) {}

  take(line: LineRef): 'more' | 'over' | 'if-none' {
    const text = line.text.trimEnd();
    const cells = this.cells(text);
    if (cells !== null) {
      this.flush();
      this.rows += 1;
      this.pending = { cells, at: line, lines: [cells.message ?? ''] };
      return 'more';
    }
    // a message may end in a line feed
    if (text === '' && this.pending !== null && this.pending.lines.length > 1) return 'more';
    if (this.pending === null || !goesOn(this.pending.lines, text)) return 'over';
    if (!/^\s/.test(text)) return 'if-none';
    this.pending.lines.push(text);
    return 'more';
  }

  insist(line: LineRef): void {
    this.pending?.lines.push(line.text.trimEnd());
  }

  close(): number {
    this.flush();
    return this.rows === 0 ? 1 : 0;
  }

  private flush(): void {
    if (this.pending === null) return;
    const { cells, at, lines } = this.pending;
    this.pending = null;
    const record = recordOf({ ...cells, message: lines.join('\n') }, this.context.namespace);
    if (record !== null) this.sink.record(record, at, lines.length);
  }

  /** Below a message of several lines rows no longer are under their header: then gaps part the cells. */
  private cells(text: string): Cells | null {
    for (const parts of [this.cut(text), text.trim().split(/ {3,}/)]) {
      const cells = parts === null || parts.length < this.columns.length ? null : this.named(parts);
      if (cells !== null && recordOf(cells, null) !== null) return cells;
    }
    return null;
  }

  /** At the header's offsets, which count bytes. */
  private cut(text: string): string[] | null {
    const line = Buffer.from(text, 'utf8').toString('latin1');
    if (!this.columns.every(({ offset }) => offset === 0 || line[offset - 1] === ' ')) return null;
    return this.columns.map(({ offset }, i) =>
      Buffer.from(line.slice(offset, this.columns[i + 1]?.offset ?? line.length), 'latin1').toString('utf8'),
    );
  }

  private named(parts: readonly string[]): Cells {
    const cells: Cells = {};
    for (const [i, { field }] of this.columns.entries()) {
      const cell = (i === this.columns.length - 1 ? parts.slice(i).join('   ') : (parts[i] ?? '')).trim();
      if (field !== null && cell !== '<none>' && cell !== '<nil>' && cell !== '') cells[field] = cell;
    }
    return cells;
  }
}

function recordOf(cells: Cells, namespace: string | null): KubeEvent | null {
  const stamps = (['eventTime', 'first', 'last'] as const).map((field) => stampOf(cells[field]));
  if (stamps.includes(undefined)) return null;
  const [eventTime, firstStamp, lastStamp] = stamps as ReturnType<typeof parseRfc3339>[];
  const first = firstStamp ?? eventTime ?? null;
  if (cells.reason === undefined || /\s/.test(cells.reason)) return null;
  if (cells.count !== undefined && !/^\d+$/.test(cells.count)) return null;
  const object = (cells.name ?? '').split('/');
  const facts = {
    namespace: cells.namespace ?? namespace,
    objectKind: cells.kind ?? (object.length === 2 ? (object[0] ?? '') : ''),
    name: object.at(-1) || null,
    reason: cells.reason,
    count: Math.max(1, Number(cells.count ?? 1)),
    message: cells.message ?? '',
  };
  const component = madeObject(facts.reason, facts.message);
  return {
    kind: 'kube-event',
    format: FORMAT,
    source: 'kube-event',
    time: lastStamp ?? first,
    ...facts,
    type: cells.type ?? '',
    first,
    identity: [
      facts.namespace ?? '',
      `${facts.objectKind.toLowerCase()}/${facts.name ?? ''}`,
      facts.reason,
      facts.message,
    ].join('/'),
    ...(component === null ? {} : { component }),
    excerpt: eventExcerpt(facts),
  };
}

/** Messages of several lines are printed raw. */
function goesOn(lines: readonly string[], text: string): boolean {
  if (readBareRow(text) !== null) return false;
  const raw = { type: 'Warning', name: '', kind: 'Pod', message: ': ' };
  return continues(raw, lines, text);
}

/** undefined: the cell holds something that is no stamp. */
function stampOf(cell: string | undefined): ReturnType<typeof parseRfc3339> | undefined {
  return cell === undefined ? null : (parseRfc3339(cell) ?? undefined);
}
