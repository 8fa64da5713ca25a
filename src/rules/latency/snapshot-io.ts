import type { CaseFile, Rule, SnapshotStream } from '../../model/case-file.js';
import { MINUTE, SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { backups } from '../queries/open-questions.js';
import { coincidenceArguments, coincidenceOf } from '../queries/coincidence.js';
import { burstsOf, firstLines, refusalOf } from '../queries/event-bursts.js';
import { everyMemberLogged } from '../queries/silence.js';
import { counted, duration, listed } from '../queries/phrases.js';

/** A snapshot without an end in the log is over by then. */
const LONGEST = 10 * MINUTE;
/** A shorter one reads next to nothing. */
const NOTICEABLE = SECOND;

/** A backup, or a snapshot for a member that lags, reads the whole file while others wait for the disk. */
export const snapshotIo: Rule = {
  id: 'snapshot-io',
  title: 'Snapshot I/O load',
  explains: 'latency',
  judge(file) {
    const sent = (file.snapshots ?? []).filter((one) => endOf(one) - one.start >= NOTICEABLE);
    const members = [...new Set(sent.flatMap((one) => one.member ?? []))].sort();
    const stretches = sent.map((one) => ({ member: one.member, from: one.start, to: endOf(one) }));
    const found = coincidenceOf(file, stretches);
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'amplifier',
      subject: members.length === 0 ? null : listed(members),
      share: sent.length === 0 ? null : (found?.part ?? null),
      arguments: argumentsFor(file, sent, found),
      remedies: [
        'Take backups from a follower at a time of low load, to another disk than the data directory, and use ionice if the backup runs on the host.',
      ],
      ask: backups(file),
      atMost: sent.some((one) => one.end !== null)
        ? null
        : { confidence: 0.5, because: 'no line shows how long a snapshot took' },
    });
  },
};

const endOf = (stream: SnapshotStream): number => stream.end ?? stream.start + LONGEST;

function argumentsFor(
  file: CaseFile,
  sent: readonly SnapshotStream[],
  found: ReturnType<typeof coincidenceOf>,
): Argument[] {
  if (sent.length === 0) return none(file);
  const known = sent.filter((one) => one.end !== null);
  const longest = Math.max(0, ...known.map((one) => (one.end ?? 0) - one.start));
  const says = `${counted(sent.length, 'snapshot')} of the database ${sent.length === 1 ? 'was' : 'were'} sent${known.length === 0 ? '' : `, the longest took ${duration(longest)}`}`;
  const evidence = sent.flatMap((one) => one.evidence);
  const timed = coincidenceArguments(found, 'snapshots');
  if (found === null || found.all < 5)
    return [{ says: `${says}, and almost no request was slow`, factor: 1 / 10, basis: 'snapshot lines', evidence }];
  return [{ says, factor: 2, basis: 'snapshot lines', evidence }, ...timed];
}

/** Slow, and no member sent a snapshot, in logs of all members; or those that were sent took no time. */
function none(file: CaseFile): Argument[] {
  const short = (file.snapshots ?? []).flatMap((one) => one.evidence);
  if (short.length > 0)
    return [{ says: 'no snapshot took a second or longer', factor: 1 / 10, basis: 'snapshot lines', evidence: short }];
  const slow = burstsOf(file, 'slow-apply', 'slow-fsync').filter((burst) => burst.source === 'etcd');
  const any = burstsOf(file, 'snapshot-sent').length > 0;
  if (file.snapshots === undefined || any || slow.length === 0 || !everyMemberLogged(file)) return [];
  const says = `the logs of all members show no snapshot, and ${counted(slow.length, 'period')} of slow requests occurred without one`;
  return [{ says, factor: 1 / 20, basis: 'log silence', evidence: firstLines(slow) }];
}
