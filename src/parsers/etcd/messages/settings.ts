import { parseGoDuration } from '../../../model/go-duration.js';
import type { AnyRecord, AutoCompactionSet } from '../../../model/record.js';
import { type Bytes, bytes } from '../../../model/units.js';
import { bytesField, common, type EtcdLine, listField, type MessageRow, textField } from '../line.js';
import { identity, initialCluster, logged } from './members.js';
import { notice } from './notice.js';
import { positive } from './space.js';

const DEFAULT_QUOTA = 2 * 1024 ** 3;

/** Where a log proves a setting: the start-up line, the command line, the environment. `embed/etcd.go`, `pkg/flags`. */
export const settingRows: readonly MessageRow[] = [
  { text: 'starting an etcd server', records: startingServer },
  {
    // {"msg":"Running: ","args":["/usr/local/bin/etcd","--auto-compaction-retention=1"]}
    text: 'Running:',
    records: (line) => fromSettings(line, flagsOf(listField(line, 'args'))),
  },
  {
    text: 'recognized and used environment variable',
    records: (line) => {
      const name = textField(line, 'variable-name') ?? '';
      return fromSettings(line, variable(name, textField(line, 'variable-value') ?? ''));
    },
  },
  {
    // recognized and used environment variable ETCD_QUOTA_BACKEND_BYTES=8589934592
    text: /^recognized and used environment variable (ETCD_\w+)=(.*)$/s,
    records: (line, [, name, value]) => fromSettings(line, variable(name ?? '', value ?? '')),
  },
];

function startingServer(line: EtcdLine): readonly AnyRecord[] {
  const name = textField(line, 'name');
  // 3.4.0 to 3.4.18 and 3.5.0 to 3.5.4 call it by the other name
  const field = line.fields['quota-backend-bytes'] === undefined ? 'quota-size-bytes' : 'quota-backend-bytes';
  const quota = positive(bytesField(line, field));
  const retention = textField(line, 'auto-compaction-retention');
  const records: AnyRecord[] = [
    {
      ...common(line),
      kind: 'member-started',
      version: textField(line, 'etcd-version'),
      name,
      excerpt: `starting an etcd server: ${name ?? ''} ${textField(line, 'etcd-version') ?? ''}`,
    },
    identity(line, true, null, name, [
      ...listField(line, 'advertise-client-urls'),
      ...listField(line, 'initial-advertise-peer-urls'),
    ]),
    ...initialCluster(line, textField(line, 'initial-cluster') ?? '', name),
  ];
  if (line.fields[field] !== undefined) {
    records.push(quotaSet(line, quota ?? (bytesField(line, field) === 0 ? configuredQuota(0) : null)));
  }
  if (retention !== null) records.push(autoCompaction(line, textField(line, 'auto-compaction-mode'), retention));
  if (line.fields['force-new-cluster'] === true) {
    records.push({ ...notice(line, 'new-cluster-forced'), excerpt: 'started with force-new-cluster' });
  }
  return records;
}

/** Zero asks for the default, a negative number for no quota. */
function configuredQuota(value: number): Bytes | null {
  return value === 0 ? bytes(DEFAULT_QUOTA) : positive(bytes(value));
}

type Settings = ReadonlyMap<string, string>;

/** `--name=value`, `--name value`, `-name=value`. */
function flagsOf(args: readonly string[]): Settings {
  const flags = new Map<string, string>();
  args.forEach((arg, index) => {
    const found = /^--?([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(arg);
    if (found?.[1] !== undefined) flags.set(found[1], found[2] ?? args[index + 1] ?? '');
  });
  return flags;
}

/** `ETCD_QUOTA_BACKEND_BYTES` is the flag `quota-backend-bytes`. */
function variable(name: string, value: string): Settings {
  return new Map([
    [
      name
        .replace(/^ETCD_/, '')
        .toLowerCase()
        .replaceAll('_', '-'),
      value,
    ],
  ]);
}

function fromSettings(line: EtcdLine, settings: Settings): readonly AnyRecord[] {
  const records: AnyRecord[] = [];
  const quota = settings.get('quota-backend-bytes');
  if (quota !== undefined && /^-?\d{1,15}$/.test(quota)) {
    records.push(quotaSet(line, configuredQuota(Number(quota))));
  }
  const retention = settings.get('auto-compaction-retention');
  if (retention !== undefined) {
    records.push(autoCompaction(line, settings.get('auto-compaction-mode') ?? null, retention));
  } else {
    const mode = settings.get('auto-compaction-mode');
    // each variable has its own line: the rules join them
    if (mode !== undefined && mode !== '') records.push(modeSet(line, mode));
  }
  // a line that sets none of these is shown as it is
  if (records.length === 0) records.push(logged(line));
  const name = settings.get('name') ?? null;
  const urls = ['advertise-client-urls', 'initial-advertise-peer-urls'].flatMap(
    (flag) => settings.get(flag)?.split(',') ?? [],
  );
  if (name !== null || urls.length > 0) records.push(identity(line, true, null, name, urls));
  const cluster = settings.get('initial-cluster');
  // without its own name a line can't show which of the list it is itself
  if (cluster !== undefined) records.push(...initialCluster(line, cluster, name));
  return records;
}

function quotaSet(line: EtcdLine, quota: Bytes | null): AnyRecord {
  return { ...common(line), kind: 'quota-set', quotaBytes: quota, excerpt: `quota-backend-bytes=${quota ?? 'off'}` };
}

function modeSet(line: EtcdLine, value: string): AnyRecord {
  const claim = { what: 'setting', name: 'auto-compaction-mode', value, glued: false, proposed: false } as const;
  return { ...common(line), kind: 'claim', claim, excerpt: `auto-compaction-mode=${value}` };
}

/** In revision mode the start-up line prints the number as nanoseconds: `1µs` is 1000 revisions. */
function revisionsOf(written: string): string {
  const small = /^(\d{1,3}(?:\.\d{1,3})?)(ns|[µu]s)$/.exec(written);
  if (small !== null) return String(Math.round(Number(small[1]) * (small[2] === 'ns' ? 1 : 1000)));
  const micros = /^\d/.test(written) && /[a-z]$/.test(written) ? parseGoDuration(written) : null;
  return micros === null ? written : String(Math.round(micros * 1000));
}

/** Off where the retention is nothing: `0s` as the start-up line prints it, `0` as it is configured. */
function autoCompaction(line: EtcdLine, mode: string | null, retention: string): AutoCompactionSet {
  const written = mode === 'revision' ? revisionsOf(retention.trim()) : retention.trim();
  return {
    ...common(line),
    kind: 'auto-compaction-set',
    mode: mode === '' ? null : mode,
    retention: written,
    disabled: written === '' || written === '0' || parseGoDuration(written) === 0,
    excerpt: `${mode ? `auto-compaction-mode=${mode} ` : ''}auto-compaction-retention=${written}`,
  };
}
