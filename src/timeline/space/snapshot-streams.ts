import type { SnapshotStartTally } from '../../aggregates/snapshot-starts.js';
import type { Burst, SnapshotStream } from '../../model/case-file.js';
import { compareExemplars } from '../../model/origin.js';
import { epochMicros, HOUR, SECOND } from '../../model/units.js';
import type { MemberResolver } from '../members/members.js';

/** An end this long after a start is of another snapshot. */
const LONGEST = 6 * HOUR;
/** Two renderings of one line. */
const SAME = 1.2 * SECOND;

/**
 * The stretches in which a member sent a snapshot: all the while a read transaction is open, and pages that a
 * compaction frees stay. A start without an end was cut off, or its end isn't in the log.
 */
export function snapshotStreams(
  tally: SnapshotStartTally,
  bursts: readonly Burst[],
  members: MemberResolver,
): SnapshotStream[] {
  const found: { member: string | null; start: number; exemplar: SnapshotStream['evidence'][number] }[] = [];
  const starts = [...tally]
    .flatMap(([stream, { list }]) => {
      const member = members.ofStream(stream);
      // Past a limit near ones are joined; the first and the last of them are known.
      return list.flatMap(({ start, end, first }) =>
        end > start
          ? [
              { member, start, exemplar: first },
              { member, start: end, exemplar: first },
            ]
          : [{ member, start, exemplar: first }],
      );
    })
    .sort((a, b) => a.start - b.start || compareExemplars(a.exemplar, b.exemplar));
  for (const one of starts)
    if (!found.some((held) => held.member === one.member && Math.abs(held.start - one.start) <= SAME)) found.push(one);
  const ends = bursts.filter((burst) => burst.kind === 'snapshot-sent' && burst.start !== null);
  const used = new Set<Burst>();
  return found.map(({ member, start, exemplar }): SnapshotStream => {
    const next = found.find((other) => other.member === member && other.start > start)?.start ?? Infinity;
    const end = ends.find(
      (burst) =>
        !used.has(burst) &&
        burst.member === member &&
        (burst.start ?? 0) >= start - SAME &&
        (burst.start ?? 0) <= Math.min(start + LONGEST, next),
    );
    if (end !== undefined) used.add(end);
    return {
      member,
      start: epochMicros(start),
      end: end?.start ?? null,
      evidence: end === undefined ? [exemplar] : [exemplar, end.first],
    };
  });
}
