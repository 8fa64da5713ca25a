import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EtcdNames, etcdNames } from './etcd-source.js';
import { kubernetesNames } from './kubernetes-source.js';
import { modulesTree } from './go-modules.js';
import { gitTree } from './source-tree.js';
import { rangesOf } from './version-ranges.js';

/**
 * Writes the names that etcd 3.3 to 3.7 and Kubernetes know (flags, keys of the configuration file, feature gates, metrics)
 * with the releases that know them, to fixtures/upstream.
 *
 *     git clone https://github.com/etcd-io/etcd && node .cache/build/dev/upstream/make-upstream-names.js etcd
 *
 * Releases that the clone has no tag of, and those of Kubernetes, come from the Go module proxy.
 */
const [clone] = process.argv.slice(2);
if (clone === undefined) {
  console.error('give the folder of a clone of https://github.com/etcd-io/etcd');
  process.exit(2);
}
const FOLDER = 'fixtures/upstream';
const FROM_MODULES = ['3.5.34', '3.5.35', '3.6.15', '3.6.16', '3.7.2', '3.7.3'];

const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
const tags = execFileSync('git', ['-C', clone, 'tag'], { encoding: 'utf8' })
  .split('\n')
  .flatMap((tag) => /^v(3\.[3-7]\.\d+)$/.exec(tag)?.[1] ?? []);
const versions = [...new Set([...tags, ...FROM_MODULES])].sort(byNumber);
const releases = new Map<string, string[]>();
for (const version of versions) {
  const minor = version.slice(0, 3);
  releases.set(minor, [...(releases.get(minor) ?? []), version]);
}
const names = new Map<string, EtcdNames>();
for (const version of versions)
  names.set(version, etcdNames(tags.includes(version) ? gitTree(clone, `v${version}`) : modulesTree(version)));

/** Every name with its releases; a name whose type changed has a line a type. */
function table(of: (one: EtcdNames) => Iterable<readonly [string, string]>): Record<string, string> {
  const having = new Map<string, Set<string>>();
  for (const [version, one] of names)
    for (const [name, type] of of(one)) {
      const key = type === '' ? name : `${name} ${type}`;
      having.set(key, (having.get(key) ?? new Set()).add(version));
    }
  return Object.fromEntries(
    [...having].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, own]) => [name, rangesOf(releases, own)]),
  );
}

const plain = (list: Iterable<string>): (readonly [string, string])[] => [...list].map((name) => [name, ''] as const);
const etcd = {
  releases: Object.fromEntries([...releases].map(([minor, own]) => [minor, `${own[0]} to ${own.at(-1)}`])),
  flags: table(({ flags }) => flags),
  keys: table(({ keys }) => keys),
  gates: table(({ gates }) => [...gates].map(([name, on]) => [name, on ? 'on' : 'off'] as const)),
  metrics: table(({ metrics }) => plain(metrics)),
  etcdctl: table(({ clientFlags }) => plain(clientFlags.get('etcdctl') ?? [])),
  etcdutl: table(({ clientFlags }) => plain(clientFlags.get('etcdutl') ?? [])),
};
mkdirSync(FOLDER, { recursive: true });
const write = (name: string, value: unknown): void =>
  writeFileSync(join(FOLDER, name), `${JSON.stringify(value, null, 2)}\n`);
write('etcd.json', etcd);
write('kubernetes.json', kubernetesNames());

/** As a text of lines: short to read, and nothing to compile. */
const lines = (of: Readonly<Record<string, string>>): string =>
  Object.entries(of)
    .map(([name, own]) => `${name}: ${own === [...releases.keys()].join(' ') ? 'all' : own}\n`)
    .join('');
const constant = (name: string, comment: string, of: Readonly<Record<string, string>>): string =>
  `/** ${comment} */\nexport const ${name} = \`\n${lines(of)}\`;\n`;
writeFileSync(
  'src/model/etcd-names.ts',
  [
    '// Made by src/dev/upstream/make-upstream-names.ts from the sources of etcd; do not edit.\n' +
      '// `3.4.25-` is 3.4 from patch 25 on, `3.6` all of it, `all` 3.3 to 3.7.\n',
    constant('FLAGS', 'Flags of etcd with the type of their value.', etcd.flags),
    constant('KEYS', 'Keys of the configuration file, and what its value must be there.', etcd.keys),
    constant('GATES', 'Feature gates of the server, and whether they are on by default.', etcd.gates),
    constant('METRICS', 'Metrics of etcd, without the parts of histograms.', etcd.metrics),
    constant('CTL_FLAGS', 'Flags of etcdctl, of all its commands.', etcd.etcdctl),
    constant('UTL_FLAGS', 'Flags of etcdutl, of all its commands.', etcd.etcdutl),
  ].join('\n'),
);
