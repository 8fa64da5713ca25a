import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Missing } from './binaries.js';
import { hasProgram, runProcess } from './processes.js';

/** What etcd's packages read from a database: bytes are of keys and values. */
export interface DbFacts {
  readonly revisions: number;
  readonly keys: number;
  readonly liveKeys: number;
  readonly tombstones: number;
  readonly bytes: number;
  readonly lastRevision: number;
  readonly mostRevisions: number;
  readonly leases: number;
  readonly scheduled: number;
  readonly finished: number;
  readonly pageSize: number;
  readonly byResource: Readonly<
    Record<
      string,
      { readonly keys: number; readonly liveKeys: number; readonly revisions: number; readonly bytes: number }
    >
  >;
}

export interface WalFacts {
  readonly entries: number;
  readonly first: number;
  readonly last: number;
  readonly puts: number;
  readonly deletes: number;
  /** Entries by type and by term. */
  readonly types: Readonly<Record<string, number>>;
  readonly terms: Readonly<Record<string, number>>;
}

export interface Oracle {
  db(file: string): Promise<DbFacts>;
  wal(folder: string): Promise<WalFacts>;
  /** A copy with pages of another size. */
  copy(from: string, to: string, pageSize: number): Promise<void>;
}

const SOURCE = 'test/suites/real/oracle/store-oracle.go.txt';
const ETCD = '3.6.16';
const GO_MOD = `module oracle

go 1.24

require (
	go.etcd.io/bbolt v1.4.3
	go.etcd.io/etcd/api/v3 v${ETCD}
	go.etcd.io/etcd/server/v3 v${ETCD}
)
`;
const BUILD_LIMIT_MS = 10 * 60_000;

/** Builds a few lines of Go over etcd's own packages, once for each change of them; kept in `.cache/`. */
export async function findOracle(): Promise<Oracle | Missing> {
  const name = createHash('sha256').update(readFileSync(SOURCE)).update(GO_MOD).digest('hex').slice(0, 12);
  const folder = resolve('.cache', `store-oracle-${name}`);
  const program = join(folder, 'oracle');
  if (!existsSync(program)) {
    if (!hasProgram('go')) return { missing: 'no oracle for files of etcd: no Go to build it with' };
    mkdirSync(folder, { recursive: true });
    copyFileSync(SOURCE, join(folder, 'main.go'));
    writeFileSync(join(folder, 'go.mod'), GO_MOD);
    const env = { GOFLAGS: '-mod=mod', GOTOOLCHAIN: 'local', CGO_ENABLED: '0' };
    const command = ['go', 'build', '-trimpath', '-o', `${program}.new`, '.'];
    const { status, stderr } = await runProcess(command, { env, cwd: folder, limitMs: BUILD_LIMIT_MS });
    if (status !== 0)
      return { missing: `no oracle for files of etcd: go build failed: ${stderr.trim().split('\n').at(-1) ?? ''}` };
    renameSync(`${program}.new`, program);
  }
  const ask = async (...args: readonly string[]): Promise<unknown> => {
    const { status, stdout, stderr } = await runProcess([program, ...args], { limitMs: 60_000 });
    if (status !== 0) throw new Error(`oracle ${args.join(' ')}: ${stderr}`);
    return JSON.parse(stdout);
  };
  return {
    db: async (file) => (await ask('db', file)) as DbFacts,
    wal: async (at) => (await ask('wal', at)) as WalFacts,
    copy: async (from, to, pageSize) => void (await ask('copy', from, to, String(pageSize))),
  };
}
