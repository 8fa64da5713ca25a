import type { Burst, CaseFile } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import type { EpochMicros } from '../../model/units.js';
import { epochMicros, SECOND } from '../../model/units.js';
import { burstsOf } from './event-bursts.js';

/** A stretch in which a member did nothing at all, by its own timers. */
export interface Pause {
  readonly member: string;
  readonly end: EpochMicros;
  readonly length: number;
  /** To how many peers it was late at once. */
  readonly peers: number;
  readonly lines: readonly Exemplar[];
}

/** A leader that is late by less is common under load. */
const LEAST = 2 * SECOND;
/** Lines of the moment of waking. */
const AT_ONCE = SECOND;

const lateBy = (burst: Burst): number =>
  burst.worstRecord.kind === 'heartbeat-late' ? (burst.worstRecord.exceeded ?? 0) : 0;

/**
 * The timer of a leader is late by a time in which its log has no line: a process that is merely slow continues writing.
 * Only logs that would have lines then tell, so a log has to have some around it.
 */
export function pausesOf(file: CaseFile): Pause[] {
  const late = burstsOf(file, 'heartbeat-late').filter(
    (one) => one.member !== null && one.source === 'etcd' && lateBy(one) >= LEAST,
  );
  const found: Pause[] = [];
  for (const burst of late) {
    const time = burst.worst.time ?? burst.start;
    const member = burst.member;
    if (time === null || member === null) continue;
    const length = lateBy(burst);
    const held = found.find((one) => one.member === member && Math.abs(one.end - time) <= AT_ONCE);
    if (held !== undefined) continue;
    if (!isSilent(file, member, time - length + AT_ONCE, time - AT_ONCE)) continue;
    const same = late.filter((one) => one.member === member && Math.abs((one.worst.time ?? 0) - time) <= AT_ONCE);
    found.push({
      member,
      end: epochMicros(time),
      length,
      peers: Math.max(...same.map((one) => one.count), 1),
      lines: same.map((one) => one.worst),
    });
  }
  return found;
}

/** No event of that member begins, or continues, in the stretch. */
function isSilent(file: CaseFile, member: string, from: number, to: number): boolean {
  return !file.bursts.some(
    (one) =>
      one.member === member &&
      one.source === 'etcd' &&
      one.start !== null &&
      ((one.start > from && one.start < to) || (one.end !== null && one.end > from && one.end < to)),
  );
}
