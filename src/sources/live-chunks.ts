import { setTimeout } from 'node:timers/promises';
import type { Chunks } from './chunks.js';

/** Time as a follower of a pipe sees it; tests have their own. */
export interface Pace {
  /** Milliseconds. */
  now(): number;
  /** Ends after so many milliseconds. */
  wait(ms: number): Promise<unknown>;
}

export const WALL_CLOCK: Pace = {
  now: () => Date.now(),
  wait: (ms) => setTimeout(ms, undefined, { ref: false }),
};

const NONE = Buffer.alloc(0);

/**
 * Bytes as they come, and an empty chunk at least every `every` milliseconds, even if no bytes come, so that the follower
 * can do its own work. Ends with the source, or with an error once the signal is on. A chunk stays valid.
 */
export async function* liveChunks(source: Chunks, every: number, pace: Pace, signal: AbortSignal): Chunks {
  const iterator = source[Symbol.asyncIterator]();
  const aborted = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    else signal.addEventListener('abort', () => resolve(null), { once: true });
  });
  let tick = pace.wait(every).then(() => NONE);
  let last = pace.now();
  try {
    for (;;) {
      const next = iterator.next();
      for (;;) {
        const step = await Promise.race([aborted, next, tick]);
        if (step === null) throw new Error('interrupted');
        const isTick = step === NONE;
        // Where bytes come faster than they are read, the timer never wins.
        if (isTick || pace.now() - last >= every) {
          yield NONE;
          last = pace.now();
          tick = pace.wait(every).then(() => NONE);
        }
        if (isTick) continue;
        const { done, value } = step as IteratorResult<Buffer, undefined>;
        if (done === true) return;
        yield value;
        break;
      }
    }
  } finally {
    // A pipe that says nothing would not answer, and hold up the end.
    void iterator.return?.();
  }
}

/** Standard input as a stream: to read it never holds up timers or signals. */
export const standardInput = (): Chunks => process.stdin as Chunks;

/** A pipe that is still open would keep the program running. */
export const releaseStandardInput = (): void => void process.stdin.destroy();
