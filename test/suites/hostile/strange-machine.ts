import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { randomOf } from '../fuzz/mutate.js';

/** What is wrong with the machine; each only where it is named. */
export interface Strange {
  /** At most so many bytes a read, each time another number of them, as pipes and network file systems give. */
  readonly readBytes?: number;
  /** The clock is off by so much, and runs fast. */
  readonly clockMs?: number;
  /** What happens to a file once so many bytes were read, by the thread that reads them. */
  readonly tear?: { readonly file: string; readonly change: Change; readonly after: number };
  /** The program gets this signal at the step of that number in which it changes a file. */
  readonly signal?: { readonly name: NodeJS.Signals; readonly step: number };
}

const CHANGES = {
  truncate: (file: string) => fs.truncateSync(file, 1000),
  empty: (file: string) => fs.truncateSync(file, 0),
  rotate: (file: string) => {
    if (fs.existsSync(`${file}.1`)) return;
    fs.renameSync(file, `${file}.1`);
    fs.writeFileSync(file, 'the next file\n');
  },
  delete: (file: string) => fs.rmSync(file, { force: true }),
  grow: (file: string) => fs.appendFileSync(file, fs.readFileSync(file)),
} as const;
export type Change = keyof typeof CHANGES;

/** The environment of a program that is to run on such a machine: this file is loaded first, in its worker threads too. */
export const onStrangeMachine = (strange: Strange): NodeJS.ProcessEnv => ({
  NODE_OPTIONS: `--import=${import.meta.url}`,
  STRANGE_MACHINE: JSON.stringify(strange),
});

function readShort(most: number): void {
  const read = fs.readSync;
  const random = randomOf(most);
  const readSync = (
    descriptor: number,
    buffer: Buffer,
    offset = 0,
    length = buffer.length - offset,
    at?: number | null,
  ) => read(descriptor, buffer, offset, Math.min(length, 1 + random(most)), at ?? null);
  Object.assign(fs, { readSync });
}

function shiftClock(offsetMs: number): void {
  const TrueDate = Date;
  const began = TrueDate.now();
  const now = (): number => began + offsetMs + (TrueDate.now() - began) * 50;
  globalThis.Date = new Proxy(TrueDate, {
    construct: (target, args: unknown[]) => Reflect.construct(target, args.length === 0 ? [now()] : args) as object,
    apply: () => new TrueDate(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : (Reflect.get(target, name, receiver) as unknown)),
  });
}

function tearWhileReading({ file, change, after }: NonNullable<Strange['tear']>): void {
  const read = fs.readSync as (...args: unknown[]) => number;
  let left = after;
  const readSync = (...args: unknown[]): number => {
    const length = read(...args);
    if (left > 0 && (left -= length) <= 0) CHANGES[change](file);
    return length;
  };
  Object.assign(fs, { readSync });
}

/** Before a file is opened, in the middle of what is written to it, before it is certain, and before it takes its place. */
function signalAtStep({ name, step }: NonNullable<Strange['signal']>): void {
  const { openSync, writeSync, fsyncSync, renameSync } = fs;
  let steps = 0;
  let begun = new Set<number>();
  const next = (): void => {
    steps += 1;
    if (steps === step) process.kill(process.pid, name);
  };
  Object.assign(fs, {
    openSync: (file: string, flags: string, mode?: number) => {
      if (flags.startsWith('w')) next();
      return openSync(file, flags, mode);
    },
    writeSync: (descriptor: number, bytes: Buffer, at = 0) => {
      if (begun.has(descriptor)) return writeSync(descriptor, bytes, at);
      begun.add(descriptor);
      const half = writeSync(descriptor, bytes, at, Math.ceil((bytes.length - at) / 2));
      next();
      return half;
    },
    fsyncSync: (descriptor: number) => {
      next();
      begun = new Set();
      fsyncSync(descriptor);
    },
    renameSync: (from: string, to: string) => {
      next();
      renameSync(from, to);
    },
  });
}

const given = process.env['STRANGE_MACHINE'];
if (given !== undefined) {
  const { readBytes, clockMs, tear, signal } = JSON.parse(given) as Strange;
  if (readBytes !== undefined) readShort(readBytes);
  if (clockMs !== undefined) shiftClock(clockMs);
  if (tear !== undefined) tearWhileReading(tear);
  if (signal !== undefined && isMainThread) signalAtStep(signal);
  syncBuiltinESMExports();
}
