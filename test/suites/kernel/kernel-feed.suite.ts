import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { emptyTally, mergeTallies } from '../../../src/aggregates/registry.js';
import { KernelFeed } from '../../../src/reading/accelerated/kernel-feed.js';
import { loadKernel } from '../../../src/reading/accelerated/kernel.js';
import { LineFeed, WHOLE } from '../../../src/reading/line-feed.js';
import { readShard } from '../../../src/reading/shard/read-shard.js';
import { notesOf, told, type MakeFeed, type Notes } from '../../reading/feed-notes.js';
import { plainLines, requestLines } from '../../reading/request-lines.js';
import { kernelBench } from './kernel-bench.js';

describe('the kernel for plain request logs', () => {
  const bench = kernelBench('request-log');
  const { file, shard, plainly } = bench;
  const withKernel: MakeFeed = (reader, notes) => new KernelFeed(bench.kernel, reader, notes, WHOLE);
  const without: MakeFeed = (reader) => new LineFeed(reader, WHOLE);

  it('reads what the plain path reads, line by line and in order, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(requestLines(0), fc.constantFrom(1, 7, 61, 4093, 1 << 20), async (text, chunk) => {
        const bytes = Buffer.from(text);
        const exact = await notesOf(bytes, 1 << 20, without);
        const fast = await notesOf(bytes, chunk, withKernel);
        expect(fast.told).to.deep.equal(exact.told);
      }),
      { numRuns: 300 },
    );
  });

  it('reads lines that are longer than its window', async () => {
    await fc.assert(
      fc.asyncProperty(requestLines(1_500_000), fc.constantFrom(65_536, 1 << 20), async (text, chunk) => {
        const bytes = Buffer.from(text);
        const exact = await notesOf(bytes, 1 << 20, without);
        const fast = await notesOf(bytes, chunk, withKernel);
        expect(fast.told).to.deep.equal(exact.told);
      }),
      { numRuns: 20 },
    );
  });

  it('keeps offsets right behind a line that was cut', async () => {
    const bytes = Buffer.from(`${plainLines(3, 3)}${'x'.repeat(40 << 20)}\n${plainLines(3, 3)}`);
    const exact = await notesOf(bytes, 1 << 20, without);
    const fast = await notesOf(bytes, 1 << 20, withKernel);
    // How much of the line is kept depends on the chunks.
    const begun = ({ notes }: { notes: Notes }): string[] => notes.found.map((one) => one.slice(0, 200));
    expect(begun(fast)).to.deep.equal(begun(exact));
    expect(exact.notes.found).to.have.length(7);
    expect(exact.notes.found.at(-1)).to.include(`@${bytes.lastIndexOf(10, bytes.length - 2) + 1} `);
  }).timeout(60_000);

  it('takes the common lines itself', async () => {
    const fast = await notesOf(Buffer.from(plainLines(5_000, 900)), 65_536, withKernel);
    expect(fast.notes.batched).to.be.above(4_990);
  });

  it('numbers keys again when there are more than fit', async () => {
    const bytes = Buffer.from(plainLines(150_000, 1_000_003));
    const exact = await notesOf(bytes, 1 << 20, without);
    const fast = await notesOf(bytes, 1 << 20, withKernel);
    expect(fast.notes.found.length).to.equal(150_000);
    expect(fast.notes.found.every((one, i) => one === exact.notes.found[i])).to.equal(true);
  }).timeout(60_000);

  it('ends in the same tallies', async () => {
    await fc.assert(
      fc.asyncProperty(requestLines(0), async (text) => {
        writeFileSync(file, text);
        expect(told(await readShard(shard(null)))).to.deep.equal(told(await plainly(shard(null))));
      }),
      { numRuns: 60 },
    );
  });

  it('ends in the same tallies for tens of thousands of lines, in pieces cut anywhere', async () => {
    const text = plainLines(60_000, 9_000);
    writeFileSync(file, text);
    const whole = await plainly(shard(null));
    expect(told(await readShard(shard(null)))).to.deep.equal(told(whole));
    const cut = Math.floor(text.length / 3);
    let kernels = emptyTally();
    let plain = emptyTally();
    for (const range of [
      { from: 0, to: cut },
      { from: cut, to: 2 * cut + 1 },
      { from: 2 * cut + 1, to: Infinity },
    ]) {
      const piece = await readShard(shard(range));
      expect(told(piece)).to.deep.equal(told(await plainly(shard(range))));
      // What begins as coarse as the pieces before ends in the same, once merged.
      kernels = (await readShard(shard(range), { beside: kernels })).tallies.reduce(mergeTallies, kernels);
      plain = (await plainly(shard(range))).tallies.reduce(mergeTallies, plain);
    }
    expect(told({ ...whole, tallies: [kernels] })).to.deep.equal(told({ ...whole, tallies: [plain] }));
  }).timeout(60_000);

  it('cuts a small file at every byte', async () => {
    const text =
      '\n2024-12-15T03:15:23Z PUT /registry/pods/a/b 12 1ms\r\nTXN /registry/x\n\n2024-12-15T03:15:24Z GET /registry/pods/a';
    writeFileSync(file, text);
    const { lines } = await plainly(shard(null));
    for (let cut = 1; cut < text.length; cut += 1) {
      const before = await readShard(shard({ from: 0, to: cut }));
      const behind = await readShard(shard({ from: cut, to: Infinity }));
      expect(before.lines + behind.lines, `cut at ${cut}`).to.equal(lines);
      expect(told(behind)).to.deep.equal(told(await plainly(shard({ from: cut, to: Infinity }))));
    }
  });

  it('is not needed', async () => {
    expect(loadKernel(new URL('file:///nowhere/request-lines.wasm'))).to.equal(null);
    writeFileSync(file, 'no WebAssembly');
    expect(loadKernel(new URL(`file://${file}`))).to.equal(null);
    writeFileSync(file, plainLines(100, 10));
    expect((await plainly(shard(null))).lines).to.equal(100);
  });
});
