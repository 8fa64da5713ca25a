import type { Burst, CaseFile } from '../../model/case-file.js';
import type { EpochMicros } from '../../model/units.js';
import { burstsOf } from './event-bursts.js';

export interface LeaderChange {
  readonly time: EpochMicros;
  readonly term: number;
  readonly burst: Burst;
}

/** One entry a term in which a leader was elected, the first of the log left out: that is how a cluster starts. */
export function changesOfLeader(file: CaseFile): LeaderChange[] {
  const terms = new Map<number, LeaderChange>();
  for (const burst of burstsOf(file, 'leader-elected', 'leader-changed')) {
    const { record, start } = burst;
    if (start === null || (record.kind !== 'leader-elected' && record.kind !== 'leader-changed')) continue;
    if (record.term === null || terms.has(record.term)) continue;
    terms.set(record.term, { time: start, term: record.term, burst });
  }
  return [...terms.values()].sort((a, b) => a.time - b.time).slice(1);
}
