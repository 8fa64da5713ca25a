import type { ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Binaries } from './binaries.js';
import { EtcdClient } from './etcd-client.js';
import { freePorts } from './ports.js';
import { endProcess, hasEnded, type Ran, runProcess, startProcess, until } from './processes.js';

export interface ClusterOptions {
  readonly binaries: Binaries;
  /** 1 unless told; they are named `master-1` and so on. */
  readonly members?: number;
  /** 3.4 has both; `console` is 3.6 on. `zap` (JSON) unless told. */
  readonly log?: 'zap' | 'capnslog' | 'console';
  /** `info` unless told. */
  readonly level?: 'info' | 'debug' | 'warn';
  readonly quotaBytes?: number;
  /** The zone in which the processes write their stamps; `UTC` unless told. */
  readonly timezone?: string;
  /** Any other flags: `--auto-compaction-retention=5m`. */
  readonly flags?: readonly string[];
}

/** A process of a member: a restart makes another. */
export interface Run {
  readonly pid: number;
  readonly startedAt: number;
  endedAt: number | null;
}

/** A member of the cluster, its folder and the processes it had. */
export class Member {
  readonly runs: Run[] = [];
  private child: ChildProcess | null = null;

  constructor(
    readonly name: string,
    readonly endpoint: string,
    readonly peer: string,
    readonly folder: string,
    private readonly command: (member: Member, extra: readonly string[]) => readonly string[],
    private readonly timezone: string,
  ) {}

  /** What etcd wrote to its standard streams, all runs one behind the other. */
  get logFile(): string {
    return join(this.folder, 'etcd.log');
  }

  get log(): string {
    return readFileSync(this.logFile, 'utf8');
  }

  get isRunning(): boolean {
    return this.child !== null && !hasEnded(this.child);
  }

  /** `extra`: flags of this start that win over those of the cluster (a raised quota). */
  start(extra: readonly string[] = []): void {
    this.child = startProcess(this.command(this, extra), this.logFile, { TZ: this.timezone });
    const run: Run = { pid: this.child.pid ?? 0, startedAt: Date.now(), endedAt: null };
    this.runs.push(run);
    this.child.once('exit', () => (run.endedAt = Date.now()));
  }

  async stop(): Promise<void> {
    if (this.child !== null) await endProcess(this.child);
  }

  async restart(extra: readonly string[] = []): Promise<void> {
    await this.stop();
    this.start(extra);
  }

  /** The process stands still, as on a machine that swaps or whose disk hangs; `resume` lets it go on. */
  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  resume(): void {
    this.child?.kill('SIGCONT');
  }

  crash(): void {
    this.child?.kill('SIGKILL');
  }

  client(): EtcdClient {
    return new EtcdClient(this.endpoint);
  }
}

/** A real cluster on this machine, in a folder of its own under the system's temporary one. */
export class Cluster {
  constructor(
    readonly binaries: Binaries,
    readonly folder: string,
    readonly members: readonly Member[],
  ) {}

  get endpoints(): string {
    return this.members.map(({ endpoint }) => endpoint).join(',');
  }

  get first(): Member {
    const [first] = this.members;
    if (first === undefined) throw new Error('a cluster without members');
    return first;
  }

  /** Runs etcdctl against all members, or those that the arguments name. */
  ctl(...args: readonly string[]): Promise<Ran> {
    const endpoints = args.some((arg) => arg.startsWith('--endpoints')) ? [] : [`--endpoints=${this.endpoints}`];
    return runProcess([this.binaries.etcdctl, ...endpoints, ...args], { env: { ETCDCTL_API: '3', NO_COLOR: '1' } });
  }

  /** What can be told of a file without a server: etcdutl's from 3.5 on, before that etcdctl's. */
  utl(...args: readonly string[]): Promise<Ran> {
    return runProcess([this.binaries.etcdutl ?? this.binaries.etcdctl, ...args], { env: { ETCDCTL_API: '3' } });
  }

  /** The member that leads; null while none does. */
  async leader(): Promise<Member | null> {
    const { stdout } = await this.ctl('endpoint', 'status', '--write-out=json', '--command-timeout=2s');
    // ids are beyond what a number of JavaScript holds
    const rows = [...stdout.matchAll(/"Endpoint":"([^"]+)".*?"member_id":(\d+).*?"leader":(\d+)/g)];
    const endpoint = rows.find(([, , id, leader]) => id === leader)?.[1];
    return this.members.find((member) => member.endpoint === endpoint) ?? null;
  }

  async revision(): Promise<number> {
    const { stdout } = await this.ctl(`--endpoints=${this.first.endpoint}`, 'endpoint', 'status', '--write-out=json');
    return Number(/"revision":(\d+)/.exec(stdout)?.[1] ?? 0);
  }

  /** Until every member answers and one leads. */
  async ready(limitMs = 20_000): Promise<void> {
    await until('the cluster answers', limitMs, async () => {
      const dead = this.members.find((member) => !member.isRunning);
      if (dead !== undefined) throw new Error(`${dead.name} ended: ${dead.log.slice(-2000)}`);
      const { status } = await this.ctl('endpoint', 'status', '--command-timeout=1s');
      return status === 0 && (await this.leader()) !== null;
    });
  }

  /** Stops all members in an orderly way. */
  async stop(): Promise<void> {
    await Promise.all(this.members.map((member) => member.stop()));
  }

  /** Ends all members at once and takes their folder away: read the logs before. */
  async remove(): Promise<void> {
    for (const member of this.members) member.crash();
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Starts a cluster and waits until it answers. The caller removes it, also where a test fails. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { binaries, members: count = 1 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'etcd-lab-'));
  const ports = await freePorts(count * 2);
  const flags = commonFlags(options);
  const at = (index: number): string => `127.0.0.1:${ports[index] ?? 0}`;
  const names = Array.from({ length: count }, (_, index) => `master-${index + 1}`);
  const initial = names.map((name, index) => `${name}=http://${at(count + index)}`).join(',');
  const command = ({ name, endpoint, peer }: Member, extra: readonly string[]): readonly string[] => [
    binaries.etcd,
    `--name=${name}`,
    `--data-dir=${join(folder, name, 'data')}`,
    `--listen-client-urls=http://${endpoint}`,
    `--advertise-client-urls=http://${endpoint}`,
    `--listen-peer-urls=http://${peer}`,
    `--initial-advertise-peer-urls=http://${peer}`,
    `--initial-cluster=${initial}`,
    ...flags,
    ...extra,
  ];
  const members = names.map((name, index) => {
    mkdirSync(join(folder, name));
    return new Member(name, at(index), at(count + index), join(folder, name), command, options.timezone ?? 'UTC');
  });
  const cluster = new Cluster(binaries, folder, members);
  try {
    for (const member of members) member.start();
    await cluster.ready();
    return cluster;
  } catch (error) {
    await cluster.remove();
    throw error;
  }
}

/** Flags by which versions differ are settled here: scenarios name what they mean. */
function commonFlags({
  binaries,
  log = 'zap',
  level = 'info',
  quotaBytes,
  flags = [],
}: ClusterOptions): readonly string[] {
  const isOld = binaries.version.startsWith('3.4.');
  return [
    `--log-level=${level}`,
    ...(isOld ? [`--logger=${log}`] : log === 'console' ? ['--log-format=console'] : []),
    // each line is sent when it is written, independent of the reader
    ...(log === 'capnslog' ? ['--log-outputs=stderr'] : []),
    ...(quotaBytes === undefined ? [] : [`--quota-backend-bytes=${quotaBytes}`]),
    ...flags,
  ];
}
