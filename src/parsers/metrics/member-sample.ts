import type { LineRef, Sink } from '../../model/parser.js';
import type { MemberRef, MemberStatus } from '../../model/record.js';
import { bytes, revision, type EpochMicros } from '../../model/units.js';
import { hostPort, isEndpoint, memberId } from '../etcdctl/output/addresses.js';

type Field = 'size' | 'inUse' | 'quota' | 'revision' | 'leader' | 'term';

/**
 * etcd's gauges that make up a member's status. 3.2 and 3.3 had the size under `etcd_debugging_` too. The quota's is 0
 * where the default is in force on some versions; that is no size.
 */
const GAUGES: ReadonlyMap<string, Field> = new Map([
  ['etcd_mvcc_db_total_size_in_bytes', 'size'],
  ['etcd_debugging_mvcc_db_total_size_in_bytes', 'size'],
  // API servers report the size of the file too, and on managed clusters they alone do: until 1.25, 1.26 and 1.27, since 1.28
  ['etcd_db_total_size_in_bytes', 'size'],
  ['apiserver_storage_db_total_size_in_bytes', 'size'],
  ['apiserver_storage_size_bytes', 'size'],
  ['etcd_mvcc_db_total_size_in_use_in_bytes', 'inUse'],
  ['etcd_server_quota_backend_bytes', 'quota'],
  ['etcd_debugging_mvcc_current_revision', 'revision'],
  ['etcd_server_is_leader', 'leader'],
]);
/** Gauges whose value is 1 and whose meaning is a label. */
const INFOS: ReadonlyMap<string, string> = new Map([
  ['etcd_server_version', 'server_version'],
  ['etcd_server_id', 'server_id'],
]);

/** Whether a metric says something of a member's status. */
export function holdsStatus(name: string): boolean {
  return GAUGES.has(name) || INFOS.has(name);
}

/** What the samples of one member at one moment say, gathered one by one. */
export class MemberSample {
  private readonly values: Partial<Record<Field, number>> = {};
  private readonly names = new Set<string>();
  private version: string | null = null;
  private id: string | null = null;
  private at: LineRef | undefined;
  private sized = false;

  constructor(
    private readonly format: string,
    private readonly instance: string | null,
    private readonly time: EpochMicros | null,
  ) {}

  /** Whether this metric was seen already: then another scrape has begun. */
  has(name: string): boolean {
    return this.names.has(name);
  }

  add(name: string, labels: ReadonlyMap<string, string>, value: number, at?: LineRef): void {
    this.names.add(name);
    const label = INFOS.get(name);
    if (label !== undefined) {
      const text = labels.get(label);
      if (value !== 1 || text === undefined) return;
      if (label === 'server_id') this.id = memberId(text);
      else this.version = /^\d+\.\d+\.\d+/.test(text) ? text : this.version;
      this.at ??= at;
      return;
    }
    const field = GAUGES.get(name);
    if (field === undefined || !Number.isFinite(value)) return;
    this.values[field] ??= value;
    // the size's line is the one to cite
    if (!this.sized || this.at === undefined) this.at = at;
    this.sized ||= field === 'size';
  }

  /** Hands over the status. Without a size, a revision or a quota there is none. */
  emit(sink: Sink): boolean {
    const { size, inUse, quota, revision: last, leader } = this.values;
    if (size === undefined && inUse === undefined && last === undefined && quota === undefined) return false;
    const endpoint = this.instance !== null && isEndpoint(this.instance) ? this.instance : null;
    const about: MemberRef = {
      ...(this.id === null ? {} : { id: this.id }),
      ...(endpoint === null ? {} : { endpoint: hostPort(endpoint) }),
      ...(endpoint !== null || this.instance === null ? {} : { host: this.instance }),
    };
    const common = { format: this.format, source: 'metrics', time: this.time } as const;
    const status: MemberStatus = {
      ...common,
      kind: 'member-status',
      ...(Object.keys(about).length === 0 ? {} : { about }),
      endpoint,
      version: this.version,
      ...(size === undefined ? {} : { dbSizeBytes: bytes(size) }),
      ...(inUse === undefined ? {} : { dbSizeInUseBytes: bytes(inUse) }),
      quotaBytes: quota === undefined || quota <= 0 ? null : bytes(quota),
      isLeader: leader === undefined ? null : leader === 1,
      term: null,
      revision: last === undefined || !Number.isSafeInteger(last) ? null : revision(last),
      errors: [],
      excerpt: this.excerpt(),
    };
    sink.record(status, this.at);
    if (this.id !== null) {
      const endpoints = endpoint === null ? [] : [hostPort(endpoint)];
      sink.record({ ...common, kind: 'member-identity', id: this.id, endpoints, self: false }, this.at);
    }
    return true;
  }

  private excerpt(): string {
    const { size, inUse, quota, revision: last, leader } = this.values;
    return [
      this.instance ?? this.id ?? '',
      this.version ?? '',
      size === undefined ? '' : `dbSize ${size}`,
      inUse === undefined ? '' : `in use ${inUse}`,
      quota === undefined ? '' : `quota ${quota}`,
      last === undefined ? '' : `revision ${last}`,
      leader === 1 ? 'leader' : '',
    ]
      .filter((part) => part !== '')
      .join(', ');
  }
}
