import type { CaseFile, Rule, SizeSample, SnapshotStream } from '../../model/case-file.js';
import { MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { openReads } from '../queries/open-questions.js';
import type { Round } from '../queries/compactions.js';
import { roundsOf } from '../queries/compactions.js';
import { grouped } from '../queries/grouping.js';
import { burstsOf, firstLines, infoCovers, refusalOf } from '../queries/event-bursts.js';
import { clock, duration, size } from '../queries/phrases.js';

/** A sample this long before or after a compaction still speaks of it. */
const NEAR = 15 * MINUTE;
/** A snapshot without an end in the log is over by then. */
const LONGEST = 10 * MINUTE;

/**
 * Pages that an open read transaction can still see are pending, and etcd counts them as in use: a compaction frees
 * nothing until a backup or another long read ends.
 */
export const longReadPinsPages: Rule = {
  id: 'long-read-pins-pages',
  title: 'Long read transaction blocking page reuse',
  explains: 'retention',
  judge(file) {
    const pinned = pinnedAt(file);
    return conclude({
      // After the refusal it keeps the room from being made: it didn't take the room.
      role: pinned !== null && pinned.fall.round.time > (refusalOf(file) ?? Infinity) ? 'prolonged' : 'contributing',
      subject: pinned?.stream.member ?? null,
      share: null,
      arguments: argumentsFor(file, pinned),
      remedies: [
        'Limit backups: set a timeout for etcdctl snapshot save, take it from a follower, and not during a compaction. Look for clients that keep a read transaction open (etcd_mvcc_db_open_read_transactions).',
        'After the read ends, the next compaction and writes reuse those pages. Only a defragmentation shrinks the file.',
      ],
      ask: openReads(file),
      atMost: refusalOf(file) === null ? { confidence: 0.6, because: 'no write was refused' } : null,
    });
  },
};

interface Fall {
  readonly round: Round;
  readonly member: string | null;
  readonly before: SizeSample;
  readonly after: SizeSample;
  readonly share: number;
}

/** What each compaction took off each member's data in use, as far as samples lie on both sides of it. */
function fallsOf(file: CaseFile): Fall[] {
  const samples = file.sizes.filter((sample) => sample.time !== null && (sample.dbSizeInUseBytes ?? 0) > 0);
  const members = grouped(samples, (sample) => sample.member);
  return roundsOf(file).flatMap((round) =>
    [...members].flatMap(([member, own]): Fall[] => {
      // The line of a compaction carries the size behind it.
      const began = round.time - (round.took ?? 0);
      const before = own[firstFrom(own, began) - 1];
      const after = own[firstFrom(own, round.time)];
      if (before === undefined || after === undefined) return [];
      if ((before.time ?? 0) < began - NEAR || (after.time ?? 0) > round.time + NEAR) return [];
      const was = before.dbSizeInUseBytes ?? 0;
      return [{ round, member, before, after, share: (was - (after.dbSizeInUseBytes ?? 0)) / was }];
    }),
  );
}

/** Where the samples from a moment on begin; they are in the order of time. */
function firstFrom(samples: readonly SizeSample[], time: number): number {
  let low = 0;
  let high = samples.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samples[middle]?.time ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

interface Pinned {
  readonly fall: Fall;
  readonly stream: SnapshotStream;
  /** The same compaction on a member that sent nothing. */
  readonly elsewhere: Fall | null;
  /** A later compaction on this member, the snapshot having ended. */
  readonly later: Fall | null;
}

/** A compaction that freed next to nothing on a member that was sending a snapshot then. */
function pinnedAt(file: CaseFile): Pinned | null {
  const falls = fallsOf(file);
  const least = file.thresholds.compactionFallShare;
  for (const fall of falls) {
    if (fall.share >= least) continue;
    const stream = (file.snapshots ?? []).find(
      (one) => one.member === fall.member && one.start <= fall.round.time && endOf(one) >= fall.round.time,
    );
    if (stream === undefined) continue;
    const elsewhere =
      falls.find((one) => one.round === fall.round && one.member !== fall.member && one.share >= least) ?? null;
    const later =
      falls.find((one) => one.member === fall.member && one.round.time > endOf(stream) && one.share >= least) ?? null;
    return { fall, stream, elsewhere, later };
  }
  return null;
}

const endOf = (stream: SnapshotStream): number => stream.end ?? stream.start + LONGEST;

function argumentsFor(file: CaseFile, pinned: Pinned | null): Argument[] {
  if (pinned === null) return against(file);
  const { fall, stream, elsewhere, later } = pinned;
  const until = stream.end === null ? 'its end is not in the log' : `for ${duration(stream.end - stream.start)}`;
  const says = `the compaction at ${clock(fall.round.time)} left ${size(fall.after.dbSizeInUseBytes ?? 0)} of ${size(fall.before.dbSizeInUseBytes ?? 0)} in use on ${fall.member ?? 'the member'} (measured), and that member was sending a snapshot since ${clock(stream.start)}, ${until}`;
  const evidence = [fall.before.exemplar, fall.after.exemplar, fall.round.line];
  return [
    { says, factor: 5, basis: 'size samples', evidence },
    { says: 'an open snapshot keeps pages', factor: 2, basis: 'snapshot lines', evidence: stream.evidence },
    ...(elsewhere === null
      ? []
      : [
          {
            says: `the same compaction reduced ${elsewhere.member ?? 'another member'} from ${size(elsewhere.before.dbSizeInUseBytes ?? 0)} to ${size(elsewhere.after.dbSizeInUseBytes ?? 0)}`,
            factor: 5,
            basis: 'size samples' as const,
            evidence: [elsewhere.before.exemplar, elsewhere.after.exemplar],
          },
        ]),
    ...(later === null
      ? []
      : [
          {
            says: `the next compaction after it freed ${size((later.before.dbSizeInUseBytes ?? 0) - (later.after.dbSizeInUseBytes ?? 0))} there`,
            factor: 4,
            basis: 'size samples' as const,
            evidence: [later.before.exemplar, later.after.exemplar],
          },
        ]),
  ];
}

/** Compactions that freed what they should, or no snapshot in a log that would report one. */
function against(file: CaseFile): Argument[] {
  const rounds = roundsOf(file);
  const [last] = rounds.slice(-1);
  if (last === undefined) return [];
  const freed = fallsOf(file).filter((fall) => fall.share >= file.thresholds.compactionFallShare);
  const best = freed.at(-1);
  if (best !== undefined && noneHeld(file)) {
    const says = `the compaction at ${clock(best.round.time)} freed ${size((best.before.dbSizeInUseBytes ?? 0) - (best.after.dbSizeInUseBytes ?? 0))} on ${best.member ?? 'the member'} (measured)`;
    return [{ says, factor: 1 / 20, basis: 'size samples', evidence: [best.before.exemplar, best.after.exemplar] }];
  }
  const [first] = rounds;
  const sent = burstsOf(file, 'snapshot-sent');
  if (first === undefined || (file.snapshots ?? []).length > 0 || sent.length > 0) return [];
  if (file.snapshots === undefined || !everyLogCovers(file, first.time - MINUTE, last.time)) return [];
  const says = 'no member sent a snapshot around the compactions, and the logs cover that time';
  const evidence = [first.line, last.line, ...firstLines(burstsOf(file, 'member-started')).slice(0, 1)];
  return [{ says, factor: 1 / 10, basis: 'log silence', evidence }];
}

const noneHeld = (file: CaseFile): boolean =>
  fallsOf(file).every((fall) => fall.share >= file.thresholds.compactionFallShare);

/** Snapshots are of one member: another one's log says nothing of them. */
function everyLogCovers(file: CaseFile, from: number, to: number): boolean {
  const members = new Set(file.members.map((member) => member.name));
  return members.size > 0 && [...members].every((member) => infoCovers(file, from, to, member));
}
