import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';

/** Every process that was started here and may still run: none outlives this one. */
const running = new Set<ChildProcess>();

process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

export const hasProgram = (name: string): boolean => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0;

/** With util-linux's help the kernel ends the children too where this process is killed without a chance to. */
const tie = hasProgram('setpriv') ? ['setpriv', '--pdeathsig', 'KILL'] : [];

/** Starts a program in the background; what it says on either stream is appended to the file. */
export function startProcess(command: readonly string[], logFile: string, env: NodeJS.ProcessEnv = {}): ChildProcess {
  const [program = '', ...args] = [...tie, ...command];
  const log = openSync(logFile, 'a');
  const child = spawn(program, args, { stdio: ['ignore', log, log], env: { ...process.env, ...env } });
  closeSync(log);
  running.add(child);
  child.on('exit', () => running.delete(child));
  child.on('error', () => running.delete(child));
  return child;
}

export const hasEnded = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Ends a process: openQuestions first, and kills it if it isn't gone in time. */
export async function endProcess(child: ChildProcess, patienceMs = 3000): Promise<void> {
  if (hasEnded(child)) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  // one that is stopped doesn't hear the question
  child.kill('SIGCONT');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await gone;
  clearTimeout(timer);
}

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end without holding up whatever else goes on; killed at the time limit. */
export function runProcess(
  command: readonly string[],
  options: {
    readonly env?: NodeJS.ProcessEnv;
    readonly cwd?: string;
    readonly input?: Uint8Array;
    readonly limitMs?: number;
  } = {},
): Promise<Ran> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: { ...process.env, ...options.env },
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    });
    running.add(child);
    const parts: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    child.stdout.on('data', (part: Buffer) => parts.stdout.push(part));
    child.stderr.on('data', (part: Buffer) => parts.stderr.push(part));
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
    const timer = setTimeout(() => child.kill('SIGKILL'), options.limitMs ?? 60_000);
    const finish = (status: number | null, extra = ''): void => {
      clearTimeout(timer);
      running.delete(child);
      const text = (name: 'stdout' | 'stderr'): string => Buffer.concat(parts[name]).toString('utf8');
      resolve({ status, stdout: text('stdout'), stderr: text('stderr') + extra });
    };
    child.on('close', (status) => finish(status));
    child.on('error', (error) => finish(null, error.message));
  });
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks again until the answer is true. Rejects after the time limit. */
export async function until(what: string, limitMs: number, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + limitMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`waited ${limitMs} ms in vain: ${what}`);
    await sleep(50);
  }
}
