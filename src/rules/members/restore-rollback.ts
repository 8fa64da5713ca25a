import { restoreText } from '../../model/advice/version-settings.js';
import type { Burst, CaseFile, Rule, SizeSample } from '../../model/case-file.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { revisions } from '../queries/open-questions.js';
import { grouped } from '../queries/grouping.js';
import { burstsOf, refusalOf, versionsOf } from '../queries/event-bursts.js';
import { indicatorLines, indicatorsOf } from '../queries/silence.js';
import { clock, count, counted } from '../queries/phrases.js';

/** The store was restored from an older snapshot: its revision falls, and watchers have seen later revisions. */
export const restoreRollback: Rule = {
  id: 'restore-rollback',
  title: 'Restore from an older snapshot',
  explains: 'other',
  judge(file) {
    const fall = fallOf(file) ?? compactedFall(file);
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'contributing',
      subject: fall?.member ?? null,
      share: null,
      arguments: argumentsFor(file),
      remedies: [
        `Restore with ${restoreText(versionsOf(file))}with N larger than the number of writes since the snapshot, so that no client sees a revision twice.`,
        'If the restore is already done: restart every API server, controller manager, scheduler and operator, so that no cache holds revisions that no longer exist.',
      ],
      ask: revisions(file),
    });
  },
};

interface Fall {
  readonly member: string | null;
  readonly before: number;
  readonly after: number;
  readonly says: string;
  readonly lines: readonly SizeSample['exemplar'][];
}

/** Samples that show the revision of the store; of a compaction it is the one that was compacted to. */
const samplesOf = (file: CaseFile): [string, SizeSample[]][] => [
  ...grouped(
    file.sizes.filter(
      (one) =>
        one.time !== null &&
        one.revision !== null &&
        one.member !== null &&
        (one.origin === 'status' || one.origin === 'metrics'),
    ),
    (one) => one.member ?? '',
  ),
];

/** On one member the revision only ever grows; a lower one at a later time is of another store. */
function fallOf(file: CaseFile): Fall | null {
  for (const [member, own] of samplesOf(file)) {
    for (let i = 1; i < own.length; i += 1) {
      const a = own[i - 1] as SizeSample;
      const b = own[i] as SizeSample;
      const [before, after] = [a.revision ?? 0, b.revision ?? 0];
      if (after >= before || a.time === b.time || a.exemplar.input !== b.exemplar.input) continue;
      // A reading that is put right by the next one was of another moment.
      const next = own[i + 1];
      if (next !== undefined && (next.revision ?? 0) >= before && (next.revision ?? 0) - before < before - after)
        continue;
      const says = `the revision of ${member} fell from ${count(before)} to ${count(after)} between ${clock(a.time as never)} and ${clock(b.time as never)} (measured)`;
      return { member, before, after, says, lines: [a.exemplar, b.exemplar] };
    }
  }
  return null;
}

/** Compactions go to ever higher revisions too. */
function compactedFall(file: CaseFile): Fall | null {
  const byMember = grouped(burstsOf(file, 'compaction-finished'), (burst) => burst.member);
  for (const [member, own] of byMember) {
    if (member === null) continue;
    let most: { burst: Burst; revision: number } | null = null;
    for (const burst of own) {
      // etcd's own compactor says so too where somebody else had gone further
      if ('automatic' in burst.record && burst.record.automatic === true) continue;
      const revision = 'revision' in burst.record ? (burst.record.revision ?? null) : null;
      if (revision === null || burst.start === null) continue;
      if (most !== null && revision < most.revision) {
        const says = `${member} compacted to revision ${count(revision)} at ${clock(burst.start)}, after an earlier compaction to ${count(most.revision)}`;
        return { member, before: most.revision, after: revision, says, lines: [most.burst.first, burst.first] };
      }
      most = { burst, revision };
    }
  }
  return null;
}

function argumentsFor(file: CaseFile): Argument[] {
  const fall = fallOf(file);
  const compacted = compactedFall(file);
  const future = indicatorsOf(file, 'future-revision');
  const restored = indicatorsOf(file, 'snapshot-restored', 'new-cluster-forced');
  const indicators: Argument[] = [
    ...(fall === null ? [] : [{ says: fall.says, factor: 20, basis: 'size samples' as const, evidence: fall.lines }]),
    ...(compacted === null
      ? []
      : [{ says: compacted.says, factor: 10, basis: 'compaction lines' as const, evidence: compacted.lines }]),
    ...(future.length === 0
      ? []
      : [
          {
            says: `clients got ${counted(
              future.reduce((sum, indicator) => sum + indicator.count, 0),
              'error',
            )} about a future revision`,
            factor: 5,
            basis: 'client lines' as const,
            evidence: indicatorLines(future),
          },
        ]),
    ...(restored.length === 0
      ? []
      : [
          {
            says: 'a snapshot was restored or a new cluster was forced',
            factor: 10,
            basis: 'snapshot lines' as const,
            evidence: indicatorLines(restored),
          },
        ]),
  ];
  return indicators.length > 0 ? indicators : never(file);
}

/** Two samples of one member and more, and never a lower one. */
function never(file: CaseFile): Argument[] {
  const [longest] = samplesOf(file).sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  const own = longest?.[1] ?? [];
  const first = own[0];
  const last = own.at(-1);
  if (first === undefined || last === undefined || first === last) return [];
  const says = `the revision never decreased in ${counted(own.length, 'sample')} of ${longest?.[0] ?? 'a member'} from ${count(first.revision ?? 0)} to ${count(last.revision ?? 0)} (measured)`;
  return [{ says, factor: 1 / 20, basis: 'size samples', evidence: [first.exemplar, last.exemplar] }];
}
