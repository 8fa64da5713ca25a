import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import { epochMicros } from '../../src/model/units.js';
import { foldAll } from '../../src/pipeline/fold.js';
import { plan } from '../../src/pipeline/plan.js';
import type { Options } from '../../src/pipeline/options.js';
import { listInputs } from '../../src/sources/input-list.js';
import { makeCaseFile } from '../../src/timeline/case-file.js';
import { plainLines } from '../reading/request-lines.js';

const MIB = 1 << 20;

describe('folding in pieces', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fold-'));
  const file = join(folder, 'requests.log');

  after(() => rmSync(folder, { recursive: true }));

  async function told(text: string, piece: number, jobs: number): Promise<unknown> {
    writeFileSync(file, text);
    const options: Options = {
      since: null,
      until: null,
      timezone: null,
      year: null,
      capturedAt: epochMicros(0),
      namespace: null,
      jobs,
      thresholds: DEFAULT_THRESHOLDS,
    };
    const [whole] = await plan(listInputs([file], new Set()), options, epochMicros(0));
    if (whole === undefined) throw new Error('nothing planned');
    const [one] = whole.shards;
    if (one === undefined) throw new Error('no shard');
    const shards = [];
    for (let from = 0; from < text.length; from += piece)
      shards.push({
        ...one,
        mode: 'bulk' as const,
        range: { from, to: from + piece < text.length ? from + piece : Infinity },
      });
    const { tally, inputs } = await foldAll([{ ...whole, shards }], options, {});
    const [input] = inputs;
    const { planned: _planned, ...rest } = input ?? { planned: null };
    return { input: rest, case: JSON.stringify(makeCaseFile(tally, [], DEFAULT_THRESHOLDS)) };
  }

  it('gives the same for any number of jobs, lines and hash of the whole', async () => {
    const text = `${plainLines(30_000, 5_000)}not a request\n`.repeat(8);
    expect(text.length).to.be.above(16 * MIB);
    const alone = (await told(text, 2 * MIB, 1)) as {
      input: { lines: number; unrecognised: number; samples: { line: number }[]; read: unknown };
    };
    expect(alone.input.lines).to.equal(8 * 30_001);
    expect(alone.input.unrecognised).to.equal(8);
    expect(alone.input.samples.map(({ line }) => line)).to.deep.equal([1, 2, 3, 4, 5].map((n) => n * 30_001));
    expect(alone.input.read).to.deep.equal({
      bytes: text.length,
      sha256: createHash('sha256').update(text).digest('hex'),
      complete: true,
      problem: null,
    });
    for (const jobs of [2, 3, 4]) expect(await told(text, 2 * MIB, jobs), `${jobs} jobs`).to.deep.equal(alone);
  }).timeout(60_000);

  it('gives the same where a piece has more keys than a tally keeps apart', async () => {
    const text = plainLines(190_000, 1_000_003);
    const alone = await told(text, 14 * MIB, 1);
    expect(await told(text, 14 * MIB, 2), '2 jobs').to.deep.equal(alone);
    expect(await told(text, 3 * MIB, 2), 'in smaller pieces').to.deep.equal(alone);
    process.env['ETCD_POSTMORTEM_KERNEL'] = 'off';
    try {
      expect(await told(text, 14 * MIB, 1), 'without the kernel').to.deep.equal(alone);
    } finally {
      delete process.env['ETCD_POSTMORTEM_KERNEL'];
    }
  }).timeout(60_000);
});
