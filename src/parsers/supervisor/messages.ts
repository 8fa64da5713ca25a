import type { AnyRecord } from '../../model/record.js';
import { bytes, type EpochMicros } from '../../model/units.js';

interface Told {
  readonly format: string;
  readonly level: string | null;
  readonly time: EpochMicros | null;
}

/** An error of etcd at the end of a chain of wrapped errors, outside of quotation marks. */
const WRAPPED =
  /(?:^|[:=] )(?:rpc error: code = \w+ desc = )?(?:etcdserver: |client: etcd cluster is unavailable|mvcc: database space exceeded)[^"“”`]{0,200}$|"error": "[^"]{0,500}: etcdserver: [^"]{1,200}"\}$/;

const NO_SPACE = /etcdserver: (?:mvcc: database space exceeded|no space(?! left))|mvcc: database space exceeded/;

/** Whether a text ends in an error that etcd gave. */
export const isWrappedError = (text: string): boolean => WRAPPED.test(text);

interface Row {
  readonly text: RegExp;
  readonly records: (told: Told, found: readonly string[], text: string) => readonly AnyRecord[];
}

const common = ({ format, time }: Told) => ({ format, time, source: 'kubernetes' }) as const;

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
    text: WRAPPED,
    records: (told, _found, text) => {
      const message = text.slice(0, 300);
      if (NO_SPACE.test(text)) return [{ ...common(told), kind: 'nospace-error', clientSide: true }];
      if (/etcdserver: leader changed/.test(text))
        return [{ ...common(told), kind: 'leader-changed', leader: null, term: null }];
      if (/etcdserver: no leader/.test(text)) return [{ ...common(told), kind: 'no-leader', leader: null, term: null }];
      const kind = /request timed out/.test(text)
        ? 'request-timeout'
        : /too many requests/.test(text)
          ? 'too-many-requests'
          : /request is too large/.test(text)
            ? 'request-too-large'
            : 'api-error';
      return [{ ...common(told), kind, message }];
    },
  },
  {
    text: /^Failed to (?:test|check|get|validate|connect to)\b.{0,60}\betcd\b/i,
    records: (told, _found, text) => [{ ...common(told), kind: 'endpoint-unhealthy', message: text.slice(0, 300) }],
  },
  {
    // lines that only these programs write
    text: /^(?:Starting (?:k3s|rke2|k0s)\b|Managed etcd cluster|Waiting for (?:etcd|API server)|Defragmenting etcd|etcd (?:data store|datastore|temporary)|Starting etcd\b|Adding member .{1,100} to etcd cluster|Removing member .{1,100} from etcd cluster|Saving (?:current )?etcd snapshot|Running kube-(?:apiserver|scheduler|controller-manager) )/i,
    records: (told, _found, text) => [
      { ...common(told), kind: 'log', level: told.level, message: text.slice(0, 1000) },
    ],
  },
];

/** What a supervisor's line says about etcd; empty: nothing. */
export function supervisorRecords(text: string, told: Told): readonly AnyRecord[] {
  for (const row of ROWS) {
    const found = row.text.exec(text);
    if (found !== null) return row.records(told, found, text);
  }
  return [];
}

function about(decimal: string | undefined): { about?: { id: string } } {
  if (decimal === undefined) return {};
  const id = BigInt(decimal);
  return id === 0n || id >= 1n << 64n ? {} : { about: { id: id.toString(16) } };
}
