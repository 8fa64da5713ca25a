#!/usr/bin/env node
/**
 * Holds the program against mawk on the log of 2,847,293 pod writes: mawk counts writes by minute, resource and
 * namespace; the program does the whole analysis. Fails if it is slower, or needs 256 MiB.
 * `npm run benchmark [-- --lines N --rounds N --noise FACTOR --keys low|real|hostile]`. Two processes on a shared machine differ by a tenth and more
 * from run to run: with `--noise 1.25` only what is slower than that fails. The figures and the bar are printed as they are.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { REPORTED_LINES, REQUEST_LOG_DEFAULTS, makeRequestLog } from './make-request-log.js';
import { KEY_SOURCES, type KeySourceName } from './request-keys.js';

const PEAK_LIMIT_KIB = 256 * 1024;
const PROGRAM = join(resolve(dirname(fileURLToPath(import.meta.url)), '../../..'), 'dist/cli/main.js');
const COUNT = '{split($3,k,"/"); c[substr($1,1,16) " " k[3] " " k[4]]++} END{for(i in c)print i,c[i]}';

interface Run {
  readonly seconds: number;
  readonly peakKib: number;
}

const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN;

/** Peak memory of a process tree's root, from the kernel; 0 where there is no /proc. */
function highWater(pid: number): number {
  try {
    return Number(/^VmHWM:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

async function run(command: string, args: readonly string[], scratch: string): Promise<Run> {
  const timed = existsSync('/usr/bin/time');
  const figures = join(scratch, 'time.txt');
  const line: readonly string[] = timed ? ['/usr/bin/time', '-v', '-o', figures, command, ...args] : [command, ...args];
  const start = process.hrtime.bigint();
  const child = spawn(line[0] ?? '', line.slice(1), { stdio: ['ignore', 'ignore', 'inherit'] });
  let peakKib = 0;
  const poll = timed ? undefined : setInterval(() => (peakKib = Math.max(peakKib, highWater(child.pid ?? 0))), 5);
  const status = await new Promise<number | null>((done, failed) => child.once('exit', done).once('error', failed));
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  clearInterval(poll);
  if (status !== 0) throw new Error(`${command} ended with ${status}`);
  if (timed)
    peakKib = Number(/Maximum resident set size \(kbytes\): (\d+)/.exec(readFileSync(figures, 'utf8'))?.[1] ?? 0);
  return { seconds, peakKib };
}

/** The log is made once and kept for the next time: a name for each size, moved there only when it is whole. */
function requestLog(lines: number, keys: KeySourceName): string {
  const file = join(tmpdir(), `etcd-postmortem-benchmark-${keys}-${lines}.log`);
  if (!existsSync(file)) {
    process.stdout.write(`writing ${file}\n`);
    makeRequestLog(`${file}.part`, { ...REQUEST_LOG_DEFAULTS, lines, keys });
    renameSync(`${file}.part`, file);
  }
  readFileSync(file).byteLength; // Both are to find the file in memory.
  return file;
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      lines: { type: 'string' },
      rounds: { type: 'string' },
      noise: { type: 'string' },
      keys: { type: 'string' },
    },
  });
  const rounds = Number(values.rounds ?? 5);
  if (spawnSync('mawk', ['-W', 'version'], { stdio: 'ignore' }).error !== undefined) {
    process.stdout.write('benchmark skipped: no mawk on the PATH (apt-get install mawk)\n');
    return 0;
  }
  const file = requestLog(
    Number(values.lines ?? REPORTED_LINES),
    KEY_SOURCES.find((keys) => keys === values.keys) ?? 'low',
  );
  const scratch = mkdtempSync(join(tmpdir(), 'etcd-postmortem-benchmark-'));
  const ours: Run[] = [];
  const theirs: Run[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      theirs.push(await run('mawk', [COUNT, file], scratch));
      ours.push(
        await run(process.execPath, [PROGRAM, 'analyze', file, '--out', join(scratch, 'out'), '--quiet'], scratch),
      );
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const megabytes = statSync(file).size / 1e6;
  const tell = (name: string, runs: readonly Run[]): number => {
    const wall = median(runs.map(({ seconds }) => seconds));
    const peak = Math.max(...runs.map(({ peakKib }) => peakKib)) / 1024;
    const all = runs.map(({ seconds }) => seconds.toFixed(2)).join(' ');
    process.stdout.write(
      `${name.padEnd(16)} ${wall.toFixed(2)} s   ${Math.round(megabytes / wall)} MB/s   peak ${peak.toFixed(0)} MiB   (${all})\n`,
    );
    return wall;
  };
  process.stdout.write(`${file}: ${Math.round(megabytes)} MB, ${rounds} rounds, medians\n`);
  const mawk = tell('mawk', theirs);
  const own = tell('etcd-postmortem', ours);
  const peak = Math.max(...ours.map(({ peakKib }) => peakKib));
  const noise = Number(values.noise ?? 1);
  const fast = own <= mawk * noise;
  const small = peak < PEAK_LIMIT_KIB;
  process.stdout.write(
    `${fast ? 'ok  ' : 'FAIL'} wall ${own.toFixed(2)} s against ${mawk.toFixed(2)} s: ${(own / mawk).toFixed(2)} of mawk's${noise === 1 ? '' : `, up to ${noise} let pass as noise`}\n`,
  );
  process.stdout.write(`${small ? 'ok  ' : 'FAIL'} peak ${(peak / 1024).toFixed(0)} MiB < 256 MiB\n`);
  return fast && small ? 0 : 1;
}

process.exitCode = await main();
