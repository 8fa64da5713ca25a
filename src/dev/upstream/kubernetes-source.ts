import { flagsOf } from './etcd-source.js';
import { moduleFolder } from './go-modules.js';
import { folderTree, type SourceTree } from './source-tree.js';

/** One release of every few: flags come and go with minor versions. */
const RELEASES: readonly (readonly [minor: string, kubernetes: string, staging: string])[] = [
  ['1.20', 'v1.20.2', 'v0.20.1'],
  ['1.24', 'v1.24.17', 'v0.24.1'],
  ['1.28', 'v1.28.15', 'v0.28.3'],
  ['1.31', 'v1.31.14', 'v0.31.0'],
  ['1.34', 'v1.34.4', 'v0.34.0'],
  ['1.37', 'v1.37.2', 'v0.37.0'],
];

const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  'kube-apiserver': [
    'cmd/kube-apiserver/app/options',
    'pkg/controlplane/apiserver/options',
    'pkg/kubeapiserver/options',
  ],
  'kube-controller-manager': ['cmd/kube-controller-manager/app/options'],
};

/** Flags of kube-apiserver and kube-controller-manager, and the releases among those read that have them. */
export function kubernetesNames(): Record<string, unknown> {
  const found = new Map<string, Map<string, Set<string>>>();
  const add = (what: string, name: string, minor: string): void => {
    const names = found.get(what) ?? new Map<string, Set<string>>();
    found.set(what, names.set(name, (names.get(name) ?? new Set()).add(minor)));
  };
  for (const [minor, kubernetes, staging] of RELEASES) {
    const base = folderTree(moduleFolder('k8s.io/component-base', staging));
    const server = folderTree(moduleFolder('k8s.io/apiserver', staging));
    const own = folderTree(moduleFolder('k8s.io/kubernetes', kubernetes));
    const flagsIn = (tree: SourceTree, ...folders: readonly string[]): readonly string[] =>
      tree.holding('fs.', ...folders).flatMap((path) => [...flagsOf(tree.read(path) ?? '').keys()]);
    for (const [program, folders] of Object.entries(PROGRAMS)) {
      const names = [...flagsIn(own, ...folders), ...flagsIn(base, 'config/options', 'logs')];
      const ofServer = program === 'kube-apiserver' ? flagsIn(server, 'pkg/server/options') : [];
      for (const name of [...names, ...ofServer]) add(program, name, minor);
    }
    // Of `etcd_` metrics an API server exports some too: its own of its etcd.
    for (const path of server.holding('etcd_', 'pkg/storage', 'pkg/server'))
      for (const [, name = ''] of (server.read(path) ?? '').matchAll(/\bName:\s*"(etcd_\w+)"/g))
        add('metrics', name, minor);
  }
  return {
    releases: RELEASES.map(([minor]) => minor),
    ...Object.fromEntries(
      [...found].map(([what, names]) => [
        what,
        Object.fromEntries([...names].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, own]) => [name, short(own)])),
      ]),
    ),
  };
}

function short(minors: ReadonlySet<string>): string {
  return RELEASES.every(([minor]) => minors.has(minor)) ? 'all' : [...minors].join(' ');
}
