import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import type { LinePayload } from '../../../src/decoders/payload.js';
import type { Context } from '../../../src/model/parser.js';
import type { AnyRecord } from '../../../src/model/record.js';
import { PARSERS } from '../../../src/parsers/registry.js';
import { makeClock } from '../../../src/reading/clock/clock.js';
import { KernelFeed } from '../../../src/reading/accelerated/kernel-feed.js';
import { LineFeed, WHOLE, type Feed } from '../../../src/reading/line-feed.js';
import { LineReader } from '../../../src/reading/line-reader.js';
import { ShapeKeeper } from '../../../src/reading/accelerated/line-shape.js';
import { readShard } from '../../../src/reading/shard/read-shard.js';
import type { ShardResult } from '../../../src/reading/shard/shard.js';
import { auditLines, plainAudit } from '../../reading/accelerated/audit-lines.js';
import { CLOCK, Notes, told } from '../../reading/feed-notes.js';
import { kernelBench } from './kernel-bench.js';

/** Every field of every record, as somebody would see it who asked for all of them. */
class Fields extends Notes {
  exact = 0;
  private line = 0;

  override begin(payload: LinePayload, line: number, byteOffset: number): void {
    this.line = line;
    super.begin(payload, line, byteOffset);
  }

  override record(record: AnyRecord): void {
    if (record.kind !== 'api-request') {
      this.found.push(`${this.line} ${JSON.stringify(record)}`);
      return;
    }
    const { format, source, time, verb, resource, subresource, namespace, name, code, duration } = record;
    const { user, userAgent, remote, dryRun, bodyHash, excerpt } = record;
    if (Object.getPrototypeOf(record) === Object.prototype) this.exact += 1;
    const fields = [
      ...[format, source, time, verb, resource, subresource, namespace, name, code, duration],
      ...[user, userAgent, remote, dryRun, bodyHash, excerpt],
    ];
    this.found.push(`${this.line} ${JSON.stringify(fields)}`);
  }
}

describe('the kernel for audit logs', () => {
  const bench = kernelBench('kube-audit');
  const { file, shard, plainly } = bench;
  async function fieldsOf(bytes: Buffer, chunk: number, fast: boolean): Promise<{ notes: Fields; told: unknown }> {
    const clock = await makeClock(CLOCK);
    const notes = new Fields();
    const context: Context & { clock: typeof clock } = { input: 'x.log', clock, namespace: null, hints: new Set() };
    const reader = new LineReader(PARSERS, null, context, notes, notes);
    const feed: Feed = fast
      ? new KernelFeed(bench.kernel, reader, notes, WHOLE, new ShapeKeeper(bench.kernel, 0))
      : new LineFeed(reader, WHOLE);
    for (let at = 0; at < bytes.length; at += chunk) feed.push(bytes.subarray(at, at + chunk));
    feed.end();
    reader.end();
    notes.found.sort((a, b) => parseInt(a, 10) - parseInt(b, 10));
    return { notes, told: { found: notes.found, counts: reader.counts, clock: clock.usedZone } };
  }

  it('reads every field as the exact path reads it, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(auditLines, fc.constantFrom(1, 7, 4093, 65_536), async (text, chunk) => {
        const bytes = Buffer.from(text);
        const exact = await fieldsOf(bytes, 1 << 20, false);
        expect((await fieldsOf(bytes, chunk, true)).told).to.deep.equal(exact.told);
      }),
      { numRuns: 600 },
    );
  }).timeout(60_000);

  it('reads bytes that are no text as the exact path does', async () => {
    const place = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
    await fc.assert(
      fc.asyncProperty(fc.array(place, { minLength: 1, maxLength: 6 }), async (changes) => {
        const bytes = Buffer.from(plainAudit(12, 5));
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        const exact = await fieldsOf(bytes, 1 << 20, false);
        expect((await fieldsOf(bytes, 65_536, true)).told).to.deep.equal(exact.told);
      }),
      { numRuns: 300 },
    );
  }).timeout(60_000);

  for (const wrap of ['bare', 'cri', 'short'] as const)
    it(`takes the common lines itself: ${wrap}`, async () => {
      const { notes } = await fieldsOf(Buffer.from(plainAudit(4_000, 900, wrap)), 65_536, true);
      expect(notes.found).to.have.length(3_900);
      expect(notes.exact).to.be.below(20);
    });

  it('numbers texts again when there are more than fit', async () => {
    const bytes = Buffer.from(plainAudit(80_000, 70_001));
    const exact = await fieldsOf(bytes, 1 << 20, false);
    const fast = await fieldsOf(bytes, 1 << 20, true);
    expect(fast.notes.found.every((one, i) => one === exact.notes.found[i])).to.equal(true);
    expect(fast.notes.exact).to.be.below(100);
  }).timeout(60_000);

  it('ends in the same tallies', async () => {
    await fc.assert(
      fc.asyncProperty(auditLines, async (text) => {
        writeFileSync(file, text);
        const [fast, exact] = [await readShard(shard()), await plainly(shard())];
        expect(told(fast)).to.deep.equal(told(exact));
        const writes = ({ tallies }: ShardResult): unknown[] => tallies.map((tally) => tally['api-writes']);
        expect(writes(fast)).to.deep.equal(writes(exact));
      }),
      { numRuns: 100 },
    );
  }).timeout(60_000);

  it('is the same in pieces cut at every line of a small file', async () => {
    const text = plainAudit(14, 5) + plainAudit(6, 5, 'cri');
    writeFileSync(file, text);
    for (let cut = text.indexOf('\n') + 1; cut < text.length; cut = text.indexOf('\n', cut) + 1) {
      for (const at of [cut - 1, cut, cut + 1]) {
        for (const range of [
          { from: 0, to: at },
          { from: at, to: Infinity },
        ])
          expect(told(await readShard(shard(range)))).to.deep.equal(told(await plainly(shard(range))));
      }
    }
  }).timeout(60_000);
});
