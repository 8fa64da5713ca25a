import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { folderTree, type SourceTree } from './source-tree.js';

/** Downloads a module and answers its folder. */
export function moduleFolder(module: string, version: string): string {
  const cwd = mkdtempSync(join(tmpdir(), 'modules-'));
  const text = execFileSync('go', ['mod', 'download', '-json', `${module}@${version}`], { cwd, encoding: 'utf8' });
  const { Dir } = JSON.parse(text) as { readonly Dir: string };
  return Dir;
}

/** A release of etcd 3.5 or later, from the modules that it is published as. */
export function modulesTree(version: string): SourceTree {
  const parts = ['server', 'pkg', 'etcdctl', ...(version < '3.5' ? [] : ['etcdutl'])].map((part) =>
    folderTree(moduleFolder(`go.etcd.io/etcd/${part}/v3`, `v${version}`), `${part}/`),
  );
  return {
    read: (path) => parts.map((part) => part.read(path)).find((text) => text !== null) ?? null,
    holding: (text, ...folders) => parts.flatMap((part) => [...part.holding(text, ...folders)]),
  };
}
