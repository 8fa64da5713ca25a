import { distinctKeys, requestLog } from './data.js';
import { ours, PROGRAM } from './engines.js';
import { median, run } from './run.js';

/** What a key that wasn't written before costs: CPU time over the number of different keys, in logs that are else alike. */
export interface KeySlope {
  readonly points: readonly { readonly fresh: number; readonly keys: number; readonly cpu: number }[];
  /** Of the line of least squares. */
  readonly micros: number;
}

/** How many of the new keys come. */
const SHARES = [0, 0.5, 1] as const;

export async function newKeySlope(
  mebibytes: number,
  seed: number,
  rounds: number,
  program = PROGRAM,
): Promise<KeySlope> {
  const logs = [];
  for (const fresh of SHARES) logs.push({ fresh, data: await requestLog('plain', mebibytes, seed, 'real', fresh) });
  const engine = ours(1, true, program);
  const seconds = logs.map((): number[] => []);
  for (let round = 0; round < rounds; round += 1)
    for (const [i, { data }] of logs.entries())
      seconds[i]?.push((await run(engine.command, engine.args(data.file), engine.env)).cpu);
  engine.after?.();
  const points = logs.map(({ fresh, data }, i) => ({
    fresh,
    keys: distinctKeys(data),
    cpu: median(seconds[i] ?? []),
  }));
  return { points, micros: slopeOf(points.map(({ keys, cpu }) => [keys, cpu * 1e6])) };
}

/** Of the line of least squares through points. */
export function slopeOf(points: readonly (readonly [number, number])[]): number {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const over = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return over / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
