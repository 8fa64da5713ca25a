import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { emptyTally, mergeTallies } from '../../../src/aggregates/registry.js';
import { KernelFeed } from '../../../src/reading/accelerated/kernel-feed.js';
import { LineFeed, WHOLE } from '../../../src/reading/line-feed.js';
import { ShapeKeeper, shapeOf } from '../../../src/reading/accelerated/line-shape.js';
import { readShard } from '../../../src/reading/shard/read-shard.js';
import { notesOf, told, type MakeFeed } from '../../reading/feed-notes.js';
import { plainStats, statsLines } from '../../reading/stats-lines.js';
import { kernelBench } from './kernel-bench.js';

const WRAPPINGS = ['bare', 'short', 'cri', 'json', 'old'] as const;
const ZAP = { format: 'etcd-zap', ahead: 0 } as const;

describe('the kernel for request stats', () => {
  const bench = kernelBench('etcd-zap');
  const { file, shard, plainly } = bench;
  const withKernel: MakeFeed = (reader, notes) =>
    new KernelFeed(bench.kernel, reader, notes, WHOLE, new ShapeKeeper(bench.kernel, 0));
  const without: MakeFeed = (reader) => new LineFeed(reader, WHOLE);

  it('reads what the exact path reads, line by line and in order, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(statsLines, fc.constantFrom(1, 7, 4093, 65_536), async (text, chunk) => {
        const bytes = Buffer.from(text);
        const exact = await notesOf(bytes, 1 << 20, without);
        const fast = await notesOf(bytes, chunk, withKernel);
        expect(fast.told).to.deep.equal(exact.told);
      }),
      { numRuns: 400 },
    );
  }).timeout(60_000);

  for (const wrapping of WRAPPINGS)
    it(`takes the common lines itself: ${wrapping}`, async () => {
      const fast = await notesOf(Buffer.from(plainStats(5_000, 900, wrapping)), 65_536, withKernel);
      expect(fast.notes.batched).to.be.above(4_800);
    });

  it('ends in the same tallies', async () => {
    await fc.assert(
      fc.asyncProperty(statsLines, async (text) => {
        writeFileSync(file, text);
        expect(told(await readShard(shard(null)))).to.deep.equal(told(await plainly(shard(null))));
      }),
      { numRuns: 100 },
    );
  }).timeout(60_000);

  for (const wrapping of WRAPPINGS)
    it(`ends in the same tallies for thousands of lines, in pieces cut anywhere: ${wrapping}`, async () => {
      const text = plainStats(12_000, 3_000, wrapping);
      writeFileSync(file, text);
      const whole = await plainly(shard(null));
      expect(told(await readShard(shard(null)))).to.deep.equal(told(whole));
      const cut = Math.floor(text.length / 3);
      let tally = emptyTally();
      for (const range of [
        { from: 0, to: cut },
        { from: cut, to: 2 * cut + 1 },
        { from: 2 * cut + 1, to: Infinity },
      ]) {
        expect(told(await readShard(shard(range)))).to.deep.equal(told(await plainly(shard(range))));
        tally = (await readShard(shard(range), { beside: tally })).tallies.reduce(mergeTallies, tally);
      }
      const { streams } = tally['write-volume'];
      expect([...streams.values()].map(({ requests }) => requests)).to.deep.equal([12_000]);
    }).timeout(60_000);

  it('is the same in pieces cut at every line of a small file', async () => {
    const text = plainStats(24, 7, 'short') + plainStats(12, 7, 'json');
    writeFileSync(file, text);
    for (let cut = text.indexOf('\n') + 1; cut < text.length; cut = text.indexOf('\n', cut) + 1) {
      for (const at of [cut - 1, cut, cut + 1]) {
        const parts = [
          { from: 0, to: at },
          { from: at, to: Infinity },
        ];
        for (const range of parts)
          expect(told(await readShard(shard(range)))).to.deep.equal(told(await plainly(shard(range))));
      }
    }
  }).timeout(60_000);

  it('leaves stamps without a zone to the reader where clocks change', async () => {
    writeFileSync(file, plainStats(2_000, 100, 'short'));
    const zoned = shard(null, { name: 'Europe/Berlin' });
    expect(told(await readShard(zoned))).to.deep.equal(told(await plainly(zoned)));
  });

  it('reads stamps of the old text form in the zone that is settled', async () => {
    writeFileSync(file, plainStats(2_000, 100, 'old'));
    const ahead = shard(null, { minutes: 330 });
    expect(told(await readShard(ahead))).to.deep.equal(told(await plainly(ahead)));
  });

  it('takes no shape from a line of something else', () => {
    const [line = ''] = plainStats(1, 1, 'bare').split('\n');
    expect(shapeOf(line, null, 0, ZAP)).to.be.an('array');
    expect(shapeOf(line, 'docker-json', 0, ZAP)).to.equal(null);
    expect(shapeOf(line.replace('debug', 'warn'), null, 0, ZAP)).to.equal(null);
    expect(shapeOf(line.replace('Z"', '+2500"'), null, 0, ZAP)).to.equal(null);
    expect(shapeOf(`12345.5 ${line}`, 'journal-short', 8, ZAP)).to.equal(null);
    expect(shapeOf('{"MESSAGE":"a","MESSAGE":"b"}', 'journal-json', 0, ZAP)).to.equal(null);
    expect(shapeOf('{"MESSAGE":[1,2]}', 'journal-json', 0, ZAP)).to.equal(null);
  });
});
