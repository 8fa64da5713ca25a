import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { hasProgram, runProcess } from './processes.js';

export interface Binaries {
  /** As the server tells it: `3.5.35`. */
  readonly version: string;
  readonly etcd: string;
  readonly etcdctl: string;
  /** From 3.5 on. */
  readonly etcdutl: string | null;
}

/** Why there is nothing to run, for people. */
export interface Missing {
  readonly missing: string;
}

/** The releases that are built where they aren't there yet, by their minor. 3.4 is what the distribution has. */
export const RELEASES = { '3.5': '3.5.35', '3.6': '3.6.16', '3.7': '3.7.3' } as const;
export type Minor = '3.4' | keyof typeof RELEASES;

const BUILD_LIMIT_MS = 10 * 60_000;
const PROGRAMS = { etcd: 'server', etcdctl: 'etcdctl', etcdutl: 'etcdutl' } as const;

/** etcd of one minor: found, installed by apt (3.4), or built from the Go module proxy and kept in `.cache/`. */
export function findEtcd(minor: Minor): Promise<Binaries | Missing> {
  return minor === '3.4' ? fromDistribution() : fromModules(RELEASES[minor]);
}

async function fromDistribution(): Promise<Binaries | Missing> {
  const installed = await install(['etcd', 'etcdctl'], ['etcd-server', 'etcd-client']);
  if (installed !== null) return { missing: `no etcd: ${installed}` };
  const { stdout } = await runProcess(['etcd', '--version']);
  const version = /etcd Version: (\S+)/.exec(stdout)?.[1] ?? 'unknown';
  if (!version.startsWith('3.4.')) return { missing: `the distribution has etcd ${version}, not 3.4` };
  return { version, etcd: 'etcd', etcdctl: 'etcdctl', etcdutl: null };
}

/** Each release is a Go module with a main package of its own; another module pins them. */
async function fromModules(version: string): Promise<Binaries | Missing> {
  const folder = resolve('.cache', `etcd-${version}`);
  const binaries = {
    version,
    etcd: join(folder, 'etcd'),
    etcdctl: join(folder, 'etcdctl'),
    etcdutl: join(folder, 'etcdutl'),
  };
  if (Object.keys(PROGRAMS).every((name) => existsSync(join(folder, name)))) return binaries;
  if (!hasProgram('go')) return { missing: `no etcd ${version}: no Go to build it with` };
  const work = mkdtempSync(join(tmpdir(), 'etcd-build-'));
  try {
    const modules = Object.values(PROGRAMS).map((name) => `go.etcd.io/etcd/${name}/v3`);
    writeFileSync(
      join(work, 'go.mod'),
      `module real\n\ngo 1.24\n\nrequire (\n${modules.map((name) => `\t${name} v${version}\n`).join('')})\n`,
    );
    // without that line Go would choose the versions of dependencies as it did before 1.17, and 3.5 doesn't build
    const env = { GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };
    mkdirSync(folder, { recursive: true });
    for (const [name, module] of Object.entries(PROGRAMS)) {
      const target = join(work, name);
      const built = await runProcess(
        ['go', 'build', '-trimpath', '-ldflags=-s -w', '-o', target, `go.etcd.io/etcd/${module}/v3`],
        { env, cwd: work, limitMs: BUILD_LIMIT_MS },
      );
      const reason = built.stderr.trim().split('\n').at(-1) ?? '';
      if (built.status !== 0) return { missing: `no etcd ${version}: go build of ${name} failed: ${reason}` };
      await runProcess(['cp', target, join(folder, `${name}.new`)]);
      renameSync(join(folder, `${name}.new`), join(folder, name));
    }
    return binaries;
  } finally {
    // Go's module files are read-only, but its cache lies elsewhere
    rmSync(work, { recursive: true, force: true });
  }
}

/** Has apt install packages if one of their programs isn't there. Null: all there; else why not. */
export async function install(programs: readonly string[], packages: readonly string[]): Promise<string | null> {
  const lacking = (): readonly string[] => programs.filter((name) => !hasProgram(name) && !existsSync(name));
  if (lacking().length === 0) return null;
  if (process.getuid?.() !== 0 || !hasProgram('apt-get'))
    return `${lacking().join(', ')} not found, no right to install`;
  const env = { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  await runProcess(['apt-get', 'update', '-qq'], { env, limitMs: 120_000 });
  const { stderr } = await runProcess(['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
    limitMs: 240_000,
  });
  return lacking().length === 0
    ? null
    : `apt-get could not install ${packages.join(', ')}: ${stderr.trim().slice(-200)}`;
}
