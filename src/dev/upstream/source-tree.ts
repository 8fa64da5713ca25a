import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The Go files of one release. */
export interface SourceTree {
  /** Null where the release has no such file. */
  read(path: string): string | null;
  /** Files below the folders that hold the text, tests left out. */
  holding(text: string, ...folders: readonly string[]): readonly string[];
}

const isSource = (path: string): boolean =>
  path.endsWith('.go') && !path.endsWith('_test.go') && !/(?:^|\/)(?:vendor|testdata)\//.test(path);

/** A release in a clone, by its tag. */
export function gitTree(folder: string, tag: string): SourceTree {
  const git = (...args: readonly string[]): string | null => {
    try {
      return execFileSync('git', ['-C', folder, ...args], {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch {
      return null;
    }
  };
  return {
    read: (path) => git('show', `${tag}:${path}`),
    holding: (text, ...folders) =>
      (git('grep', '-lF', text, tag, '--', ...folders) ?? '')
        .split('\n')
        .map((line) => line.slice(tag.length + 1))
        .filter(isSource),
  };
}

/** A release that was unpacked, as `go mod download` does; paths begin with the prefix in the repository. */
export function folderTree(folder: string, prefix = ''): SourceTree {
  const local = (path: string): string | null =>
    path.startsWith(prefix) ? join(folder, path.slice(prefix.length)) : null;
  return {
    read: (path) => {
      const file = local(path);
      return file !== null && existsSync(file) ? readFileSync(file, 'utf8') : null;
    },
    holding: (text, ...folders) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .map((name) => `${prefix}${name}`)
        .filter((path) => isSource(path) && folders.some((below) => path.startsWith(below)))
        .filter((path) => readFileSync(local(path) ?? '', 'utf8').includes(text)),
  };
}
