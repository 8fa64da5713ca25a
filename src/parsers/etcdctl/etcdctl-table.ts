import type { Block, BlockParser, Context, LineRef, Sink } from '../../model/parser.js';
import type { Claim } from '../../model/record.js';
import { memberId } from './output/addresses.js';
import { emitDocument, emitHealthOf, emitMember } from './output/documents.js';
import { emitSnapshot, snapshotOfCells } from './output/snapshot.js';
import { emitStatus, FORMAT as STATUS, statusOfCells } from './output/status-row.js';
import { borderLength, columnNames, joinRows, rowCells } from './output/table.js';
import { emitStatements } from '../transcript/statements.js';
import { beginsWith } from '../begins-with.js';

/**
 * The tables that `etcdctl -w table` draws, distinguished by their header: `endpoint status` of 3.2 to 3.7 (columns by
 * name, they differ by version), `member list`, `endpoint health`, `endpoint hashkv`, `snapshot status`. ASCII or box-drawing borders, or Markdown's.
 *
 *     +-----------------+------------------+---------+---------+-----------+------------+-----------+
 *     |    ENDPOINT     |        ID        | VERSION | DB SIZE | IS LEADER | IS LEARNER | RAFT TERM |
 */
export const etcdctlTable: BlockParser = {
  id: 'etcdctl-table',
  source: 'etcdctl',
  title: 'etcdctl -w table: endpoint status, member list, endpoint health, endpoint hashkv, snapshot status',
  sample:
    '|    ENDPOINT     |        ID        | VERSION | DB SIZE | IS LEADER | IS LEARNER | RAFT TERM |\n' +
    '+-----------------+------------------+---------+---------+-----------+------------+-----------+\n' +
    '| 127.0.0.1:12379 | 91c84dd4bd32dadc |  3.4.23 |   67 MB |      true |      false |         2 |',
  versions: '3.2 to 3.7',
  takes: [
    'member-status',
    'nospace-alarm-active',
    'corrupt-alarm-raised',
    'endpoint-unhealthy',
    'member-identity',
    'claim',
  ],
  begins: '|+ \t',
  mayOpen: beginsWith('|', '+'),
  open(line, context, sink) {
    const cells = rowCells(line.text);
    if (cells !== null ? kindOf(columnNames(cells)) === null : borderLength(line.text) === 0) return null;
    return new EtcdctlTable(line, context, sink);
  },
};

type TableKind = 'status' | 'members' | 'health' | 'hash' | 'snapshot';

function kindOf(columns: readonly string[]): TableKind | null {
  const has = (...names: readonly string[]): boolean => names.every((name) => columns.includes(name));
  if (has('endpoint', 'id', 'db size')) return 'status';
  if (has('id', 'name', 'peer addrs')) return 'members';
  if (has('hash', 'revision', 'total keys', 'total size')) return 'snapshot';
  if (has('endpoint', 'hash')) return 'hash';
  return has('endpoint', 'health') ? 'health' : null;
}

interface Row {
  readonly at: LineRef;
  readonly lines: (readonly string[])[];
}

class EtcdctlTable implements Block {
  private taken = 0;
  private wasBorder = false;
  private hasRows = false;
  private readonly header: (readonly string[])[] = [];
  private headerAt: LineRef;
  private columns: readonly string[] = [];
  private kind: TableKind | null = null;
  private row: Row | null = null;
  private readonly alarms = new Set<string>();
  private readonly ids: string[] = [];
  private readonly versions = new Set<string>();

  constructor(
    first: LineRef,
    private readonly context: Context,
    private readonly sink: Sink,
  ) {
    this.headerAt = first;
    this.take(first);
  }

  take(line: LineRef): 'more' | 'done' | 'over' {
    const border = borderLength(line.text);
    const cells = border > 0 ? null : rowCells(line.text);
    if (border === 0 && cells === null) return 'over';
    // two borders in succession: the last of one table and the first of the next
    if (border > 0 && this.wasBorder && this.hasRows) return 'over';
    this.wasBorder = border > 0;
    if (cells !== null && this.kind === null && !this.mayBecomeHeader(line, cells)) return 'over';
    this.taken += 1;
    if (cells === null) return this.takeBorder(line, border);
    if (this.kind !== null) this.takeRow(line, cells);
    return 'more';
  }

  close(): number {
    this.endRow();
    if (this.kind === null && !this.settleHeader()) return this.taken;
    if (this.kind === 'status') this.emitTable();
    return 0;
  }

  /** The header's first line, or one that wraps a long column name. */
  private mayBecomeHeader(line: LineRef, cells: readonly string[]): boolean {
    if (this.header.length === 0) {
      if (!cells.some((cell) => /^(?:endpoint|id|hash)$/i.test(cell))) return false;
      this.headerAt = line;
    }
    this.header.push(cells);
    return this.header.length <= 4;
  }

  /** Behind a border, text of a page may follow without a break: the table ends there. */
  private takeBorder(line: LineRef, border: number): 'more' | 'done' {
    this.endRow();
    if (this.header.length > 0 && this.kind === null && !this.settleHeader()) return 'done';
    const rest = line.text.slice(border).trim();
    if (rest === '') return 'more';
    emitStatements(rest, line, this.context, this.sink);
    return 'done';
  }

  private settleHeader(): boolean {
    this.columns = columnNames(joinRows(this.header));
    this.kind = kindOf(this.columns);
    return this.kind !== null;
  }

  private takeRow(line: LineRef, cells: readonly string[]): void {
    const continues = this.row !== null && (cells[0] ?? '') === '' && cells.some((cell) => cell !== '');
    if (continues) {
      this.row?.lines.push(cells);
      return;
    }
    this.endRow();
    this.hasRows = true;
    this.row = { at: line, lines: [cells] };
  }

  private endRow(): void {
    const row = this.row;
    this.row = null;
    if (row === null || this.kind === null) return;
    const cells = joinRows(row.lines);
    const named = new Map(this.columns.map((name, i) => [name, cells[i] ?? '']));
    const place = { at: row.at, lines: row.lines.length };
    const cell = (name: string): string => named.get(name) ?? '';
    if (this.kind === 'snapshot') {
      const snapshot = snapshotOfCells(cells);
      if (snapshot !== null) emitSnapshot(snapshot, null, this.sink, place);
    } else if (this.kind === 'members') {
      emitMember(
        memberId(cell('id')),
        cell('name'),
        `${cell('peer addrs')},${cell('client addrs')}`,
        null,
        this.sink,
        place,
      );
    } else if (this.kind === 'hash') {
      const body = { hash: cell('hash'), hash_revision: cell('hash revision') };
      emitDocument({ Endpoint: cell('endpoint'), HashKV: body }, null, this.sink, place);
    } else if (this.kind === 'health') {
      emitHealthOf(
        cell('endpoint'),
        cell('health') === 'true',
        cell('took') || null,
        cell('error') || null,
        null,
        this.sink,
        place,
      );
    } else {
      const status = statusOfCells(named);
      if (status.id !== null) this.ids.push(status.id);
      if (status.version !== null) this.versions.add(status.version);
      if (status.endpoint === null && status.id === null)
        this.sink.problem('expected an endpoint or an id in a row of endpoint status', row.at);
      else emitStatus(status, null, this.alarms, this.sink, place);
    }
  }

  private emitTable(): void {
    const [version] = this.versions;
    const record: Claim = {
      kind: 'claim',
      format: STATUS,
      source: 'etcdctl',
      time: null,
      excerpt: `endpoint status with the columns ${this.columns.join(', ')}`,
      claim: {
        what: 'status-table',
        columns: this.columns,
        version: this.versions.size === 1 ? (version ?? null) : null,
        ids: this.ids,
      },
    };
    this.sink.record(record, this.headerAt);
  }
}
