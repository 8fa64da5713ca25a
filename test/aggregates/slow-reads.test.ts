import { expect } from 'chai';
import type { LineContext } from '../../src/aggregates/aggregate.js';
import { slowReads, type SlowReadTally } from '../../src/aggregates/slow-reads.js';
import type { SlowRecord } from '../../src/model/record.js';
import { bytes, epochMicros, micros } from '../../src/model/units.js';
import { slowRequestCounts } from '../../src/timeline/symptoms/slow-request-counts.js';

const MIB = 1 << 20;

const record = (more: Partial<SlowRecord>): SlowRecord => ({
  ...{ format: 'etcd-zap', source: 'etcd', kind: 'slow-apply' },
  ...{ time: epochMicros(1_700_000_000_000_000), duration: micros(300_000) },
  ...more,
});

const sight = (stream: string): LineContext => ({
  ...{ stream, input: stream, format: 'etcd-zap' },
  exemplar: () => {
    throw new Error('no line is kept');
  },
});

function fold(stream: string, ...records: readonly SlowRecord[]): SlowReadTally {
  const tally = slowReads.empty();
  for (const one of records) slowReads.record?.(tally, one, sight(stream));
  return tally;
}

const LIST = record({ op: 'range', prefix: 'read-only range ', responseBytes: bytes(12 * MIB) });
const PAGE = record({ op: 'range', responseBytes: bytes(2 * MIB), limit: 500 });
const SMALL = record({ op: 'range', responseBytes: bytes(900) });
const PUT = record({ op: 'put', valueBytes: bytes(5 * MIB) });
const TRACED = record({ kind: 'slow-request', source: 'kubernetes', verb: 'list' });

describe('slow requests, one by one', () => {
  it('counts each of a second, in any parts', () => {
    const lines = [LIST, LIST, PAGE, SMALL, PUT];
    const of = (tally: SlowReadTally): unknown => slowRequestCounts(tally, () => 'a', MIB);
    expect(of(fold('1', ...lines))).to.deep.equal({ all: 5, reads: 4, large: 3, unlimited: 2 });
    expect(of(slowReads.merge(fold('1', ...lines.slice(0, 2)), fold('1', ...lines.slice(2))))).to.deep.equal(
      of(fold('1', ...lines)),
    );
  });

  it('takes one of two logs of a member, and both of two members; a LIST that is traced is a read', () => {
    const both = slowReads.merge(fold('1', LIST, LIST), fold('2', LIST, TRACED));
    expect(slowRequestCounts(both, () => 'a', MIB)).to.include({ all: 3, reads: 3 });
    expect(slowRequestCounts(both, (stream) => stream, MIB)).to.include({ all: 4, reads: 4 });
  });
});
