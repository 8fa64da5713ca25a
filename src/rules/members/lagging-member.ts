import type { CaseFile, Rule, SizeSample } from '../../model/case-file.js';
import { MINUTE, SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { appliedIndexes } from '../queries/open-questions.js';
import { grouped } from '../queries/grouping.js';
import { burstsOf, firstLines, refusalOf } from '../queries/event-bursts.js';
import { absences } from '../queries/peers.js';
import { indicatorsOf } from '../queries/silence.js';
import { count, counted } from '../queries/phrases.js';

/** Samples of one round of status. */
const TOGETHER = 5 * SECOND;
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
        `Measure disk and network of ${subject ?? 'that member'}; if they are sound, replace it: etcdctl member remove, empty its data directory, member add, start it. Never remove a second member before it has caught up.`,
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

/** `"raftIndex":2121,"raftAppliedIndex":2100`, `"RaftIndex" : 2121`, or the columns RAFT TERM, RAFT INDEX, RAFT APPLIED INDEX. */
function ownGap(text: string): number | null {
  const index = /"[Rr]aftIndex"\s*:\s*(\d{1,16})/.exec(text)?.[1];
  const applied = /"[Rr]aftAppliedIndex"\s*:\s*(\d{1,16})/.exec(text)?.[1];
  if (index !== undefined && applied !== undefined) return Number(index) - Number(applied);
  const row = /[|│]\s*\d+\s*[|│]\s*(\d{1,16})\s*[|│]\s*(\d{1,16})\s*[|│]/.exec(text);
  return row === null ? null : Number(row[1]) - Number(row[2]);
}

/** Rounds of status in order, each with its members' samples. */
function roundsOf(file: CaseFile): SizeSample[][] {
  const samples = file.sizes.filter(
    (one) => one.time !== null && one.member !== null && (one.origin === 'status' || one.origin === 'metrics'),
  );
  const rounds: SizeSample[][] = [];
  for (const sample of samples) {
    const last = rounds.at(-1);
    const together =
      last !== undefined &&
      (sample.time ?? 0) - (last[0]?.time ?? 0) <= TOGETHER &&
      !last.some((one) => one.member === sample.member);
    if (together) last.push(sample);
    else rounds.push([sample]);
  }
  return rounds;
}

/** How far behind the hindmost member is at each round: by its own indexes, else by its revision. */
function lagsOf(file: CaseFile): Lag[] {
  return roundsOf(file).flatMap((round): Lag[] => {
    const first = round[0] as SizeSample;
    const gaps = round.map((one) => ({ one, gap: ownGap(one.exemplar.text) ?? 0 }));
    const own = gaps.reduce((most, next) => (next.gap > most.gap ? next : most));
    const known = round.filter((one) => one.revision !== null);
    const ahead = known.reduce<SizeSample | null>(
      (most, one) => (most === null || (one.revision ?? 0) > (most.revision ?? 0) ? one : most),
      null,
    );
    const behind = known.reduce<SizeSample | null>(
      (least, one) => (least === null || (one.revision ?? 0) < (least.revision ?? 0) ? one : least),
      null,
    );
    const apart =
      ahead === null || behind === null || known.length < 2 ? 0 : (ahead.revision ?? 0) - (behind.revision ?? 0);
    if (known.length < 2 && !gaps.some(({ one }) => ownGap(one.exemplar.text) !== null)) return [];
    const time = first.time ?? 0;
    if (own.gap >= apart) return [{ member: own.one.member, time, entries: own.gap, lines: [own.one.exemplar] }];
    const lines = [behind, ahead].flatMap((one) => (one === null ? [] : [one.exemplar]));
    return [{ member: behind?.member ?? null, time, entries: apart, lines }];
  });
}

/** Members that were sent the database: by the sender's line, else by what they applied themselves. */
function sentTo(file: CaseFile) {
  const names = new Map(file.members.flatMap(({ id, name }) => (id === null ? [] : [[id, name] as const])));
  const sent = burstsOf(file, 'snapshot-sent').flatMap((burst) => {
    const to = burst.record.kind === 'snapshot-sent' ? burst.record.to : null;
    return to === null || burst.start === null
      ? []
      : [{ member: names.get(to) ?? to, time: burst.start, line: burst.first }];
  });
  const applied = indicatorsOf(file, 'snapshot-applied').flatMap((indicator) =>
    indicator.member === null ? [] : [{ member: indicator.member, time: indicator.start, line: indicator.first }],
  );
  const all = sent.length > 0 ? sent : applied;
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
    const says = `at ${counted(lags.length, 'round')} of status no member was more than ${count(most.entries)} entries behind (measured)`;
    return [
      ...sent,
      { says, factor: sent.length > 0 ? 1 / 5 : 1 / 20, basis, evidence: [...most.lines, ...(last?.lines ?? [])] },
    ];
  }
  const lines = far.flatMap((one) => one.lines);
  const says = `${worst.member ?? 'a member'} was up to ${count(worst.entries)} entries behind, at ${counted(far.length, 'round')} of status (measured)`;
  const closes = last !== undefined && last.entries < limit / 10;
  return [
    { says, factor: far.length > 1 ? 20 : 5, basis, evidence: lines },
    ...sent,
    ...(closes ? [{ says: 'the gap had closed by the last status', factor: 1 / 4, basis, evidence: last.lines }] : []),
  ];
}

/** One after a return is how a member catches up; again and again it doesn't. */
function snapshots(file: CaseFile): Argument[] {
  const [most] = sentTo(file);
  if (most === undefined) return [];
  const gone = absences(file).filter((one) => one.member === most.member);
  const open = most.own.filter(({ time }) => !gone.some((one) => time >= one.from && time <= one.to + AFTER_RETURN));
  const evidence = most.own.map((one) => one.line);
  const basis = 'snapshot lines' as const;
  const told = `${most.member} was sent the whole database ${counted(most.own.length, 'time')}`;
  if (open.length === 0 && most.own.length < 3)
    return [
      {
        says: `${told}, after it had been stopped or restarted, which is how it catches up`,
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
