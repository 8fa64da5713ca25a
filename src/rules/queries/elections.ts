import type { Burst, CaseFile } from '../../model/case-file.js';
import type { EpochMicros } from '../../model/units.js';
import { SECOND } from '../../model/units.js';
import { burstsOf } from './event-bursts.js';
import { indicatorsOf } from './silence.js';

export interface LeaderChange {
  readonly time: EpochMicros;
  readonly term: number;
  readonly burst: Burst;
  readonly leader: string | null;
}

/** A transfer that somebody asked for is over by then. */
const TRANSFER = 15 * SECOND;

/** One entry a term in which a leader was elected, the first of the log left out: that is how a cluster starts. */
export function electionsOf(file: CaseFile): LeaderChange[] {
  return electedIn(file).slice(1);
}

/**
 * One entry a term in which another leader was elected than before. The first of the log is left out, since that is how a
 * cluster starts, unless the log names the leader before it; so are a leader that is elected again by itself, as a single
 * member is with each start, and transfers that were asked for.
 */
export function changesOfLeader(file: CaseFile): LeaderChange[] {
  const elected = electedIn(file);
  const lost = burstsOf(file, 'leader-lost').flatMap(({ record, start }) =>
    record.kind === 'leader-lost' && record.leader !== null && start !== null ? [{ leader: record.leader, start }] : [],
  );
  const moved = indicatorsOf(file, 'leader-moved');
  return elected.filter((one, i) => {
    const before = elected[i - 1]?.leader ?? lost.find(({ start }) => start <= one.time)?.leader ?? null;
    if (i === 0 && (before === null || before === one.leader)) return false;
    const alone = file.members.length === 1 && before !== null && before === one.leader;
    return !alone && !moved.some(({ start, end }) => one.time >= start - TRANSFER && one.time <= end + TRANSFER);
  });
}

function electedIn(file: CaseFile): LeaderChange[] {
  const terms = new Map<number, LeaderChange>();
  for (const burst of burstsOf(file, 'leader-elected', 'leader-changed')) {
    const { record, start } = burst;
    if (start === null || (record.kind !== 'leader-elected' && record.kind !== 'leader-changed')) continue;
    if (record.term === null || terms.has(record.term)) continue;
    terms.set(record.term, { time: start, term: record.term, burst, leader: record.leader });
  }
  return [...terms.values()].sort((a, b) => a.time - b.time);
}
