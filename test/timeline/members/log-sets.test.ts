import { expect } from 'chai';
import { emptyTally, mergeTallies, settleTally, AGGREGATES, type Tally } from '../../../src/aggregates/registry.js';
import type { LineContext } from '../../../src/aggregates/aggregate.js';
import type { AnyRecord } from '../../../src/model/record.js';
import { epochMicros, micros } from '../../../src/model/units.js';
import { joinLogs } from '../../../src/timeline/members/log-sets.js';
import { resolveMembers } from '../../../src/timeline/members/members.js';

const SECOND = 1_000_000;
const sightOf = (input: string, process: string, line: number): LineContext => ({
  input,
  stream: `${input}\0\0${process}`,
  format: 'etcd-zap',
  exemplar: (time, excerpt = 'x') => ({
    ...{ input, line, lines: 1, byteOffset: line, text: excerpt, excerpt },
    time: time === null ? null : epochMicros(time),
  }),
});

const slow = (second: number): AnyRecord => ({
  ...{ kind: 'slow-apply', format: 'etcd-zap', source: 'etcd', duration: micros(200_000) },
  time: epochMicros(second * SECOND),
});
const start = (second: number, name: string): AnyRecord => ({
  ...{ kind: 'member-identity', format: 'etcd-zap', source: 'etcd', self: true, name },
  time: epochMicros(second * SECOND),
});

/** Slow applies by the second, the first of a process that names itself, if it does. */
function file(input: string, from: number, to: number, name: string | null = null): Tally {
  const tally = emptyTally();
  const records = [...(name === null ? [] : [start(from, name)])];
  for (let second = from; second <= to; second += 1) records.push(slow(second));
  for (const [i, record] of records.entries())
    for (const aggregate of AGGREGATES)
      aggregate.record?.(tally[aggregate.name as keyof Tally] as never, record, sightOf(input, name ?? '', i + 1));
  settleTally(tally);
  return tally;
}

function joined(files: readonly Tally[], ...inputs: (readonly [string, number | null])[]) {
  const whole = files.reduce(mergeTallies, emptyTally());
  const set = { files: inputs.map(([input, number]) => ({ input, number })) };
  const { identities } = whole;
  const coverage = new Map(whole['stream-coverage']);
  const { tally, logOf } = joinLogs(whole, [set]);
  const members = resolveMembers(identities, coverage, logOf);
  return {
    bursts: [...tally.bursts.values()].flatMap(({ stream, episodes }) =>
      episodes.list.map(({ start: from, end, count }) => ({
        member: members.ofStream(stream),
        span: [from / SECOND, end / SECOND, count],
      })),
    ),
    covered: [...tally['stream-coverage'].values()].map(({ first, last }) => [first / SECOND, last / SECOND]),
    members: members.members.map(({ name }) => name),
  };
}

describe('rotated logs', () => {
  it('are one stream, whichever member the oldest names', () => {
    const found = joined(
      [file('e.log', 121, 180), file('e.log.1', 61, 120), file('e.log.2', 1, 60, 'cp1')],
      ...([
        ['e.log.2', 2],
        ['e.log.1', 1],
        ['e.log', 0],
      ] as const),
    );
    expect(found).to.eql({
      bursts: [{ member: 'cp1', span: [1, 180, 180] }],
      covered: [[1, 180]],
      members: ['cp1'],
    });
  });

  it('go by their stamps where the names have another order', () => {
    const found = joined([file('e.log', 1, 60, 'cp1'), file('e.log.1', 61, 120)], ['e.log.1', 1], ['e.log', 0]);
    expect(found.bursts).to.eql([{ member: 'cp1', span: [1, 120, 120] }]);
  });

  it('cover nothing of what a missing file held', () => {
    const found = joined([file('e.log', 121, 180), file('e.log.2', 1, 60, 'cp1')], ['e.log.2', 2], ['e.log', 0]);
    expect(found.covered).to.have.deep.members([
      [1, 60],
      [121, 180],
    ]);
    expect(found.members).to.eql(['cp1']);
    expect(found.bursts.map(({ member }) => member)).to.eql(['cp1', 'cp1']);
  });

  it('keep copies apart, as those of the same member', () => {
    const found = joined([file('e.log', 1, 120), file('e.log.1', 1, 60)], ['e.log.1', 1], ['e.log', 0]);
    expect(found.bursts.map(({ span }) => span)).to.have.deep.members([
      [1, 120, 120],
      [1, 60, 60],
    ]);
    expect(found.members).to.eql(['e']);
  });

  it('are not the logs of several members that were numbered', () => {
    const named = joined([file('e.1', 1, 60, 'cp1'), file('e.2', 61, 120, 'cp2')], ['e.2', 2], ['e.1', 1]);
    expect(named.members).to.eql(['cp1', 'cp2']);
    expect(named.bursts).to.have.length(2);
    const unnamed = joined([file('e.1', 1, 60), file('f.2', 30, 90)], ['f.2', 2], ['e.1', 1]);
    expect(unnamed.members).to.eql(['e', 'f']);
  });
});
