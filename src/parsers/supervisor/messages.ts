import { clientError } from '../client-error.js';
import type { AnyRecord, NoticeRecord } from '../../model/record.js';
import { bytes, type EpochMicros } from '../../model/units.js';

/** What a line shows besides its text. */
export interface Told {
  readonly format: string;
  readonly level: string | null;
  readonly time: EpochMicros | null;
}

/** An error of etcd at the end of a chain of wrapped errors, outside of quotation marks. */
const WRAPPED =
  /(?:^|(?<!etcdserver)[:=] |\w=)(?:rpc error: code = \w+ desc = )?(?:etcdserver: |client: etcd cluster is unavailable|mvcc: database space exceeded)[^"“”`]{0,200}$|"error": "[^"]{0,500}: etcdserver: [^"]{1,200}"\}$/;

/** Levels at which an error that a text ends in has just happened. */
const WORSE = /^(?:warn|err|fata|pani|crit|alert|emerg)/;

const LAST = /^(?:fata|pani)/;

interface Row {
  readonly text: RegExp;
  readonly records: (told: Told, found: readonly string[], text: string) => readonly AnyRecord[];
}

const common = ({ format, time }: Told) => ({ format, time, source: 'kubernetes' }) as const;

/** An error that etcd gave, as any client wraps it. */
const WRAPPED_ROW: Row = {
  text: WRAPPED,
  records: (told, _found, text) => [clientError(common(told), text, text)],
};

/** k3s and rke2 `pkg/etcd/etcd.go`, `pkg/cluster/managed.go`; Talos `service[etcd]`, `runtime.OOMController`. */
const ROWS: readonly Row[] = [
  {
    // Alarm on etcd member 9639983885888023861: NOSPACE
    text: /^(?:Alarm on etcd member (\d{1,20}): |Errors present on etcd cluster: .*?memberID:(\d{1,20}) alarm:)NOSPACE/,
    records: (told, [, one, other]) => [{ ...common(told), kind: 'nospace-alarm-active', ...about(one ?? other) }],
  },
  {
    text: /^NOSPACE alarm disarmed/,
    records: (told) => [{ ...common(told), kind: 'nospace-alarm-disarmed' }],
  },
  {
    // Failed to defragment etcd database: context deadline exceeded
    text: /^[Ff]ailed to defragment etcd[^:]{0,40}: (.{1,300})/s,
    records: (told, [, error = '']) => [
      { ...common(told), kind: 'defragmentation-failed', endpoint: null, duration: null, error },
    ],
  },
  {
    // Connected to etcd v3.5.21 - datastore using 2147475456 of 2147483648 bytes
    text: /^Connected to etcd v([\d.]{1,20}\S{0,20}) - datastore using (\d{1,15}) of (\d{1,15}) bytes/,
    records: (told, [, version = '', size, quota]) => [
      {
        ...common(told),
        ...{ kind: 'member-status', endpoint: null, version, isLeader: null, term: null, revision: null, errors: [] },
        ...{ dbSizeBytes: bytes(Number(size)), quotaBytes: bytes(Number(quota)) },
      },
    ],
  },
  {
    // [talos] service[etcd](Running): Health check failed: context deadline exceeded
    text: /^(?:\[talos\] )?service\[etcd\]\(\w+\): Health check failed: (.*)/,
    records: (told, [, message = '']) => [
      { ...common(told), kind: 'health-check-failed', message: message.slice(0, 300) },
    ],
  },
  {
    text: /Sending SIGKILL to cgroup \{.{0,300}OOMController/,
    records: (told) => [{ ...common(told), source: 'system', kind: 'oom-kill', process: null }],
  },
  {
    // [talos] service[etcd](Waiting): Error running Containerd(etcd), going to restart forever: task "etcd" failed: exit code 2
    text: /^(?:\[talos\] )?service\[etcd\]\((\w+)\): (?:Error running .{1,300}|Failed .{1,300})$/,
    records: (told, found, text) => [
      {
        ...common(told),
        source: 'system',
        kind: 'service-failed',
        unit: 'etcd',
        status: text.slice(found[0]?.indexOf(': ') ?? 0).slice(2, 200),
      },
    ],
  },
  {
    // Failed to test data store connection: this server is a not a member of the etcd cluster. Found [a=https://…], expect: b=…
    text: /\bnot a member of the etcd cluster\b/,
    records: (told, _found, text) => [notice(told, 'initial-cluster-mismatch', text)],
  },
  {
    // ETCD join failed: duplicate node name found, please use a unique name for this node
    text: /\betcd (?:cluster )?join failed: /i,
    records: (told, _found, text) => [notice(told, 'start-failed', text)],
  },
  WRAPPED_ROW,
  {
    text: /^(?:Failed to|Unable to) (?:test|check|get|validate|connect to|contact)\b.{0,60}\b(?:etcd|data ?store)\b/i,
    records: (told, _found, text) => [{ ...common(told), kind: 'endpoint-unhealthy', message: text.slice(0, 300) }],
  },
  {
    // RKE: [etcd] host [10.0.0.1] failed to check etcd health: failed to get /health for host [10.0.0.1]: …
    text: /^\[etcd\] /,
    records: (told, _found, text) =>
      WORSE.test(told.level ?? '') && !LAST.test(told.level ?? '')
        ? [{ ...common(told), kind: 'endpoint-unhealthy', message: said(text) }]
        : LAST.test(told.level ?? '')
          ? [notice(told, 'start-failed', text)]
          : [{ ...common(told), kind: 'log', level: told.level, message: said(text) }],
  },
  {
    // lines that only these programs write
    text: /^(?:Starting (?:k3s|rke2|k0s)\b|Managed etcd cluster|Waiting for (?:etcd|API server)|Defragmenting etcd|etcd (?:data store|datastore|temporary)|Starting etcd\b|Adding member .{1,100} to etcd cluster|Removing member .{1,100} from etcd cluster|Saving (?:current )?etcd snapshot|Running kube-(?:apiserver|scheduler|controller-manager) )/i,
    records: (told, _found, text) => [
      { ...common(told), kind: 'log', level: told.level, message: text.slice(0, 1000) },
    ],
  },
];

/** A client that stops what it holds by its lease, at whatever level it says so. */
const LOST_ROW: Row = {
  // demoted self because DCS is not accessible and i was a leader   disconnected from etcd and exited
  text: /\bdemot\w+ self because (?:DCS is not accessible|failed to update leader lock in DCS)|\bdisconnect\w* (?:from|with) etcd\b|\betcd\b.{0,40}\bsession expired\b/i,
  records: (told, _found, text) => [{ ...common(told), kind: 'lease-lost', message: said(text) }],
};

/** Failures to reach etcd, in the words of its clients: of Patroni, Calico, Milvus, APISIX, kine and dqlite. */
const CLIENT_ROWS: readonly Row[] = [
  WRAPPED_ROW,
  {
    // Request to server https://10.0.0.2:2379 failed: MaxRetryError(…)   Failed to get list of machines from http://10.0.0.2:2379/v3: …
    text: /^:? ?(?:Request to server (https?:\/\/[^\s/]{1,200})(?:\/\S{0,300})? failed: |Failed to get list of machines from (https?:\/\/[^\s/]{1,200})(?:\/\S{0,300}?)?: )/,
    records: (told, [, one, other], text) => [
      { ...common(told), kind: 'endpoint-unhealthy', endpoint: hostOf(one ?? other ?? ''), message: said(text) },
    ],
  },
  LOST_ROW,
  {
    // Error communicating with DCS   error in txn: exec (try: 500): database is locked
    text: /^:? ?(?:Error communicating with DCS|Could not get the list of servers, maybe you provided the wrong)|^error (?:in txn|while range on [^"]{0,300}?): /,
    records: (told, _found, text) => [{ ...common(told), kind: 'api-error', message: said(text) }],
  },
  {
    text: /\bno healthy etcd endpoint available\b/,
    records: (told, _found, text) => [{ ...common(told), kind: 'endpoint-unhealthy', message: said(text) }],
  },
  {
    // [8] etcdv3.go 445: Failed to grant a lease error=context deadline exceeded
    text: /^[^"“”`]*\betcd[^"“”`]*(?:[:=] ?|\b)(?:context deadline exceeded|connection refused|no route to host|i\/o timeout|connection reset by peer|transport is closing)[^"“”`]{0,80}$/i,
    records: (told, _found, text) => [{ ...common(told), kind: 'endpoint-unhealthy', message: said(text) }],
  },
];

/** What a supervisor's line says about etcd; empty: nothing. `rest`: what stands behind the text. */
export function supervisorRecords(text: string, told: Told, rest = ''): readonly AnyRecord[] {
  for (const row of ROWS) {
    const found = row.text.exec(text);
    if (found !== null) return row.records(told, found, text);
  }
  // k0s tells of its children so; what they say themselves is read as theirs
  if (!text.startsWith('{') && /\bcomponent="?etcd\b/.test(rest)) return ofComponent(text, told);
  const ends =
    LAST.test(told.level ?? '') &&
    /\betcd\b|\bdata ?store\b|^(?:starting|preparing) (?:kubernetes|server)\b/i.test(text);
  return ends && !/["“”`]/.test(text) ? [notice(told, 'start-failed', text)] : [];
}

/** What a client of etcd reports of it; empty: nothing. */
export function clientRecords(text: string, told: Told): readonly AnyRecord[] {
  for (const row of WORSE.test(told.level ?? '') ? CLIENT_ROWS : [LOST_ROW]) {
    const found = row.text.exec(text);
    if (found !== null) return row.records(told, found, text);
  }
  return [];
}

function ofComponent(text: string, told: Told): readonly AnyRecord[] {
  const service = { ...common(told), source: 'system', unit: 'etcd' } as const;
  if (/\b(?:restart|respawn)\w*\b/i.test(text)) return [{ ...service, kind: 'service-restarted' }];
  if (/\bexit(?:ed)?\b|\bfailed\b/i.test(text))
    return [{ ...service, kind: 'service-failed', status: said(text).slice(0, 200) }];
  return [{ ...common(told), kind: 'log', level: told.level, message: said(text) }];
}

const said = (text: string): string => text.replace(/^:? /, '').trim().slice(0, 300);

const hostOf = (url: string): string => url.replace(/^https?:\/\//, '');

function notice(told: Told, kind: NoticeRecord['kind'], text: string): NoticeRecord {
  return { ...common(told), kind, level: told.level, message: said(text) };
}

function about(decimal: string | undefined): { about?: { id: string } } {
  if (decimal === undefined) return {};
  const id = BigInt(decimal);
  return id === 0n || id >= 1n << 64n ? {} : { about: { id: id.toString(16) } };
}
