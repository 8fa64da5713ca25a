import { bracketed, callsOf, stringOf } from './go-source.js';
import type { SourceTree } from './source-tree.js';

/** What a value of a configuration file must be: durations are numbers of nanoseconds there, unlike in flags. */
export type FileType = 'text' | 'integer' | 'nanoseconds' | 'boolean' | 'list' | 'other';
export type FlagType = 'text' | 'integer' | 'duration' | 'boolean' | 'other';

/** Names of one release. */
export interface EtcdNames {
  readonly flags: ReadonlyMap<string, FlagType>;
  /** Keys of the configuration file. */
  readonly keys: ReadonlyMap<string, FileType>;
  /** Feature gates of the server, and whether they are on by default. */
  readonly gates: ReadonlyMap<string, boolean>;
  readonly metrics: ReadonlySet<string>;
  readonly clientFlags: ReadonlyMap<'etcdctl' | 'etcdutl', ReadonlySet<string>>;
}

/** Reads flags, keys, gates and metrics out of the sources of etcd 3.3 to 3.7. */
export function etcdNames(tree: SourceTree): EtcdNames {
  const server = (path: string): string => tree.read(`server/${path}`) ?? tree.read(path) ?? '';
  const main = server('etcdmain/config.go');
  const embed = server('embed/config.go');
  return {
    flags: new Map([...flagsOf(main), ...flagsOf(embed)]),
    keys: keysOf(embed),
    gates: gatesOf(tree.read('server/features/etcd_features.go') ?? ''),
    metrics: metricsOf(tree),
    clientFlags: new Map((['etcdctl', 'etcdutl'] as const).map((tool) => [tool, clientFlags(tree, tool)] as const)),
  };
}

/** `fs.StringVar(&cfg.Dir, "data-dir", …)`, `fs.Var(flags.NewUniqueURLs(…), "listen-peer-urls", …)`. */
export function flagsOf(source: string): Map<string, FlagType> {
  const flags = new Map<string, FlagType>();
  for (const { name: kind, args } of callsOf(source, /\bfs\.(\w*?)(?:Var|VarP)?/)) {
    const name = stringOf(args[1], source) ?? stringOf(args[0], source);
    if (name !== null && /^[a-z][a-z0-9-]+$/.test(name)) flags.set(name, flagType(kind));
  }
  for (const { args } of callsOf(source, /\.(AddFlag)/)) {
    const name = stringOf(args[1], source);
    if (name !== null) flags.set(name, 'text');
  }
  return flags;
}

function flagType(kind: string): FlagType {
  if (/^U?[Ii]nt\d*$/.test(kind)) return 'integer';
  if (kind === 'Bool') return 'boolean';
  if (kind === 'Duration') return 'duration';
  return kind === 'String' || kind === 'StringSlice' || kind === '' ? 'text' : 'other';
}

const STRUCTS = /\btype (?:Config|configYAML|configJSON) struct (?=\{)/g;
const FIELD = /^[ \t]*\w+(?:[ \t]*,[ \t]*\w+)*[ \t]+(\S+)[ \t]+`json:"([^",]+)/gm;

/** Fields of the structs that the file is read into. */
function keysOf(source: string): Map<string, FileType> {
  const keys = new Map<string, FileType>();
  for (const found of source.matchAll(STRUCTS))
    for (const [, type = '', name = ''] of bracketed(source, found.index + found[0].length).matchAll(FIELD))
      if (name !== '-') keys.set(name, fileType(type));
  return keys;
}

function fileType(type: string): FileType {
  if (type === 'time.Duration') return 'nanoseconds';
  if (type === 'string') return 'text';
  if (type === 'bool') return 'boolean';
  if (/^\*?u?int\d*$/.test(type)) return 'integer';
  return type === '[]string' ? 'list' : 'other';
}

/** `InitialCorruptCheck: {Default: false, PreRelease: featuregate.Alpha}`. */
function gatesOf(source: string): Map<string, boolean> {
  const gates = new Map<string, boolean>();
  for (const [, name = '', on] of source.matchAll(/^[ \t]*(\w+):[ \t]*\{\{?\s*Default:\s*(true|false)/gm))
    gates.set(stringOf(name, source.replace(/ featuregate\.Feature/g, '')) ?? name, on === 'true');
  return gates;
}

const SERVER_FOLDERS = [
  ...['server', 'pkg', 'client', 'raft', 'auth', 'embed', 'etcdserver', 'etcdmain', 'lease', 'mvcc', 'proxy', 'snap'],
  ...['wal', 'rafthttp', 'store', 'compactor', 'clientv3'],
];

/** `prometheus.CounterOpts{Namespace: "etcd", Subsystem: "mvcc", Name: "put_total"}`. */
function metricsOf(tree: SourceTree): Set<string> {
  const metrics = new Set<string>();
  for (const path of tree.holding('Opts{', ...SERVER_FOLDERS)) {
    const source = tree.read(path) ?? '';
    for (const found of source.matchAll(/prometheus\.\w*Opts(?=\{)/g)) {
      const inside = bracketed(source, found.index + found[0].length);
      const part = (field: string): string =>
        stringOf(new RegExp(String.raw`\b${field}:\s*("[^"]*"|\w+)`).exec(inside)?.[1], source) ?? '';
      const name = [part('Namespace'), part('Subsystem'), part('Name')].filter((one) => one !== '').join('_');
      if (name.startsWith('etcd_')) metrics.add(name);
    }
  }
  return metrics;
}

function clientFlags(tree: SourceTree, tool: 'etcdctl' | 'etcdutl'): Set<string> {
  const folder = tool === 'etcdctl' ? ['etcdctl/ctlv3'] : ['etcdutl'];
  const flags = new Set<string>();
  for (const path of tree.holding('Flags()', ...folder)) {
    const source = tree.read(path) ?? '';
    for (const { args } of callsOf(source, /Flags\(\)\.(\w+)/)) {
      const name = stringOf(args[1], source) ?? stringOf(args[0], source);
      if (name !== null && /^[a-z][a-z0-9-]+$/.test(name)) flags.add(name);
    }
  }
  return flags;
}
