import { CTL_FLAGS, FLAGS, GATES, KEYS, METRICS, UTL_FLAGS } from './etcd-names.js';

/**
 * What releases of etcd 3.3 to 3.7 know, by the tables of etcd-names.ts. A version without a patch (`3.5`) stands for its
 * first one; one before 3.3 for 3.3.0, and one after the last that was read for the last of its minor version.
 */
export type EtcdVersion = string;

export type FlagType = 'text' | 'integer' | 'duration' | 'boolean' | 'other';
/** What a value of the configuration file must be; durations are integers of nanoseconds there. */
export type FileType = 'text' | 'integer' | 'nanoseconds' | 'boolean' | 'list' | 'other';

const FIRST_MINOR = 3;
const LAST_MINOR = 7;

/** Minor version and patch of etcd 3; null where the text is no version of it. */
export function etcdVersion(text: string | null): { readonly minor: number; readonly patch: number } | null {
  const found = /^v?3\.(\d{1,2})(?:\.(\d{1,3}))?/.exec(text ?? '');
  return found === null ? null : { minor: Number(found[1]), patch: Number(found[2] ?? 0) };
}

/** Whether `3.4.25- 3.5.8-3.5.20 3.6` holds a version. */
export function isIn(releases: string, version: EtcdVersion): boolean {
  const of = etcdVersion(version);
  if (of === null) return false;
  const minor = Math.min(LAST_MINOR, Math.max(FIRST_MINOR, of.minor));
  const patch = minor === of.minor ? of.patch : minor < of.minor ? Infinity : 0;
  return releases.split(' ').some((part) => {
    if (part === 'all') return true;
    const [from = '', to] = part.split('-');
    const first = etcdVersion(from);
    if (first?.minor !== minor || patch < first.patch) return false;
    return to === undefined || to === '' || patch <= (etcdVersion(to)?.patch ?? 0);
  });
}

interface Entry {
  readonly type: string;
  readonly releases: string;
}

/** `compaction-batch-limit integer: 3.6 3.7` a line. */
function parse(table: string): ReadonlyMap<string, readonly Entry[]> {
  const entries = new Map<string, Entry[]>();
  for (const line of table.split('\n')) {
    const [, name = '', type = '', releases = ''] = /^(\S+)(?: (\S+))?: (.+)$/.exec(line) ?? [];
    if (name !== '') entries.set(name, [...(entries.get(name) ?? []), { type, releases }]);
  }
  return entries;
}

const TEXTS = { flag: FLAGS, key: KEYS, gate: GATES, metric: METRICS, etcdctl: CTL_FLAGS, etcdutl: UTL_FLAGS } as const;

export type NameKind = keyof typeof TEXTS;

const parsed = new Map<NameKind, ReadonlyMap<string, readonly Entry[]>>();

/** Parsed when somebody asks: most runs never do. */
function tableOf(kind: NameKind): ReadonlyMap<string, readonly Entry[]> {
  const known = parsed.get(kind) ?? parse(TEXTS[kind]);
  parsed.set(kind, known);
  return known;
}

/** Whether a release knows a flag, a key of the configuration file, a feature gate, a metric, or a flag of a client tool. */
export const knows = (version: EtcdVersion, kind: NameKind, name: string): boolean =>
  entriesOf(kind, name).some(({ releases }) => isIn(releases, version));

/** The releases that know a name: `3.4.25- 3.5.8- 3.6 3.7`; empty: none. */
export const releasesOf = (kind: NameKind, name: string): string =>
  entriesOf(kind, name)
    .map(({ releases }) => (releases === 'all' ? '3.3 3.4 3.5 3.6 3.7' : releases))
    .join(' ');

/** What kind of value a key of the configuration file takes in a release; null: no such key. */
export const fileTypeOf = (version: EtcdVersion, name: string): FileType | null =>
  (entriesOf('key', name).find(({ releases }) => isIn(releases, version))?.type as FileType | undefined) ?? null;

/** The type of a flag's value in any release; null: no release has it. */
export const flagTypeOf = (name: string): FlagType | null =>
  (entriesOf('flag', name)[0]?.type as FlagType | undefined) ?? null;

export const namesOf = (kind: NameKind): readonly string[] => [...tableOf(kind).keys()];

/** A histogram's and a summary's parts are of its name. */
const entriesOf = (kind: NameKind, name: string): readonly Entry[] =>
  tableOf(kind).get(name) ??
  (kind === 'metric' ? (tableOf('metric').get(name.replace(/_(?:bucket|sum|count)$/, '')) ?? []) : []);

/** `3.4 from 3.4.25, 3.5 from 3.5.8, 3.6 and 3.7`. */
export function releasesText(releases: string): string {
  const parts = releases.split(' ').map((part) => {
    const [from = '', to] = part.split('-');
    if (to === undefined) return from;
    return to === '' ? `${from.split('.').slice(0, 2).join('.')} from ${from}` : `${from} to ${to}`;
  });
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
