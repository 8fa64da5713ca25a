import { etcdVersion, type EtcdVersion, fileTypeOf, isIn, knows, releasesOf, releasesText } from '../etcd-releases.js';

/** A setting of etcd as one release spells it. */
export interface Spelling {
  /** The flag without dashes; the configuration file has the same name. */
  readonly name: string;
  readonly value: string;
  /** The feature gate that the value turns on. */
  readonly gate?: string;
}

const gate = (name: string): Spelling => ({ name: 'feature-gates', value: `${name}=true`, gate: name });
const flag = (name: string, value: string): Spelling => ({ name, value });

/** Spellings of each setting, the newest first: where a release knows two, the older one is deprecated. */
const SPELLINGS = {
  'compaction batch': [flag('compaction-batch-limit', '200'), flag('experimental-compaction-batch-limit', '200')],
  'compaction pause': [
    flag('compaction-sleep-interval', '20ms'),
    flag('experimental-compaction-sleep-interval', '20ms'),
  ],
  'check at start': [gate('InitialCorruptCheck'), flag('experimental-initial-corrupt-check', 'true')],
  'check of compactions': [gate('CompactHashCheck'), flag('experimental-compact-hash-check-enabled', 'true')],
  'lease checkpoints': [gate('LeaseCheckpoint'), flag('experimental-enable-lease-checkpoint', 'true')],
  'lasting lease checkpoints': [
    gate('LeaseCheckpointPersist'),
    flag('experimental-enable-lease-checkpoint-persist', 'true'),
  ],
  'stop on defragmentation': [
    gate('StopGRPCServiceOnDefrag'),
    flag('experimental-stop-grpc-service-on-defrag', 'true'),
  ],
  'HTTP port': [flag('listen-client-http-urls', 'https://127.0.0.1:2383')],
} as const satisfies Readonly<Record<string, readonly Spelling[]>>;

export type VersionSetting = keyof typeof SPELLINGS;

export const VERSION_SETTINGS = Object.keys(SPELLINGS) as readonly VersionSetting[];

const isKnown = (version: EtcdVersion, { name, gate: feature }: Spelling): boolean =>
  knows(version, 'flag', name) && (feature === undefined || knows(version, 'gate', feature));

/** How a release spells it; null: it has no such setting. */
export const spellingOf = (setting: VersionSetting, version: EtcdVersion): Spelling | null =>
  SPELLINGS[setting].find((one) => isKnown(version, one)) ?? null;

export const flagText = ({ name, value }: Spelling): string => `--${name}=${value}`;

/** A line of etcd.conf.yml; null where the release cannot take it from the file. */
export function fileLine({ name, value }: Spelling, version: EtcdVersion): string | null {
  const type = fileTypeOf(version, name);
  if (type === null) return null;
  if (type === 'nanoseconds') return `${name}: ${nanoseconds(value) ?? value}`;
  return type === 'text' && /^[\d.]+[a-z]*$|^(?:true|false)$/.test(value) ? `${name}: "${value}"` : `${name}: ${value}`;
}

const UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 60e9, h: 3600e9 };

/** `20ms` as 20000000; null where it is no simple duration. */
function nanoseconds(duration: string): number | null {
  const found = /^(\d+)(ns|us|ms|s|m|h)$/.exec(duration);
  return found === null ? null : Number(found[1]) * (UNITS[found[2] ?? ''] ?? 0);
}

/**
 * The flag for the versions seen: `--compaction-batch-limit=200`; one a version where they differ; each with its releases
 * where no version is known. Null: none of the versions seen has it.
 */
export function settingText(setting: VersionSetting, versions: readonly EtcdVersion[]): string | null {
  const known = versions.filter((version) => etcdVersion(version) !== null);
  const spellings: readonly Spelling[] = SPELLINGS[setting];
  if (known.length === 0)
    return spellings
      .map((one, i) => `${flagText(one)} (etcd ${releasesText(firstSpelled(spellings, i))})`)
      .join(' or ');
  const used = spellings.flatMap((one) => {
    const own = known.filter((version) => spellingOf(setting, version) === one);
    return own.length === 0 ? [] : [{ text: flagText(one), own }];
  });
  const [only] = used;
  if (only === undefined) return null;
  if (used.length === 1 && only.own.length === known.length) return only.text;
  return used.map(({ text, own }) => `${text} (${own.join(', ')})`).join(' or ');
}

/** Since when a setting is there, for an advice to upgrade: `3.5 from 3.5.16, 3.6 and 3.7`. */
export function availability(setting: VersionSetting): string {
  const spellings: readonly Spelling[] = SPELLINGS[setting];
  const all = spellings.flatMap((_, i) => firstSpelled(spellings, i).split(' '));
  return releasesText([...new Set(all.filter((one) => one !== ''))].sort().join(' '));
}

/** Releases that have this spelling and no newer one. */
function firstSpelled(spellings: readonly Spelling[], index: number): string {
  const of = (one: Spelling): string =>
    one.gate === undefined ? releasesOf('flag', one.name) : releasesOf('gate', one.gate);
  const newer = spellings.slice(0, index).map(of).join(' ');
  const spelling = spellings[index];
  if (spelling === undefined) return '';
  return of(spelling)
    .split(' ')
    .filter((part) => !isIn(newer, part.split('-')[0] ?? ''))
    .join(' ');
}

/** Smaller batches with a pause between them hold up less beside them. */
export function compactionBatches(versions: readonly EtcdVersion[]): string {
  const batch = settingText('compaction batch', versions);
  const pause = settingText('compaction pause', versions);
  if (batch === null)
    return 'no release of this minor version has a flag for it; fewer writes between compactions help';
  return pause === null
    ? `${batch} (a pause between batches can be set in etcd ${availability('compaction pause')})`
    : `${batch}, and a pause between batches, ${pause}`;
}

/** At every start against the peers, and after every compaction, which costs next to nothing. */
export function corruptionChecks(versions: readonly EtcdVersion[]): string {
  const start = settingText('check at start', versions) ?? 'none in these versions';
  const compactions = settingText('check of compactions', versions);
  return compactions === null
    ? `at the start ${start} (after each compaction, which is cheap, in etcd ${availability('check of compactions')})`
    : `at the start ${start}, and after each compaction, which is cheap, ${compactions}${joined(start, compactions)}`;
}

/** Feature gates share one flag: the last one given would be the one that counts in a file. */
const joined = (...texts: readonly string[]): string =>
  texts.every((text) => text.includes('--feature-gates='))
    ? ' (one --feature-gates takes both, with a comma between)'
    : '';

export function leaseCheckpoints(versions: readonly EtcdVersion[]): string {
  const keep = settingText('lease checkpoints', versions);
  const persist = settingText('lasting lease checkpoints', versions);
  if (keep === null)
    return `What is left of a lease survives a change of leader in etcd ${availability('lease checkpoints')} only.`;
  return persist === null
    ? `${keep} keeps what is left of a lease over a change of leader, but not over a second one: that needs etcd ${availability('lasting lease checkpoints')}.`
    : `${keep} with ${persist} keeps what is left of a lease over changes of leader${joined(keep, persist)}.`;
}

/** HTTP beside gRPC on one TLS port takes a scheduler that starves streams (etcd#15402). */
export function clientHttpPort(versions: readonly EtcdVersion[]): string {
  const flagged = settingText('HTTP port', versions);
  const upgrade =
    'Upgrade etcd: 3.4.25, 3.5.8 and later schedule the frames of streams otherwise (3.4.28 and 3.5.10 once more)';
  if (flagged === null) return `${upgrade} (this version has no flag for an HTTP port of its own).`;
  return `${upgrade}; or give HTTP a port of its own with ${flagged}. /health and /metrics leave the client port then: move probes and scrapes to the new one first.`;
}

/** A member that defragments answers nothing; with this, clients that know several members go to another meanwhile. */
export function failOverOnDefragmentation(versions: readonly EtcdVersion[]): string {
  const text = settingText('stop on defragmentation', versions);
  return text === null ? '' : ` Clients that know several members go to another one meanwhile with ${text}.`;
}

const RESTORE = 'snapshot restore --bump-revision N --mark-compacted';

/** etcdutl is there from 3.5 on; before, etcdctl restores. */
export function restoreTool(versions: readonly EtcdVersion[]): 'etcdutl' | 'etcdctl' {
  const known = versions.map(etcdVersion).filter((version) => version !== null);
  return known.length > 0 && known.every(({ minor }) => minor < 5) ? 'etcdctl' : 'etcdutl';
}

/** The command that restores a snapshot so that no client sees a revision twice; null: no release of this minor has it. */
function restoreCommand(version: EtcdVersion): string | null {
  const of = etcdVersion(version);
  const tool = of !== null && of.minor < 5 ? 'etcdctl' : 'etcdutl';
  if (knows(version, tool, 'bump-revision')) return `${tool} ${RESTORE}`;
  const later = releasesOf(tool, 'bump-revision')
    .split(' ')
    .map((part) => part.split('-')[0] ?? '')
    .find((one) => etcdVersion(one)?.minor === of?.minor);
  return later === undefined ? null : `${tool} ${RESTORE} (with the ${tool} of ${later} or later)`;
}

/** The same for all versions seen. */
export function restoreText(versions: readonly EtcdVersion[]): string {
  const commands = new Set(versions.flatMap((version) => restoreCommand(version) ?? []));
  if (commands.size > 0) return [...commands].join(' or ');
  const since = (tool: 'etcdctl' | 'etcdutl'): string =>
    `${tool} in ${releasesText(releasesOf(tool, 'bump-revision'))}`;
  return `${RESTORE} (${since('etcdutl')}, and etcdctl in 3.4 from 3.4.27)`;
}
