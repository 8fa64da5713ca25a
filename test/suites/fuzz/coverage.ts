import { Session } from 'node:inspector';

interface Found {
  readonly result: readonly {
    readonly scriptId: string;
    readonly url: string;
    readonly functions: readonly {
      readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
    }[];
  }[];
}

/**
 * Which blocks of the program's own code have run, as V8 itself counts them: no instrumentation, and ES modules as they
 * are, which the known fuzzers for JavaScript cannot load.
 */
export class Coverage {
  private readonly session = new Session();
  private readonly seen = new Set<string>();

  constructor() {
    this.session.connect();
    this.session.post('Profiler.enable');
    // Binary: a block is told of once, so that asking stays cheap.
    this.session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: true });
  }

  get size(): number {
    return this.seen.size;
  }

  /** How many blocks ran since the last time that never ran before. */
  fresh(): number {
    const before = this.seen.size;
    this.session.post('Profiler.takePreciseCoverage', (_error: Error | null, told: object) => {
      for (const { scriptId, url, functions } of (told as Found).result) {
        if (!url.includes('/src/')) continue;
        for (const { ranges } of functions)
          for (const { startOffset, endOffset, count } of ranges)
            if (count > 0) this.seen.add(`${scriptId}:${startOffset}:${endOffset}`);
      }
    });
    return this.seen.size - before;
  }

  close(): void {
    this.session.disconnect();
  }
}
