import { parentPort, workerData } from 'node:worker_threads';
import type { Tally } from '../../aggregates/registry.js';
import { Claims, type Answer, type Work } from './work.js';
import type { Unit } from '../../reading/unit.js';

/**
 * Beyond this the process reads on with fewer threads: what a worker holds beside its results (a heap, a kernel: 60 to 100
 * MiB) is what can be done without. Results are the same for any number of them.
 */
const ENOUGH_MEMORY = 192 * 2 ** 20;

/** A worker: takes files to hash, then units to read, until none is left. Nothing but names, ranges and tallies crosses over. */
const port = parentPort;

async function work(
  { files, units, worthwhile }: Work,
  claims: Claims,
  answer: (answer: Answer) => void,
): Promise<void> {
  if (files.length > 0) {
    const { hashFile } = await import('../../sources/file-hash.js');
    for (let index = claims.file(); index < files.length; index = claims.file()) {
      const result = hashFile(files[index] as (typeof files)[number], () => claims.stopped);
      answer({ kind: 'hash', index, result });
    }
  }
  // Loaded only if something is left, and taken only then: most of a worker's start is this.
  if (claims.unitsLeft(units.length) < worthwhile) return;
  const [{ readUnit }, { emptyTally }] = await Promise.all([
    import('../../reading/unit.js'),
    import('../../aggregates/registry.js'),
  ]);
  let beside: Tally | null = null;
  let tell = (_now: number): void => undefined;
  for (let index = claims.unitForWorker(); index < units.length; index = claims.unitForWorker()) {
    const unit = units[index] as Unit;
    await readUnit(
      unit,
      ({ input }) => {
        let bytes = 0;
        let lines = 0;
        tell = (now) => {
          answer({ kind: 'progress', input, bytes, lines: now - lines });
          bytes = 0;
          lines = now;
        };
        return {
          ...(beside === null ? {} : { beside }),
          onBytes: (more) => void (bytes += more),
          onLines: (now) => {
            if (bytes >= 1 << 23) tell(now);
          },
        };
      },
      (shard, result) => {
        tell(result.lines);
        answer({ kind: 'shard', index, at: unit.indexOf(shard), result });
        // How coarse it is, without what it holds.
        for (const tally of result.tallies) beside = emptyTally(tally);
      },
    );
    if (process.memoryUsage.rss() > ENOUGH_MEMORY) return;
  }
}

/** The memory of a tally's tables: handed over, not copied. */
function buffersOf(value: unknown, found = new Set<ArrayBuffer>(), seen = new Set<object>()): Set<ArrayBuffer> {
  if (typeof value !== 'object' || value === null || seen.has(value)) return found;
  seen.add(value);
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer && value.byteLength === value.buffer.byteLength) found.add(value.buffer);
  } else if (value instanceof Map) for (const item of value.values()) buffersOf(item, found, seen);
  else for (const item of Object.values(value)) if (typeof item === 'object') buffersOf(item, found, seen);
  return found;
}

port?.once('message', (message: Work) => {
  const answer = (told: Answer): void =>
    port.postMessage(told, told.kind === 'shard' ? [...buffersOf(told.result.tallies)] : []);
  work(message, new Claims(workerData as SharedArrayBuffer), answer).then(
    () => answer({ kind: 'done' }),
    (error: unknown) => answer({ kind: 'error', message: error instanceof Error ? error.message : String(error) }),
  );
});
