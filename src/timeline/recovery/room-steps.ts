import type { Burst } from '../../model/case-file.js';
import type { AuditedStep } from '../../model/recovery-audit.js';
import type { EpochMicros } from '../../model/units.js';
import { burstsFrom, type Defragmentation, leaderAt, type RecoveryCase } from './case.js';
import { listed, mib, named, step } from './step.js';

/** Less than this share of the file released is nothing. */
const NOTHING = 0.05;
/** A file this near its limit is still full. */
const FULL = 0.9;

export function compaction(
  { bursts, coverage }: RecoveryCase,
  refused: EpochMicros,
  done: readonly Burst[],
  defrags: readonly Defragmentation[],
): AuditedStep[] {
  const [first] = done;
  const defrag = defrags[0];
  if (first !== undefined && (defrag === undefined || (first.start ?? 0) <= defrag.to))
    return [
      step('compaction', 'right', `history was compacted${defrag === undefined ? '' : ' before the defragmentation'}`, [
        first.first,
      ]),
    ];
  const earlier = bursts.some((burst) => burst.kind === 'compaction-finished' && (burst.start ?? Infinity) < refused);
  if (defrag === undefined || earlier) return [];
  const known = coverage.etcdLogs.some((log) => log.info && log.span.from <= refused && log.span.to >= defrag.from);
  if (first !== undefined)
    return [
      step(
        'compaction',
        'without effect',
        `${named(defrag.member)} was defragmented before any compaction: a defragmentation frees only free pages, and history is still in use`,
        [...defrag.evidence, first.first],
      ),
    ];
  if (!known)
    return [step('compaction', 'not shown', 'no input shows a compaction before the defragmentation', defrag.evidence)];
  return [
    step(
      'compaction',
      'missing',
      'nothing was compacted before the defragmentation, and the log covers that time',
      defrag.evidence,
    ),
  ];
}

export function defragmentation(
  { sizes }: RecoveryCase,
  refused: EpochMicros,
  compactions: readonly Burst[],
  defrags: readonly Defragmentation[],
): AuditedStep[] {
  const members = [...new Set(sizes.flatMap((one) => (one.member === null ? [] : [one.member])))].sort();
  const told = defrags.map((one): AuditedStep => {
    const { member, before, after, evidence, from } = one;
    if (before === null || after === null || before <= 0)
      return step('defragmentation', 'right', `${named(member)} was defragmented`, evidence, from);
    const freed = before - after;
    const says = `${named(member)} was defragmented from ${mib(before)} to ${mib(after)}`;
    if (freed < NOTHING * before)
      return step('defragmentation', 'without effect', `${says}: it had almost no free pages`, evidence, from);
    return step('defragmentation', 'right', says, evidence, from);
  });
  const done = new Set(defrags.map((one) => one.member));
  const full = members.flatMap((member) => {
    const last = sizes.findLast(
      (one) => one.member === member && one.time !== null && one.time > refused && one.dbSizeBytes !== null,
    );
    const limit = sizes.findLast((one) => one.quotaBytes !== null)?.quotaBytes ?? null;
    if (done.has(member) || last === undefined || compactions.length === 0) return [];
    const at = sizes.findLast(
      (one) => one.member === member && one.time !== null && one.time <= refused && one.dbSizeBytes !== null,
    );
    const high = limit ?? at?.dbSizeBytes ?? null;
    return high !== null && (last.dbSizeBytes ?? 0) >= FULL * high ? [{ member, line: last.exemplar }] : [];
  });
  if (full.length === 0) return told;
  const says = `${listed(full.map((one) => one.member))} kept ${full.length === 1 ? 'its' : 'their'} maximum file size to the end, and no input shows a defragmentation there`;
  return [
    ...told,
    step(
      'defragmentation',
      'missing',
      says,
      full.map((one) => one.line),
    ),
  ];
}

export function failures({ bursts }: RecoveryCase, refused: EpochMicros): AuditedStep[] {
  return burstsFrom(bursts, refused, 'defragmentation-failed').map((burst) => {
    const why = burst.record.kind === 'defragmentation-failed' ? (burst.record.error ?? '') : '';
    return step(
      'defragmentation',
      'without effect',
      `a defragmentation of ${named(burst.member)} failed${why === '' ? '' : `: ${why.slice(0, 120)}`}`,
      [burst.first],
    );
  });
}

/** Each stops its member; two at once of three stop the cluster. */
export function oneAtATime(defrags: readonly Defragmentation[]): AuditedStep[] {
  if (defrags.length < 2) return [];
  const pairs = defrags.flatMap((a, i) =>
    defrags
      .slice(i + 1)
      .filter((b) => b.member !== a.member && b.from < a.to && a.from < b.to)
      .map((b) => [a, b] as const),
  );
  const [both] = pairs;
  if (both === undefined) {
    if (new Set(defrags.map((one) => one.member)).size < 2) return [];
    return [
      step(
        'one-at-a-time',
        'right',
        'members were defragmented one at a time',
        defrags.flatMap((one) => one.evidence.slice(-1)),
      ),
    ];
  }
  const [a, b] = both;
  return [
    step(
      'one-at-a-time',
      'dangerous',
      `${named(a.member)} and ${named(b.member)} were defragmented at the same time: a member does not answer requests during its defragmentation`,
      [...a.evidence.slice(-1), ...b.evidence.slice(-1)],
    ),
  ];
}

/** Of each round of defragmentations the leader's belongs last, or after its leadership is moved. */
export function leaderLast(made: RecoveryCase, defrags: readonly Defragmentation[]): AuditedStep[] {
  const others = new Set(defrags.map((one) => one.member));
  if (others.size < 2) return [];
  const leader = defrags.find((one) => one.member !== null && leaderAt(made, one.from) === one.member);
  if (leader === undefined) return [];
  const later = defrags.filter((one) => one.from > leader.to && one.member !== leader.member);
  const unseen = later.filter((one) => !defrags.some((two) => two.member === one.member && two.to <= leader.from));
  if (unseen.length === 0)
    return [
      step('leader-last', 'right', `${named(leader.member)}, the leader, was defragmented last`, leader.evidence),
    ];
  return [
    step(
      'leader-last',
      'dangerous',
      `${named(leader.member)} was defragmented while it was the leader, before ${listed([...new Set(unseen.map((one) => named(one.member)))])}: all writes waited for it; move the leadership first and defragment it last`,
      leader.evidence,
    ),
  ];
}
