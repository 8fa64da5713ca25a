import type { CoverageTally } from '../../aggregates/stream-coverage.js';
import type { IdentityTally, SeenIdentity } from '../../aggregates/identities.js';
import type { MemberRef } from '../../model/record.js';

/** One member, with all the names under which the inputs know it. */
export interface ResolvedMember {
  readonly name: string;
  readonly id: string | null;
  readonly endpoint: string | null;
  readonly hosts: readonly string[];
  readonly streams: readonly string[];
}

export interface MemberResolver {
  readonly members: readonly ResolvedMember[];
  /** The member of a stream; null if unknown. */
  ofStream(stream: string): string | null;
  /** Whom a reference means: its name, else what the reference itself says. */
  ofRef(ref: MemberRef): string | null;
}

/** Names joined so far: a forest whose roots stand for members. */
class Names {
  private readonly parent = new Map<string, string>();
  root(name: string): string {
    const above = this.parent.get(name);
    if (above === undefined) {
      this.parent.set(name, name);
      return name;
    }
    if (above === name) return name;
    const root = this.root(above);
    this.parent.set(name, root);
    return root;
  }
  has(name: string): boolean {
    return this.parent.has(name);
  }
  join(a: string, b: string): void {
    const [x, y] = [this.root(a), this.root(b)].sort() as [string, string];
    this.parent.set(y, x);
  }
  groups(): Map<string, string[]> {
    const groups = new Map<string, string[]>();
    for (const name of [...this.parent.keys()].sort()) {
      const root = this.root(name);
      const group = groups.get(root);
      if (group === undefined) groups.set(root, [name]);
      else group.push(name);
    }
    return groups;
  }
}

const ETCD_FORMATS = /^etcd-(?:zap|capnslog|console)$/;
const split = (stream: string): { input: string; host: string; process: string } => {
  const [input = '', host = '', process = ''] = stream.split('\0');
  return { input, host, process };
};

/**
 * Joins the journal's host, the member's name, its id, its endpoints and its file to one member, as far as lines put
 * two of them side by side. A name comes from start-up lines, member lists or configuration, else the host, else the
 * file. An endpoint that two members claim (everybody's 127.0.0.1:2379) joins no members. `logOf`: the log that an input is
 * of, where it was rotated: what one file says of its writer holds for all.
 */
export function resolveMembers(
  identities: IdentityTally,
  coverage: CoverageTally,
  logOf: (input: string) => string = (input) => input,
): MemberResolver {
  const names = new Names();
  const sighted = [...identities.values()].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  const rounded = roundedIds(sighted);
  const exactId = (id: string): string => rounded.get(id) ?? id;
  const seen = sighted.map((one) => (one.id === null ? one : { ...one, id: exactId(one.id) }));
  const mixed = mixedStreams(seen);
  const several = severalIds(seen);
  for (const identity of seen)
    if (identity.passing !== true || !several.has(identity.stream)) joinSure(names, identity, mixed);
  const etcdStreams = [
    ...new Set(
      [...coverage.values()]
        .filter(({ format, source }) => ETCD_FORMATS.test(format) && source === 'etcd')
        .map((c) => c.stream),
    ),
  ].sort();
  for (const stream of etcdStreams) {
    const { host } = split(stream);
    if (host === '') continue;
    names.join(`stream:${stream}`, `host:${host}`);
    if (names.has(`name:${host}`)) names.join(`host:${host}`, `name:${host}`);
  }
  joinOrphans(names, etcdStreams, logOf);
  standAlone(names, etcdStreams, seen, logOf);
  joinFiles(names, etcdStreams, logOf);
  joinFileNames(names, etcdStreams);
  joinDataFolders(
    names,
    [...coverage.values()].map(({ stream }) => stream),
  );
  joinEndpoints(names, seen, mixed);
  const members: ResolvedMember[] = [];
  const byToken = new Map<string, string>();
  for (const group of names.groups().values()) {
    const member = describe(group, etcdStreams);
    if (member === null) continue;
    members.push(member);
    for (const token of group) byToken.set(token, member.name);
  }
  members.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  return {
    members,
    ofStream: (stream) => byToken.get(`stream:${stream}`) ?? null,
    ofRef: (ref) => {
      for (const token of tokensOf(ref.id === undefined ? ref : { ...ref, id: exactId(ref.id) })) {
        const name = byToken.get(token);
        if (name !== undefined) return name;
      }
      return ref.name ?? ref.host ?? ref.endpoint ?? ref.id ?? null;
    },
  };
}

/** What etcd keeps below `member/` of its data directory. */
const IN_DATA_FOLDER = /^(.*\/)?(?:snap\/db|wal\/[0-9a-f]{16}-[0-9a-f]{16}\.wal)$/;

/** The database and the segments of one data directory are one member's: segments bear its id. */
function joinDataFolders(names: Names, streams: readonly string[]): void {
  const first = new Map<string, string>();
  for (const stream of [...streams].sort()) {
    const match = IN_DATA_FOLDER.exec(split(stream).input);
    if (match === null) continue;
    const folder = match[1] ?? '';
    const other = first.get(folder);
    if (other === undefined) first.set(folder, stream);
    else names.join(`stream:${other}`, `stream:${stream}`);
  }
}

function tokensOf(ref: MemberRef): string[] {
  return [
    ...(ref.id === undefined ? [] : [`id:${ref.id}`]),
    ...(ref.name === undefined ? [] : [`name:${ref.name}`]),
    ...(ref.host === undefined ? [] : [`host:${ref.host}`, `name:${ref.host}`]),
    ...(ref.endpoint === undefined ? [] : [`endpoint:${ref.endpoint}`]),
  ];
}

/**
 * Streams in which several members speak of themselves alternately, and no line says whose it is (`journalctl -o cat` over
 * three hosts): a line with an id alone is taken for the member that gave its name last, and may be any other's. Where
 * one member alone gives its name, a second id is a new life of it.
 */
function mixedStreams(seen: readonly SeenIdentity[]): ReadonlySet<string> {
  const ids = new Map<string, Set<string>>();
  const called = new Map<string, Set<string>>();
  for (const { stream, self, id, name } of seen) {
    const { input, host } = split(stream);
    if (!self || host !== '') continue;
    if (id !== null) ids.set(stream, (ids.get(stream) ?? new Set()).add(id));
    if (name !== null) called.set(input, (called.get(input) ?? new Set()).add(name));
  }
  const several = ([stream, { size }]: [string, Set<string>]): boolean =>
    size > 1 && (called.get(split(stream).input)?.size ?? 0) > 1;
  return new Set([...ids].filter(several).map(([stream]) => stream));
}

/** Streams with several ids that only lines in passing tell: logs of several members in one file. */
function severalIds(seen: readonly SeenIdentity[]): ReadonlySet<string> {
  const ids = new Map<string, Set<string>>();
  for (const { stream, self, id } of seen)
    if (self && id !== null) ids.set(stream, (ids.get(stream) ?? new Set()).add(id));
  return new Set([...ids].filter(([, { size }]) => size > 1).map(([stream]) => stream));
}

/** Id and name side by side are one member; with `self`, the stream is its log, unless it is several members'. */
function joinSure(names: Names, identity: SeenIdentity, mixed: ReadonlySet<string>): void {
  const tokens = [
    ...(identity.id === null ? [] : [`id:${identity.id}`]),
    ...(identity.name === null ? [] : [`name:${identity.name}`]),
  ];
  const first = tokens[0];
  if (first === undefined) return;
  for (const token of tokens.slice(1)) names.join(first, token);
  names.root(first);
  // A configuration's stream is a file about the member, not its log, but both are its own.
  if (identity.self && !mixed.has(identity.stream)) names.join(`stream:${identity.stream}`, first);
}

/**
 * Ids are 64-bit numbers, and a JSON tool that keeps numbers as doubles (jq before 1.7) rounds them: 8e07e2056e7179cf
 * comes out as 10234397191178385000, which is 8e07e2056e717668. An id that is the rounded form of exactly one other is
 * that one. The answer maps the rounded to the exact.
 */
function roundedIds(seen: readonly SeenIdentity[]): Map<string, string> {
  const ids = new Set(seen.flatMap(({ id }) => (id !== null && /^[0-9a-f]{14,16}$/.test(id) ? [id] : [])));
  const byDouble = new Map<number, string[]>();
  for (const id of [...ids].sort()) {
    const double = Number(BigInt(`0x${id}`));
    byDouble.set(double, [...(byDouble.get(double) ?? []), id]);
  }
  const found = new Map<string, string>();
  for (const [double, alike] of byDouble) {
    const [exact, ...others] = alike.filter((id) => !isRounded(id, double));
    if (exact === undefined || others.length > 0) continue;
    for (const id of alike) if (id !== exact) found.set(id, exact);
  }
  return found;
}

/** Whether it is what a double prints as: its shortest digits or the first 17, filled up with zeros, or its exact value. */
function isRounded(id: string, double: number): boolean {
  const [digits = '', exponent = '0'] = double.toExponential(16).split('e+');
  const padded = digits.replace('.', '').padEnd(Number(exponent) + 1, '0');
  return [BigInt(double), BigInt(String(double)), BigInt(padded)].includes(BigInt(`0x${id}`));
}

/** The first lines of a log come before the line that names its process: they are of the input's only member. */
function joinOrphans(names: Names, streams: readonly string[], logOf: (input: string) => string): void {
  const known = new Map<string, Set<string>>();
  for (const stream of streams) {
    if (!names.has(`stream:${stream}`)) continue;
    const log = logOf(split(stream).input);
    known.set(log, (known.get(log) ?? new Set()).add(names.root(`stream:${stream}`)));
  }
  for (const stream of streams) {
    if (names.has(`stream:${stream}`)) continue;
    const [only, ...others] = known.get(logOf(split(stream).input)) ?? [];
    if (only !== undefined && others.length === 0) names.join(`stream:${stream}`, only);
  }
}

/** A log that nothing names is a member by its file's name, unless its input speaks of members by name: then it may be any of them. */
function standAlone(
  names: Names,
  streams: readonly string[],
  seen: readonly SeenIdentity[],
  logOf: (input: string) => string,
): void {
  const told = new Set(seen.map((identity) => logOf(split(identity.stream).input)));
  for (const stream of streams)
    if (!names.has(`stream:${stream}`) && !told.has(logOf(split(stream).input))) names.root(`stream:${stream}`);
}

/** The files of one rotated log are one writer's, host by host and process by process. */
function joinFiles(names: Names, streams: readonly string[], logOf: (input: string) => string): void {
  const known = new Map<string, string>();
  for (const stream of streams) {
    const { input, host, process } = split(stream);
    if (!names.has(`stream:${stream}`)) continue;
    const writer = [logOf(input), host, process].join('\0');
    const other = known.get(writer);
    if (other === undefined) known.set(writer, stream);
    else names.join(`stream:${other}`, `stream:${stream}`);
  }
}

/** A log that shows its writer's id alone, in a file that bears the name of a member whose id nothing shows, is that member's. */
function joinFileNames(names: Names, streams: readonly string[]): void {
  const groups = names.groups();
  const has = (root: string, kind: string): boolean =>
    groups.get(root)?.some((token) => token.startsWith(kind)) ?? false;
  const wanted = new Map<string, Set<string>>();
  for (const stream of streams) {
    const name = fileName(stream);
    if (name === null || !names.has(`stream:${stream}`) || !names.has(`name:${name}`)) continue;
    const root = names.root(`stream:${stream}`);
    if (has(root, 'name:') || has(root, 'host:') || has(names.root(`name:${name}`), 'id:')) continue;
    wanted.set(name, (wanted.get(name) ?? new Set()).add(root));
  }
  for (const [name, roots] of wanted) {
    const [only, ...others] = roots;
    if (only !== undefined && others.length === 0) names.join(`name:${name}`, only);
  }
}

function joinEndpoints(names: Names, seen: readonly SeenIdentity[], mixed: ReadonlySet<string>): void {
  const holders = new Map<string, Set<string>>();
  for (const identity of seen) {
    const own = `stream:${identity.stream}`;
    // `advertise client URLs = https://10.88.20.14:2379` speaks of the log's own member, and shows neither name nor id
    const writer = identity.self && !mixed.has(identity.stream) && names.has(own) ? own : null;
    const token =
      identity.id !== null ? `id:${identity.id}` : identity.name !== null ? `name:${identity.name}` : writer;
    for (const endpoint of identity.endpoints) {
      const set = holders.get(endpoint) ?? new Set<string>();
      if (token !== null) set.add(token);
      holders.set(endpoint, set);
    }
  }
  const groups = names.groups();
  for (const [endpoint, tokens] of [...holders].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const roots = [...new Set([...tokens].map((token) => names.root(token)))];
    const held = roots.flatMap((root) => groups.get(root) ?? []);
    const ids = new Set(held.filter((token) => token.startsWith('id:')));
    const called = new Set(held.filter((token) => token.startsWith('name:')));
    if (ids.size > 1 || called.size > 1) continue;
    for (const root of roots) names.join(`endpoint:${endpoint}`, root);
    groups.set(names.root(`endpoint:${endpoint}`), held);
  }
}

function describe(group: readonly string[], etcdStreams: readonly string[]): ResolvedMember | null {
  const all = (kind: string): string[] =>
    group.filter((token) => token.startsWith(kind)).map((token) => token.slice(kind.length));
  const streams = all('stream:');
  const hosts = all('host:');
  const id = all('id:')[0] ?? null;
  const endpoints = all('endpoint:');
  const logs = streams.filter((stream) => etcdStreams.includes(stream));
  const name = all('name:')[0] ?? hosts[0] ?? endpoints[0] ?? id ?? shortest(logs.map(fileName));
  if (name === null) return null;
  // A host in a journal without a line of etcd's, or a lone endpoint of somebody else, is no member.
  if (id === null && all('name:').length === 0 && logs.length === 0 && endpoints.length === 0) return null;
  return { name, id, endpoint: clientEndpoint(endpoints), hosts, streams };
}

/** 2379 is etcd's client port; failing that, the lowest port of the lot (peers have the next higher by custom). */
function clientEndpoint(endpoints: readonly string[]): string | null {
  const port = (endpoint: string): number => Number(/:(\d+)$/.exec(endpoint)?.[1] ?? 0);
  const loopback = (endpoint: string): number => (/^(?:127\.|localhost|\[::1\])/.test(endpoint) ? 1 : 0);
  return [...endpoints].sort((a, b) => loopback(a) - loopback(b) || port(a) - port(b) || (a < b ? -1 : 1))[0] ?? null;
}

const shortest = (found: readonly (string | null)[]): string | null =>
  found.filter((name) => name !== null).sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0] ?? null;

function fileName(stream: string): string | null {
  const base = split(stream).input.split('/').at(-1) ?? '';
  return base === '-' || base === ''
    ? null
    : base.replace(/\.(?:gz|log|txt|stderr|\d+)(?=\.|-\d{8}|$)/g, '').replace(/(?<=.)[-.]\d{8}(?:-\d{6,10})?$/, '');
}
