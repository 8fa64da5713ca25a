import type { CaseFile, Rule } from '../../model/case-file.js';
import { SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { clocksOfMembers } from '../queries/open-questions.js';
import { burstsOf, firstLines, total, worstLines } from '../queries/event-bursts.js';
import { indicatorLines, indicatorsOf, silenceOf } from '../queries/silence.js';
import { counted, duration, listed } from '../queries/phrases.js';

const NOT_YET = /not yet valid|is before|has expired or is not yet valid/i;

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
        'Repair the time service on every member (chrony or systemd-timesyncd, one source for all), and read the stamps of the members beside each other with that in mind.',
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
    if (wrong.length > 0 || file.members.length < 2) return [];
    return silenceOf(file, 'no member found a clock of another a second off');
  }
  const evidence = [...worstLines(lines), ...indicatorLines(set)];
  const says = told(file);
  const early = burstsOf(file, 'certificate-error').filter((burst) =>
    NOT_YET.test(`${burst.first.text} ${burst.worst.text}`),
  );
  if (early.length > 0)
    return [
      { says, factor: 10, basis: 'peer lines', evidence },
      {
        says: 'certificates were refused for their dates, which a wrong clock does',
        factor: 5,
        basis: 'system log',
        evidence: firstLines(early),
      },
    ];
  return [
    { says, factor: 20, basis: 'peer lines', evidence },
    {
      says: 'raft goes by its own ticks and not by the time of day, so that this explains no refusal and no election: usually a red herring, which puts the stamps of the logs apart',
      factor: 1 / 20,
      basis: 'log silence',
      evidence,
    },
  ];
}

function told(file: CaseFile): string {
  const lines = burstsOf(file, 'clock-difference');
  const worst = Math.max(
    0,
    ...lines.map(({ worstRecord, record }) =>
      Math.max(
        ...[worstRecord, record].map((one) => (one.kind === 'clock-difference' ? Math.abs(one.difference ?? 0) : 0)),
      ),
    ),
  );
  if (lines.length === 0) return 'a clock was set while the inputs ran';
  const off = worst > 0 ? `, up to ${duration(worst)}` : '';
  return `${counted(total(lines), 'line')} on clocks that differ${off}`;
}

/** The clock that the others agree is wrong. */
function subjectOf(file: CaseFile): string | null {
  const wrong = (file.clocks ?? []).filter((clock) => clock.applied && Math.abs(clock.offset) > SECOND);
  return wrong.length === 0 ? null : listed(wrong.slice(0, 3).map((clock) => clock.name));
}
