import { size } from '../sizes.js';
import {
  availability,
  settingText,
  type Spelling,
  spellingOf,
  type VersionSetting,
} from '../../model/advice/version-settings.js';
import { isFound, lowestMinor, type Made, versionsOf } from './made.js';

/** A flag to set, and which cause asks for it. */
export interface SettingChange {
  readonly program: 'etcd' | 'kube-apiserver';
  /** As the flag is called, without dashes; etcd.conf.yml has the same names, and other types of values (fileLine). */
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
  const all = [compaction, quota, events, byVersion].flatMap((one) => one(made));
  return all.filter((change) => change.now !== change.value);
}

function compaction(made: Made): SettingChange[] {
  if (!isFound(made, 'compaction-disabled', 'compaction-too-late', 'compaction-stalled')) return [];
  const set = made.file.bursts.flatMap(({ record }) => (record.kind === 'auto-compaction-set' ? [record] : []));
  const now = set.at(-1)?.retention.replaceAll('"', '') ?? null;
  const because =
    'history filled the file: one compactor must run, and the compactor of etcd works without an API server';
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
            because: 'the compaction of etcd itself is off',
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
      because: `live data (${size(live)}) is close to the quota (${size(quotaBytes.value)}); set the flag and restart every member, and check that memory and disk are large enough`,
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
        'events caused most of the writes: half the TTL halves the number of live events (if one etcd is not enough, --etcd-servers-overrides=/events# stores events in a separate etcd)',
    },
  ];
}

/** Settings whose names differ by release: which, and for what. */
const BY_VERSION: readonly {
  readonly settings: readonly VersionSetting[];
  readonly causes: readonly string[];
  readonly because: string;
}[] = [
  {
    settings: ['compaction batch', 'compaction pause'],
    causes: ['compaction-latency'],
    because: 'compactions delay other requests: smaller batches with a pause take longer but block less',
  },
  {
    settings: ['HTTP port'],
    causes: ['watch-starvation'],
    because:
      'HTTP on a port of its own lets gRPC schedule its streams fairly under TLS; /health and /metrics leave the client port, so probes and scrapes must move with them',
  },
  {
    settings: ['check at start', 'check of compactions'],
    causes: ['data-inconsistency'],
    because: 'a member that holds other data than its peers must not go unnoticed',
  },
];

/** Of those, the ones that every version seen spells alike. */
function byVersion(made: Made): SettingChange[] {
  const versions = versionsOf(made);
  return asked(made).flatMap(({ settings, because }) => {
    const spellings = settings.flatMap((setting) => commonSpelling(setting, versions) ?? []);
    const gates = spellings.filter(({ gate }) => gate !== undefined);
    const flags = spellings.filter(({ gate }) => gate === undefined);
    const [first] = gates;
    // One flag takes all gates; given twice in a file, the last one would count.
    const joined = first === undefined ? [] : [{ name: first.name, value: gates.map(({ value }) => value).join(',') }];
    return [...flags, ...joined].map(({ name, value }): SettingChange => ({
      program: 'etcd',
      name,
      value,
      now: null,
      because,
    }));
  });
}

function commonSpelling(setting: VersionSetting, versions: readonly string[]): Spelling | null {
  const [first, ...others] = versions.map((version) => spellingOf(setting, version));
  return first !== undefined && first !== null && others.every((one) => one === first) ? first : null;
}

const asked = (made: Made): (typeof BY_VERSION)[number][] =>
  BY_VERSION.filter(({ causes }) => isFound(made, ...causes));

/** A setting that cannot be written down: no version is known, they differ, or theirs has no such setting. */
export interface OpenSetting {
  readonly text: string;
  readonly because: string;
}

export function openSettings(made: Made): readonly OpenSetting[] {
  const versions = versionsOf(made);
  return asked(made).flatMap(({ settings, because }) =>
    settings
      .filter((setting) => commonSpelling(setting, versions) === null)
      .map((setting): OpenSetting => {
        const text = settingText(setting, versions);
        return { because, text: text ?? `none in ${versions.join(', ')}: etcd ${availability(setting)} has it` };
      }),
  );
}
