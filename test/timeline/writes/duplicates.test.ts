import { expect } from 'chai';
import {
  emptyStream,
  emptyWrites,
  MARKED_PUTS,
  type StreamWrites,
  type WriteTally,
} from '../../../src/aggregates/write-tally.js';
import { cellAt } from '../../../src/mergeable/cell-table.js';
import { keepOnce } from '../../../src/timeline/writes/duplicates.js';

const START = 1_734_232_500;

/** A stream with a line each second, of which the hash tells the key. */
function streamOf(name: string, from: number, to: number, hash: (second: number) => number, puts = 1): StreamWrites {
  const stream = emptyStream(name, name, 'etcd-zap');
  for (let second = START + from; second < START + to; second += 1) {
    const at = cellAt(stream.marks, 0, second);
    stream.marks.values[at] = 1;
    stream.marks.values[at + 1] = hash(second);
    stream.marks.values[at + MARKED_PUTS] = puts;
  }
  stream.requests = to - from;
  stream.first = (START + from) * 1e6;
  stream.last = (START + to - 1) * 1e6;
  return stream;
}

const tallyOf = (...streams: StreamWrites[]): WriteTally => ({
  ...emptyWrites(),
  streams: new Map(streams.map((stream) => [stream.stream, stream])),
});

/** How many of its seconds count, by stream. */
function kept(tally: WriteTally, memberOf: (stream: string) => string | null): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of keepOnce(tally, memberOf)) {
    const { stream } = one;
    let sum = 0;
    for (let second = stream.first / 1e6; second <= stream.last / 1e6; second += 1) sum += one.share(second, 1);
    counts[stream.stream] = sum;
  }
  return counts;
}

const key = (second: number): number => (second * 2654435761) % 1e9;
const nobody = (): null => null;

describe('keepOnce', () => {
  it('counts a log once that is given twice and never says whose it is', () => {
    const twice = (): WriteTally => tallyOf(streamOf('a', 0, 100, key), streamOf('b', 0, 100, key));
    expect(kept(twice(), nobody)).to.deep.equal({ a: 100, b: 0 });
    expect(kept(twice(), (stream) => (stream === 'b' ? 'etcd-1' : null))).to.deep.equal({ a: 0, b: 100 });
    const thrice = tallyOf(streamOf('a', 0, 100, key), streamOf('b', 0, 100, key), streamOf('c', 0, 100, key));
    expect(kept(thrice, nobody)).to.deep.equal({ a: 100, b: 0, c: 0 });
  });

  it('counts what only one of two copies has', () => {
    const tally = tallyOf(streamOf('a', 0, 100, key), streamOf('b', 60, 160, key));
    expect(kept(tally, nobody)).to.deep.equal({ a: 100, b: 60 });
  });

  it('counts both of two logs that differ, or that only read the same', () => {
    const other = (second: number): number => key(second) + 1;
    const both = { a: 100, b: 100 };
    expect(kept(tallyOf(streamOf('a', 0, 100, key), streamOf('b', 0, 100, other)), nobody)).to.deep.equal(both);
    expect(kept(tallyOf(streamOf('a', 0, 100, key, 0), streamOf('b', 0, 100, key, 0)), nobody)).to.deep.equal(both);
  });

  it('counts both of two members that are known to be two', () => {
    const tally = tallyOf(streamOf('a', 0, 100, key), streamOf('b', 0, 100, key));
    expect(kept(tally, (stream) => stream)).to.deep.equal({ a: 100, b: 100 });
  });
});
