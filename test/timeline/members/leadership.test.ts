import { expect } from 'chai';
import type { Burst } from '../../../src/model/case-file.js';
import { lengthWithout, type Leadership } from '../../../src/model/leadership.js';
import { leadershipOf } from '../../../src/timeline/members/leadership.js';
import { livesOf } from '../../../src/timeline/members/lives.js';
import { at, CaseFileBuilder } from '../../case-files/case-file-builder.js';

const NAMES: Readonly<Record<string, string>> = { a1: 'm1', b2: 'm2', c3: 'm3' };
const NOBODY = (): null => null;

class Cluster {
  private builder = new CaseFileBuilder();
  constructor(private readonly members: number) {}
  line(kind: Burst['kind'], seconds: number, member: string, fields: Record<string, unknown> = {}): this {
    this.builder.burst(kind, seconds, { member, input: `${member}.log`, ...fields });
    return this;
  }
  started = (seconds: number, member: string): this => this.line('member-started', seconds, member);
  stopped = (seconds: number, member: string): this => this.line('member-stopped', seconds, member);
  elected = (seconds: number, term: number, leader: string, member: string): this =>
    this.line('leader-elected', seconds, member, { term, leader });
  lost = (seconds: number, member: string, term: number): this =>
    this.line('leader-lost', seconds, member, { term, leader: null });
  log(member: string, from: number, to: number): this {
    this.builder.log(from, to, { member, input: `${member}.log` });
    return this;
  }
  led(): Leadership {
    const { bursts, coverage } = this.builder.build();
    const lives = livesOf(bursts, [], NOBODY);
    return leadershipOf(bursts, (id) => NAMES[id] ?? null, this.members, lives, coverage.etcdLogs);
  }
  gaps(): unknown[] {
    return this.led().without.map((one) => {
      const { least, most } = lengthWithout(one);
      return [(one.earliest - at(0)) / 1e6, one.to === null ? null : (one.to - at(0)) / 1e6, least / 1e6, most / 1e6];
    });
  }
}

describe('timeline/leadership, with the ends of processes', () => {
  it('a single member that is stopped leads nobody, and a start without an election after it is an open gap', () => {
    const one = new Cluster(1).log('m1', 0, 2700).started(0, 'm1').elected(2, 9, 'a1', 'm1').stopped(300, 'm1');
    one.started(1500, 'm1').line('log', 1501, 'm1');
    expect(one.gaps()).to.deep.equal([[300, null, 2400, 2400]]);
    expect(one.led().terms.map(({ to }) => to)).to.deep.equal([at(300)]);
  });

  it('its gap ends with the next election', () => {
    const one = new Cluster(1).log('m1', 0, 900).started(0, 'm1').elected(2, 9, 'a1', 'm1').stopped(300, 'm1');
    one.started(310, 'm1').elected(333, 10, 'a1', 'm1');
    expect(one.gaps()).to.deep.equal([[300, 333, 33, 33]]);
  });

  it('a start without a stop is a kill somewhere before it: the gap has no lower bound but the time since the start', () => {
    const one = new Cluster(1).log('m1', 0, 900).started(0, 'm1').elected(2, 9, 'a1', 'm1');
    one.line('compaction-finished', 280, 'm1').started(310, 'm1').elected(333, 10, 'a1', 'm1');
    expect(one.gaps()).to.deep.equal([[280, 333, 23, 53]]);
  });

  it('a leader that panics is gone at once, whatever the others say later', () => {
    const three = new Cluster(3).log('m1', 0, 900).log('m2', 0, 900).elected(2, 4, 'a1', 'm2');
    three.line('panic', 100, 'm1').lost(101.4, 'm2', 4).elected(101.6, 5, 'b2', 'm2');
    expect(three.gaps().map((gap) => (gap as number[]).map((n) => Number(n.toFixed(3))))).to.deep.equal([
      [100, 101.6, 1.6, 1.6],
    ]);
  });

  it('a leader that is asked to stop may hand over before it goes', () => {
    const three = new Cluster(3).log('m1', 0, 900).log('m2', 0, 900).elected(2, 4, 'a1', 'm2');
    three.stopped(100, 'm1').elected(100.5, 5, 'b2', 'm2');
    expect(three.gaps()).to.deep.equal([[100, 100.5, 0, 0.5]]);
  });

  it('a follower that stops takes no leader away', () => {
    const three = new Cluster(3).log('m1', 0, 900).log('m2', 0, 900).elected(2, 4, 'a1', 'm2').stopped(100, 'm2');
    expect(three.started(130, 'm2').gaps()).to.deep.equal([]);
  });

  it('two of three that are down have no leader, until an election after their return', () => {
    const three = new Cluster(3).log('m1', 0, 900).log('m2', 0, 100).log('m3', 0, 900).elected(2, 4, 'a1', 'm1');
    three.stopped(100, 'm2').line('panic', 150, 'm3').started(400, 'm3').elected(402, 6, 'a1', 'm1');
    expect(three.gaps()).to.deep.equal([[150, 402, 252, 252]]);
  });

  it('the loss was up to two election timeouts before the first line on it', () => {
    const three = new Cluster(3).elected(2, 4, 'a1', 'm2').lost(100, 'm2', 4).lost(100.1, 'm3', 4);
    const [gap] = three.elected(100.2, 5, 'b2', 'm2').gaps() as number[][];
    expect(gap?.map((n) => Number(n.toFixed(3)))).to.deep.equal([98, 100.2, 0.1, 2.2]);
  });
});
