import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** One run of a whole process. */
export interface Run {
  readonly wall: number;
  /** Seconds of user and system time, of all its threads. */
  readonly cpu: number;
  readonly peakMiB: number;
  readonly stdout: string;
}

const TIME = '/usr/bin/time';
const TICKS = 100;

export const isThere = (command: string): boolean =>
  command.includes('/') ||
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, command)));

/** Runs a command to its end. What it prints is kept; a process that fails, fails the benchmark. */
export async function run(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const scratch = mkdtempSync(join(tmpdir(), 'etcd-postmortem-run-'));
  const figures = join(scratch, 'time.txt');
  const timed = existsSync(TIME);
  const line = timed ? [TIME, '-f', '%U %S %M', '-o', figures, command, ...args] : [command, ...args];
  try {
    const start = process.hrtime.bigint();
    const child = spawn(line[0] as string, line.slice(1), {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...env },
    });
    const pieces: Buffer[] = [];
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece));
    let seen = { cpu: 0, peakMiB: 0 };
    const poll = timed ? undefined : setInterval(() => (seen = look(child.pid ?? 0) ?? seen), 5);
    const status = await new Promise<number | null>((done, failed) => child.once('close', done).once('error', failed));
    const wall = Number(process.hrtime.bigint() - start) / 1e9;
    clearInterval(poll);
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
    if (timed) {
      const [user = 0, system = 0, kib = 0] = readFileSync(figures, 'utf8').trim().split(/\s+/).map(Number);
      seen = { cpu: user + system, peakMiB: kib / 1024 };
    }
    return { wall, ...seen, stdout: Buffer.concat(pieces).toString() };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** What /proc says about a process; null: there is none. */
function look(pid: number): { cpu: number; peakMiB: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const peak = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0;
    return { cpu: ((fields[11] ?? 0) + (fields[12] ?? 0)) / TICKS, peakMiB: Number(peak) / 1024 };
  } catch {
    return null;
  }
}

export const median = (list: readonly number[]): number =>
  [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN;
