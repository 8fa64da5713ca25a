import { size } from '../sizes.js';
import { isFound, lowestMinor, type Made, minorsOf } from './made.js';

/** A flag to set, and which cause asks for it. */
export interface SettingChange {
  readonly program: 'etcd' | 'kube-apiserver';
  /** As the flag is called, without dashes; etcd.conf.yml has the same names. */
  readonly name: string;
  readonly value: string;
  /** What the inputs show of it now; null: nothing. */
  readonly now: string | null;
  readonly because: string;
}

const GIB = 1024 ** 3;
const LARGEST_QUOTA = 8 * GIB;

/** What to change in the configuration of etcd and of the API servers, as far as this incident asks for it. */
export function settingChanges(made: Made): readonly SettingChange[] {
  const all = [compaction, quota, events, batches, watches, checks].flatMap((asked) => asked(made));
  return all.filter((change) => change.now !== change.value);
}

function compaction(made: Made): SettingChange[] {
  if (!isFound(made, 'compaction-disabled', 'compaction-too-late', 'compaction-stalled')) return [];
  const set = made.file.bursts.flatMap(({ record }) => (record.kind === 'auto-compaction-set' ? [record] : []));
  const now = set.at(-1)?.retention.replaceAll('"', '') ?? null;
  const because =
    'history stayed until the file was full: one compactor must run, and etcd itself needs no API server for it';
  const etcd = { program: 'etcd', because } as const;
  const interval = made.file.claims.flatMap(({ claim }) =>
    claim.what === 'setting' && claim.name === 'etcd-compaction-interval' && !claim.proposed ? [claim.value] : [],
  );
  const off = interval.some((value) => /^0+[a-z]*$/.test(value));
  return [
    // 3.2 knows hours only, and no mode.
    ...(lowestMinor(made) < 3
      ? [{ ...etcd, name: 'auto-compaction-retention', value: '1', now }]
      : [
          { ...etcd, name: 'auto-compaction-mode', value: 'periodic', now: set.at(-1)?.mode ?? null },
          { ...etcd, name: 'auto-compaction-retention', value: '5m', now },
        ]),
    ...(off
      ? [
          {
            program: 'kube-apiserver' as const,
            name: 'etcd-compaction-interval',
            value: '5m0s',
            now: interval.at(-1) ?? null,
            because: 'its own compaction is off',
          },
        ]
      : []),
  ];
}

/** Raised only where live data need it: a larger file holds more history, and takes longer to bring back. */
function quota(made: Made): SettingChange[] {
  const { quotaBytes, liveBytes, dbSizeInUseBytes } = made.report.space;
  if (!isFound(made, 'quota-too-low', 'object-accumulation') || quotaBytes === null) return [];
  const live = liveBytes?.value ?? dbSizeInUseBytes?.value ?? quotaBytes.value;
  let value = quotaBytes.value;
  while (value < 2 * live && value < LARGEST_QUOTA) value *= 2;
  value = Math.min(LARGEST_QUOTA, Math.max(value, 2 * GIB));
  if (value <= quotaBytes.value) return [];
  return [
    {
      program: 'etcd',
      name: 'quota-backend-bytes',
      value: String(value),
      now: String(quotaBytes.value),
      because: `live data (${size(live)}) come near the quota (${size(quotaBytes.value)}); a flag and a restart of every member, within its memory and disk`,
    },
  ];
}

function events(made: Made): SettingChange[] {
  if (!isFound(made, 'event-flood', 'event-ttl-renewal', 'large-event-leases')) return [];
  return [
    {
      program: 'kube-apiserver',
      name: 'event-ttl',
      value: '30m0s',
      now: null,
      because:
        'events made most of the writes: with half the time half of them are live (where one etcd is not enough, --etcd-servers-overrides=/events# puts them into one of their own)',
    },
  ];
}

function batches(made: Made): SettingChange[] {
  const minor = lowestMinor(made);
  if (!isFound(made, 'compaction-latency') || minor < 5) return [];
  const prefix = minor >= 6 ? '' : 'experimental-';
  const because =
    'compactions hold up what is beside them: smaller batches with a pause between take longer and hurt less';
  return [
    { program: 'etcd', name: `${prefix}compaction-batch-limit`, value: '200', now: null, because },
    ...(minor >= 6
      ? [{ program: 'etcd' as const, name: 'compaction-sleep-interval', value: '20ms', now: null, because }]
      : []),
  ];
}

function watches(made: Made): SettingChange[] {
  if (!isFound(made, 'watch-starvation')) return [];
  return [
    {
      program: 'etcd',
      name: 'listen-client-http-urls',
      value: 'https://127.0.0.1:2383',
      now: null,
      because: 'HTTP on a port of its own lets gRPC schedule its streams fairly under TLS (3.4.25, 3.5.8 and later)',
    },
  ];
}

function checks(made: Made): SettingChange[] {
  if (!isFound(made, 'data-inconsistency')) return [];
  const because = 'a member that starts with other data than its peers must not join them';
  const minors = minorsOf(made);
  if ((minors[0] ?? 5) >= 6)
    return [{ program: 'etcd', name: 'feature-gates', value: 'InitialCorruptCheck=true', now: null, because }];
  return [{ program: 'etcd', name: 'experimental-initial-corrupt-check', value: 'true', now: null, because }];
}
