import { writeFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { KernelFeed } from '../../../src/reading/accelerated/kernel-feed.js';
import { LineFeed, WHOLE } from '../../../src/reading/line-feed.js';
import { ShapeKeeper } from '../../../src/reading/accelerated/line-shape.js';
import { readShard } from '../../../src/reading/shard/read-shard.js';
import { plainAudit } from '../../reading/accelerated/audit-lines.js';
import { notesOf, told, type MakeFeed } from '../../reading/feed-notes.js';
import { plainStats } from '../../reading/stats-lines.js';
import { kernelBench } from './kernel-bench.js';

const linesOf = (text: string): string[] => text.trimEnd().split('\n');
/** Lines of other units in a merged journal, and lines that stop a reader. */
const BETWEEN = [
  'Dec 15 03:15:23 cp1 kubelet[900]: I1215 03:15:23.000001     900 kubelet.go:2300] "SyncLoop UPDATE" source="api"',
  'Dec 15 03:15:23 cp2 systemd[1]: Started Session 4 of user root.',
  '{"level":"warn","ts":"2024-12-15T03:15:23.000001Z","caller":"a.go:1","msg":"apply request took too long","took":"101ms"}',
  'Dec 15 03:15:23 cp1 etcd[7]: panic: freepages: failed to get all reachable pages',
  '                             goroutine 112 [running]:',
  '{',
  '',
];

describe('lines of several logs by turns', () => {
  const bench = kernelBench('etcd-zap');
  const { file, shard, plainly } = bench;
  const withKernel: MakeFeed = (reader, notes) =>
    new KernelFeed(bench.kernel, reader, notes, WHOLE, new ShapeKeeper(bench.kernel, 0));
  const without: MakeFeed = (reader) => new LineFeed(reader, WHOLE);

  const sources = [
    ...[1, 2, 3].map((host) => linesOf(plainStats(400, 40, 'short')).map((line) => onHost(line, host))),
    ...(['json', 'cri', 'old', 'bare'] as const).map((wrapping) => linesOf(plainStats(400, 40, wrapping))),
    ...(['bare', 'cri', 'short'] as const).map((wrapping) => linesOf(plainAudit(400, 40, wrapping))),
    ...[4, 5].map((host) => linesOf(plainStats(400, 40, 'short')).map((line) => onHost(line, host))),
    BETWEEN,
  ];
  /** More of them than the kernel holds shapes of. */
  function byTurns(turns: readonly number[]): string {
    const next = sources.map(() => 0);
    return turns
      .map((turn) => {
        const number = turn % sources.length;
        const lines = sources[number] as string[];
        const at = next[number] as number;
        next[number] = at + 1;
        return `${lines[at % lines.length]}\n`;
      })
      .join('');
  }

  it('are read as the exact path reads them, whatever the chunks', async () => {
    const turns = fc.array(fc.nat(sources.length - 1), { maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(turns, fc.constantFrom(7, 4093, 65_536), async (list, chunk) => {
        const bytes = Buffer.from(byTurns(list));
        const exact = await notesOf(bytes, 1 << 20, without);
        const fast = await notesOf(bytes, chunk, withKernel);
        expect(fast.told).to.deep.equal(exact.told);
      }),
      { numRuns: 150 },
    );
  }).timeout(60_000);

  it('end in the same tallies', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(sources.length - 1), { maxLength: 200 }), async (list) => {
        writeFileSync(file, byTurns(list));
        expect(told(await readShard(shard()))).to.deep.equal(told(await plainly(shard())));
      }),
      { numRuns: 60 },
    );
  }).timeout(60_000);

  it('are taken by the kernel: three hosts of a merged journal', async () => {
    const text = byTurns(Array.from({ length: 6_000 }, (_, i) => (i * 7 + (i >> 3)) % 3));
    let exactly = 0;
    const { notes } = await notesOf(Buffer.from(text), 65_536, (reader, into) => {
      const line = reader.line.bind(reader);
      reader.line = (...args) => {
        exactly += 1;
        line(...args);
      };
      return withKernel(reader, into);
    });
    expect(notes.found).to.have.length(6_000);
    expect(exactly).to.be.below(60);
  });
});

/** The line as another host's etcd wrote it. */
function onHost(line: string, host: number): string {
  return line.replace(/^(\w+ +\d+ [\d:.]+) [\w-]+ etcd\[\d+\]/, `$1 cp${host} etcd[${900 + host}]`);
}
