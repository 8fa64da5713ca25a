import type { Block, BlockParser, LineRef, Payload, Sink } from '../../model/parser.js';
import type { AnyRecord, StatementBody } from '../../model/record.js';
import { parseRfc1123 } from './rfc1123.js';

const ID = 'kubectl-table';
const MOST_LENGTH = 1000;

/**
 * Tables of `kubectl get` and `kubectl top`, without the command above them, and conditions of `kubectl describe nodes`:
 *
 *     NAMESPACE     NAME       READY   STATUS             RESTARTS         AGE
 *     kube-system   etcd-cp1   0/1     CrashLoopBackOff   37 (2m31s ago)   3h11m
 *
 * What they show: how often pods restarted, which of the control plane's pods keep failing, the nodes, conditions that
 * are wrong. Cells are parted by two blanks at least, and a column that ends in no cell is empty.
 */
export const kubectlTable: BlockParser = {
  id: ID,
  source: 'kubernetes',
  title: 'kubectl get, kubectl top: tables; conditions of kubectl describe nodes',
  sample:
    'NAMESPACE     NAME       READY   STATUS             RESTARTS         AGE\n' +
    'kube-system   etcd-cp1   0/1     CrashLoopBackOff   37 (2m31s ago)   3h11m',
  takes: ['service-failed', 'claim'],
  mayOpen,
  open(line, _context, sink) {
    if (CONDITIONS.test(line.text) || CONDITION_HEADER.test(line.text)) return new Conditions(sink);
    const header = readHeader(line.text);
    return header === null ? null : new Table(header, sink);
  },
};

/** `NAME`, `NAMESPACE`, `Conditions:` or the header below it. */
function mayOpen({ bytes, start, end }: Payload): boolean {
  if (end - start > MOST_LENGTH) return false;
  let at = start;
  while (at < end && bytes[at] === 32) at += 1;
  const [first, second] = [bytes[at], bytes[at + 1]];
  // NA, Co, Ty
  return (first === 78 && second === 65) || (first === 67 && second === 111) || (first === 84 && second === 121);
}

const TITLE = /^[A-Z][A-Z0-9_/ -]{0,60}(?:%|\((?:cores|bytes)\))?$/;
/** Columns that no table of another program has beside NAME. */
const TELLING = /^(?:AGE|READY|CPU\(cores\)|CREATED AT|SHORTNAMES|APIVERSION|MEMORY\(bytes\))$/;

function readHeader(text: string): readonly string[] | null {
  const titles = cellsOf(text.trimEnd());
  const named = titles[0] === 'NAMESPACE' ? titles[1] : titles[0];
  if (titles.length < 2 || titles.length > 24 || named !== 'NAME') return null;
  return titles.every((title) => TITLE.test(title)) && titles.some((title) => TELLING.test(title)) ? titles : null;
}

const cellsOf = (text: string): string[] => text.split(/ {2,}|\t+/).filter((cell) => cell !== '');
const AGE = /^(?:\d{1,6}(?:y|d|h|m|s)(?:\d{1,4}(?:d|h|m|s))?|<unknown>|<invalid>|<none>)$/;
const NAME = /^(?:[a-z][a-z0-9.-]*\/)?[A-Za-z0-9][\w.:-]{0,252}$/;

class Table implements Block {
  private restarts = 0;
  private rows = 0;
  private first: LineRef | null = null;

  constructor(
    private header: readonly string[],
    private readonly sink: Sink,
  ) {}

  take(line: LineRef): 'more' | 'over' {
    const text = line.text.trimEnd();
    // `get deploy,job,cronjob`: a blank line, and another table
    if (text === '' && this.rows > 0) return 'over';
    const next = readHeader(text);
    if (next !== null) {
      this.header = next;
      return 'more';
    }
    const cells = cellsOf(text);
    if (text.length > MOST_LENGTH || /^\s/.test(text) || !this.isRow(cells)) return 'over';
    this.rows += 1;
    this.read(cells, line);
    return 'more';
  }

  close(): number {
    if (this.rows === 0) return 1;
    const body: StatementBody = { what: 'statement', of: 'restarts', value: this.restarts, unit: 'restarts' };
    if (this.restarts > 0 && this.first !== null)
      this.sink.record({ kind: 'claim', ...COMMON, claim: body }, this.first);
    return 0;
  }

  /** As many cells as titles, or fewer where some are empty; the age shows whose table it is. */
  private isRow(cells: readonly string[]): boolean {
    const at = this.header.indexOf('AGE');
    const names = this.header[0] === 'NAMESPACE' ? 2 : 1;
    if (cells.length > this.header.length || cells.length < names) return false;
    if (!cells.slice(0, names).every((cell) => NAME.test(cell))) return false;
    if (cells.length === this.header.length) return at === -1 || AGE.test(cells[at] ?? '');
    return at !== -1 && cells.length > names && cells.some((cell) => AGE.test(cell));
  }

  private read(cells: readonly string[], line: LineRef): void {
    if (cells.length !== this.header.length) return;
    const cell = (title: string): string | null => cells[this.header.indexOf(title)] ?? null;
    const name = cell('NAME') ?? '';
    const status = cell('STATUS');
    const restarts = /^(\d{1,9})(?: \(\S+ ago\))?$/.exec(cell('RESTARTS') ?? '')?.[1];
    if (restarts !== undefined) {
      this.restarts += Number(restarts);
      if (Number(restarts) > 0) this.first ??= line;
      const record = status === null ? null : failedPod(name, status, Number(restarts));
      if (record !== null) this.sink.record(record, line);
    }
    const version = cell('VERSION');
    const roles = cell('ROLES');
    if (status === null || roles === null || version === null || !/^v\d/.test(version)) return;
    const body: StatementBody = { what: 'node', name, roles, age: cell('AGE') ?? '', version };
    this.sink.record({ kind: 'claim', ...COMMON, claim: body }, line);
  }
}

const COMMON = { format: ID, source: 'kubernetes', time: null } as const;

/** Static pods are called after the program and the node. */
const CONTROL_PLANE = /^(?:etcd|kube-apiserver|kube-controller-manager|kube-scheduler)-./;
const FAILED = /^(?:CrashLoopBackOff|Error|OOMKilled|CreateContainerError|RunContainerError|ContainerStatusUnknown)$/;

function failedPod(unit: string, status: string, restarts: number): AnyRecord | null {
  if (!CONTROL_PLANE.test(unit) || !FAILED.test(status)) return null;
  const excerpt = `${unit}: ${status}, ${restarts} restarts`;
  return { ...COMMON, kind: 'service-failed', unit, status, restarts, excerpt };
}

const CONDITIONS = /^\s{0,8}Conditions:$/;
const CONDITION_HEADER = /^\s+Type\s+Status\s+LastHeartbeatTime\s+LastTransitionTime\s+Reason\s+Message\s*$/;
const RULE = /^\s+-{4}[\s-]+$/;
const STAMP = String.raw`[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}`;
const CONDITION = new RegExp(
  String.raw`^\s+(\w{2,60})\s+(True|False|Unknown)\s+(?:${STAMP})\s+(${STAMP})\s+(\S{1,80})\s+(\S.*)$`,
);
/** What `grep -A8 Conditions:` shows besides, and how it parts what it found. */
const BESIDE = /^(?:--|Addresses:|Capacity:|\s+(?:InternalIP|ExternalIP|Hostname|InternalDNS|ExternalDNS):\s+\S+)\s*$/;

class Conditions implements Block {
  private taken = 1;
  private rows = 0;

  constructor(private readonly sink: Sink) {}

  take(line: LineRef): 'more' | 'over' {
    const { text } = line;
    const isHeader = CONDITIONS.test(text) || CONDITION_HEADER.test(text) || RULE.test(text);
    const row = CONDITION.exec(text);
    if (!isHeader && row === null && !(this.rows > 0 && BESIDE.test(text))) return 'over';
    this.taken += 1;
    if (row !== null) this.read(row, line);
    return 'more';
  }

  close(): number {
    return this.rows === 0 ? this.taken : 0;
  }

  /** A condition that is as it should be may be as old as its node: no time of the case. */
  private read(
    [, type = '', status = '', since = '', reason = '', message = '']: readonly string[],
    at: LineRef,
  ): void {
    this.rows += 1;
    const isRight = status === (type === 'Ready' ? 'True' : 'False');
    this.sink.record(
      {
        ...COMMON,
        ...{ kind: 'log', level: isRight ? 'info' : 'warn', time: isRight ? null : parseRfc1123(since) },
        message: `node condition ${type} ${status}: ${reason}: ${message}`.slice(0, 300),
      },
      at,
    );
  }
}
