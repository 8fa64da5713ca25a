import type { CaseFile, Rule } from '../../model/case-file.js';
import { MINUTE, SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { clocksOfMembers } from '../queries/open-questions.js';
import type { CertificateRefusal } from '../queries/certificates.js';
import { certificateRefusals } from '../queries/certificates.js';
import { burstsOf, total, worstLines } from '../queries/event-bursts.js';
import { indicatorLines, indicatorsOf, silenceOf } from '../queries/silence.js';
import { counted, duration, listed } from '../queries/phrases.js';

/**
 * Clocks differ. Raft of v3 goes by ticks, and not by the time of day, so a difference explains neither refusals nor
 * elections: it puts stamps and certificates off, and is a red herring else.
 */
export const clockSkew: Rule = {
  id: 'clock-skew',
  title: 'Clock skew',
  explains: 'other',
  judge(file) {
    return conclude({
      role: 'contributing',
      subject: subjectOf(file),
      share: null,
      arguments: argumentsFor(file),
      remedies: [
        'Fix time synchronisation on every member (chrony or systemd-timesyncd, one source for all), and consider the clock difference when you compare timestamps of members.',
      ],
      ask: clocksOfMembers(),
    });
  },
};

function argumentsFor(file: CaseFile): Argument[] {
  const lines = burstsOf(file, 'clock-difference');
  const wrong = (file.clocks ?? []).filter((clock) => clock.applied && Math.abs(clock.offset) > SECOND);
  const set = indicatorsOf(file, 'clock-set');
  if (lines.length === 0 && set.length === 0) {
    const related = certificates(file, Math.max(0, ...wrong.map((one) => Math.abs(one.offset))));
    if (related.length > 0) return related;
    if (wrong.length > 0 || file.members.length < 2) return [];
    return silenceOf(file, 'no member reported a clock difference of a second or more');
  }
  const evidence = [...worstLines(lines), ...indicatorLines(set)];
  const says = told(file);
  const related = certificates(file, Math.max(worstDifference(file), ...wrong.map((one) => Math.abs(one.offset))));
  if (related.some((one) => one.factor > 1)) return [{ says, factor: 10, basis: 'peer lines', evidence }, ...related];
  return [
    { says, factor: 20, basis: 'peer lines', evidence },
    ...related,
    {
      says: 'raft uses its own ticks and not the wall clock, so this does not explain a refusal or an election: it usually only shifts the timestamps of the logs',
      // minutes shift every comparison between members
      factor: worstDifference(file) >= MINUTE ? 1 / 4 : 1 / 20,
      basis: 'log silence',
      evidence,
    },
  ];
}

/**
 * A certificate that is not valid yet: the clock that made it is ahead, or the clock that checks it is behind. Lines
 * on clocks bear on a certificate only where they are off by as much as it is.
 */
function certificates(file: CaseFile, difference: number): Argument[] {
  const refusals = certificateRefusals(file).filter((one) => one.dates !== null);
  const early = refusals.filter((one) => one.dates?.side === 'before');
  const off = (one: CertificateRefusal): number => (one.dates?.seconds ?? 0) * SECOND;
  const matching = refusals.filter((one) => difference >= off(one) / 2 && off(one) > 0 && difference > 0);
  const [first] = early;
  const basis = 'other peer lines' as const;
  if (first?.dates != null) {
    const least = Math.min(...early.map(off));
    const most = Math.max(...early.map(off));
    const says = `certificates were refused as not valid yet (the time was ${first.dates.now}, ${duration(most)} before ${first.dates.limit}): the clock of their issuer, or of the refusing side, is off by at least ${duration(Math.max(least, most))}`;
    return [
      { says, factor: 10, basis, evidence: early.map((one) => one.burst.first) },
      ...(matching.some((one) => early.includes(one))
        ? [
            {
              says: `clocks are seen to differ by ${duration(difference)}, as much as that`,
              factor: 5,
              basis: 'system log' as const,
              evidence: worstLines(burstsOf(file, 'clock-difference')),
            },
          ]
        : []),
    ];
  }
  const [late] = matching;
  if (late === undefined) return [];
  const says = `a certificate was refused ${duration(off(late))} past its end, and clocks differ by ${duration(difference)}`;
  return [{ says, factor: 4, basis, evidence: [late.burst.first] }];
}

function told(file: CaseFile): string {
  const lines = burstsOf(file, 'clock-difference');
  const worst = worstDifference(file);
  if (lines.length === 0) return 'a clock was set while the inputs ran';
  const off = worst > 0 ? `, up to ${duration(worst)}` : '';
  return `${counted(total(lines), 'line')} about clock differences${off}`;
}

/** The clock that the others agree is wrong. */
function subjectOf(file: CaseFile): string | null {
  const wrong = (file.clocks ?? []).filter((clock) => clock.applied && Math.abs(clock.offset) > SECOND);
  return wrong.length === 0 ? null : listed(wrong.slice(0, 3).map((clock) => clock.name));
}

function worstDifference(file: CaseFile): number {
  return Math.max(
    0,
    ...burstsOf(file, 'clock-difference').flatMap(({ worstRecord, record }) =>
      [worstRecord, record].map((one) => (one.kind === 'clock-difference' ? Math.abs(one.difference ?? 0) : 0)),
    ),
  );
}
