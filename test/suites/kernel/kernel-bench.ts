import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { borrowKernel, returnKernel, type Kernel } from '../../../src/reading/accelerated/kernel.js';
import { readShard } from '../../../src/reading/shard/read-shard.js';
import type { Shard, ShardResult } from '../../../src/reading/shard/shard.js';
import { CLOCK } from '../../reading/feed-notes.js';

const SWITCH = 'ETCD_POSTMORTEM_KERNEL';

/** What the suites of the kernel share: a file in a directory of its own, a kernel, and the path without it. */
export interface KernelBench {
  readonly file: string;
  /** From the first test on. */
  readonly kernel: Kernel;
  /** The file, or a range of it, as one shard. */
  readonly shard: (range?: Shard['range'], zone?: Shard['clock']['zone']) => Shard;
  /** Reads a shard without the kernel. */
  readonly plainly: (shard: Shard) => Promise<ShardResult>;
}

/** To be called inside `describe`: sets up and clears away by itself. `hint`: the dialect of the lines. */
export function kernelBench(hint: string): KernelBench {
  const folder = mkdtempSync(join(tmpdir(), 'kernel-'));
  const file = join(folder, 'x.log');
  const kept = process.env[SWITCH];
  let kernel: Kernel | null = null;

  before(() => {
    delete process.env[SWITCH];
    kernel = borrowKernel();
    if (kernel === null) throw new Error('the kernel is missing: asc was not run (pretest)');
  });

  after(() => {
    if (kernel !== null) returnKernel(kernel);
    rmSync(folder, { recursive: true });
    if (kept !== undefined) process.env[SWITCH] = kept;
  });

  return {
    file,
    get kernel() {
      return kernel as Kernel;
    },
    shard: (range = null, zone = CLOCK.zone) => ({
      ...{ input: 'x.log', file, place: null, archiveStream: null, format: null, range, mode: 'bulk' },
      ...{ clock: { ...CLOCK, zone }, namespace: null, hints: [hint], since: null, until: null },
    }),
    plainly: async (shard) => {
      process.env[SWITCH] = 'off';
      try {
        return await readShard(shard);
      } finally {
        delete process.env[SWITCH];
      }
    },
  };
}
