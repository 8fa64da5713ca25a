import { MAIN } from '../../cli/run-program.js';
import { runProcess } from './lab.js';

/** A record as the program prints it. */
export type PrintedRecord = Readonly<Record<string, unknown>> & {
  readonly format: string | null;
  readonly kind: string;
  readonly time: string | null;
  readonly input: string;
  readonly line: number;
};

/** Runs the program under test on files; rejects where it says that anything went wrong. */
export async function runProgram(...args: readonly string[]): Promise<string> {
  const command = [process.execPath, MAIN, ...args, '--quiet'];
  const { status, stdout, stderr } = await runProcess(command, { env: { TZ: 'Asia/Kolkata' } });
  if (status !== 0) throw new Error(`${args.join(' ')}: exit status ${status}: ${stderr}`);
  return stdout;
}

export async function recordsOf(...args: readonly string[]): Promise<readonly PrintedRecord[]> {
  const text = await runProgram('records', ...args);
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as PrintedRecord]));
}

export function countKinds(records: readonly PrintedRecord[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { kind } of records) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

/** Says aloud why something isn't tested, and leaves it out. */
export function skip(test: Mocha.Context, reason: string): never {
  console.log(`    SKIPPED: ${reason}`);
  return test.skip();
}
