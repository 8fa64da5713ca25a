import type { CaseFile, Rule, SizeSample } from '../../model/case-file.js';
import { MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { appliedIndexes } from '../queries/open-questions.js';
import { grouped } from '../queries/grouping.js';
import { burstsOf, firstLines, refusalOf } from '../queries/event-bursts.js';
import { absences } from '../queries/peers.js';
import { indicatorsOf } from '../queries/silence.js';
import { statusRounds } from '../queries/status-rounds.js';
import { count, counted } from '../queries/phrases.js';

/** A member that was away may need a snapshot when it is back. */
const AFTER_RETURN = 10 * MINUTE;

/** A member falls behind the others, and is sent the whole database again and again. */
export const laggingMember: Rule = {
  id: 'lagging-member',
  title: 'Lagging member',
  explains: 'latency',
  judge(file) {
    const found = lagsOf(file);
    const subject = sentTo(file)[0]?.member ?? found.at(-1)?.member ?? null;
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'amplifier',
      subject,
      share: null,
      arguments: argumentsFor(file, found),
      remedies: [
        `Measure disk and network of ${subject ?? 'that member'}; if they are healthy, replace the member: etcdctl member remove, empty its data directory, member add, start it. Do not remove a second member before it has caught up.`,
      ],
      ask: appliedIndexes(file),
    });
  },
};

interface Lag {
  readonly member: string | null;
  readonly time: number;
  readonly entries: number;
  readonly lines: readonly SizeSample['exemplar'][];
}

/** How far behind the hindmost member is at each round: by raft indexes, its own or the others', else by revisions. */
function lagsOf(file: CaseFile): Lag[] {
  return statusRounds(file).flatMap((round): Lag[] => {
    const time = round[0]?.sample.time ?? 0;
    const known = round.filter((one) => one.applied !== null);
    const ahead = Math.max(0, ...known.map((one) => Math.max(one.index ?? 0, one.applied ?? 0)));
    const byIndex = known.map((one) => ({ one, gap: ahead - (one.applied ?? 0) }));
    const revised = round.filter((one) => one.sample.revision !== null);
    const most = Math.max(0, ...revised.map((one) => one.sample.revision ?? 0));
    // Where raft has applied the same, other revisions are other data, and no lag.
    const byRevision =
      revised.length < 2 || known.length === revised.length
        ? []
        : revised.map((one) => ({ one, gap: most - (one.sample.revision ?? 0) }));
    const [worst] = [...byIndex, ...byRevision].sort((a, b) => b.gap - a.gap);
    if (worst === undefined) return [];
    const lead = round.find((one) => one.index === ahead || one.applied === ahead || one.sample.revision === most);
    const lines = [worst.one, ...(lead === undefined || lead === worst.one ? [] : [lead])];
    return [
      { member: worst.one.sample.member, time, entries: worst.gap, lines: lines.map((one) => one.sample.exemplar) },
    ];
  });
}

/** Members that were sent the database: by the sender's line, else by what they applied themselves. */
function sentTo(file: CaseFile) {
  const names = new Map(file.members.flatMap(({ id, name }) => (id === null ? [] : [[id, name] as const])));
  const sent = burstsOf(file, 'snapshot-sent').flatMap((burst) => {
    const to = burst.record.kind === 'snapshot-sent' ? burst.record.to : null;
    return to === null || burst.start === null
      ? []
      : [{ member: names.get(to) ?? to, time: burst.start, line: burst.first, failed: false }];
  });
  const failed = burstsOf(file, 'snapshot-failed').flatMap((burst) => {
    const to = 'peer' in burst.record ? (burst.record.peer ?? null) : null;
    return to === null || burst.start === null
      ? []
      : [{ member: names.get(to) ?? to, time: burst.start, line: burst.first, failed: true }];
  });
  const applied = indicatorsOf(file, 'snapshot-applied').flatMap((indicator) =>
    indicator.member === null
      ? []
      : [{ member: indicator.member, time: indicator.start, line: indicator.first, failed: false }],
  );
  const all = sent.length + failed.length > 0 ? [...sent, ...failed] : applied;
  return [...grouped(all, (one) => one.member)]
    .map(([member, own]) => ({ member, own }))
    .sort((a, b) => b.own.length - a.own.length || (a.member < b.member ? -1 : 1));
}

function argumentsFor(file: CaseFile, lags: readonly Lag[]): Argument[] {
  const limit = file.thresholds.laggingEntries;
  const far = lags.filter((lag) => lag.entries >= limit);
  const last = lags.at(-1);
  const worst = far.reduce<Lag | null>((most, one) => (most === null || one.entries > most.entries ? one : most), null);
  const basis = 'size samples' as const;
  const sent = snapshots(file);
  if (worst === null) {
    const most = lags.reduce<Lag | null>(
      (found, one) => (found === null || one.entries > found.entries ? one : found),
      null,
    );
    if (most === null) return sent;
    const says = `in ${counted(lags.length, 'status round')}, no member was more than ${count(most.entries)} entries behind (measured)`;
    return [
      ...sent,
      {
        says,
        factor: sent.length > 0 ? 1 / 5 : 1 / 20,
        basis,
        evidence: [...most.lines, ...(last?.lines ?? [])],
        scope: { source: 'status', members: compared(file) },
      },
    ];
  }
  const lines = far.flatMap((one) => one.lines);
  const says = `${worst.member ?? 'a member'} was up to ${count(worst.entries)} entries behind, in ${counted(far.length, 'status round')} (measured)`;
  const closes = last !== undefined && last.entries < limit / 10;
  return [
    { says, factor: far.length > 1 ? 20 : 5, basis, evidence: lines },
    ...sent,
    ...(closes ? [{ says: 'the gap had closed by the last status', factor: 1 / 4, basis, evidence: last.lines }] : []),
  ];
}

/** Members that some round of status holds against another. */
const compared = (file: CaseFile): string[] => [
  ...new Set(
    statusRounds(file)
      .filter((round) => round.length > 1)
      .flatMap((round) => round.flatMap(({ sample }) => sample.member ?? [])),
  ),
];

/** One after a return is how a member catches up; again and again it doesn't. */
function snapshots(file: CaseFile): Argument[] {
  const [most] = sentTo(file);
  if (most === undefined) return [];
  // That is how a member joins, too.
  const joined = indicatorsOf(file, 'member-joined').map((one) => ({
    from: one.start,
    to: one.end,
  }));
  const gone = [...absences(file).filter((one) => one.member === most.member), ...joined];
  const open = most.own.filter(({ time }) => !gone.some((one) => time >= one.from && time <= one.to + AFTER_RETURN));
  const evidence = most.own.map((one) => one.line);
  const basis = 'snapshot lines' as const;
  const lost = most.own.filter((one) => one.failed).length;
  const without =
    lost === 0 ? '' : `, ${lost === most.own.length ? 'and it never arrived' : `${count(lost)} of them in vain`}`;
  const told = `${most.member} ${lost === most.own.length ? 'was to receive' : 'received'} a full snapshot ${counted(most.own.length, 'time')}${without}`;
  if (open.length === 0 && most.own.length < 3)
    return [
      {
        says: `${told}, after it had been stopped, restarted or added, which is how it catches up`,
        factor: 1 / 5,
        basis,
        evidence: [
          ...evidence,
          ...firstLines(burstsOf(file, 'member-started').filter((one) => one.member === most.member)),
        ],
      },
    ];
  return [{ says: told, factor: most.own.length >= 3 ? 20 : most.own.length === 2 ? 10 : 4, basis, evidence }];
}
