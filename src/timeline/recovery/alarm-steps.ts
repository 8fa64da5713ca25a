import type { Burst } from '../../model/case-file.js';
import type { AuditedStep } from '../../model/recovery-audit.js';
import type { EpochMicros } from '../../model/units.js';
import { MINUTE, SECOND } from '../../model/units.js';
import { burstsFrom, commandsOf, type Defragmentation, type RecoveryCase } from './case.js';
import { step } from './step.js';

/** An alarm that comes back within this time was disarmed too early. */
const AGAIN = 10 * MINUTE;

/** The last step, without which nothing goes in again. */
export function alarm(
  { bursts, claims, coverage }: RecoveryCase,
  refused: EpochMicros,
  recovered: EpochMicros | null,
  defrags: readonly Defragmentation[],
  compactions: readonly Burst[],
): AuditedStep[] {
  const disarms = burstsFrom(bursts, refused, 'nospace-alarm-disarmed');
  const raised = burstsFrom(bursts, refused, 'nospace-alarm-raised');
  const early = disarms.filter((one) =>
    raised.some((two) => (two.start ?? 0) > (one.end ?? 0) && (two.start ?? 0) - (one.end ?? 0) <= AGAIN),
  );
  const told = early.map((one) => {
    const again = raised.find((two) => (two.start ?? 0) > (one.end ?? 0)) as Burst;
    return step(
      'alarm',
      'without effect',
      `the alarm was disarmed and raised again ${Math.round(((again.start ?? 0) - (one.end ?? 0)) / SECOND)} s later: the file was still at its quota`,
      [one.first, again.first],
    );
  });
  const last = disarms.filter((one) => !early.includes(one)).at(-1);
  if (last !== undefined) {
    const unmade = defrags.filter((one) => one.from > (last.start ?? 0));
    if (unmade.length > 0 && defrags.every((one) => one.from > (last.start ?? 0)))
      return [
        ...told,
        step(
          'alarm',
          'dangerous',
          'the alarm was disarmed before any file was defragmented: the next write above the quota would have raised it again',
          [last.first],
        ),
      ];
    return [...told, step('alarm', 'right', 'the alarm was disarmed', [last.first])];
  }
  const typed = commandsOf(claims).filter(({ command }) => /\balarm\s+disarm\b/.test(command));
  if (typed.length > 0)
    return [
      ...told,
      step(
        'alarm',
        'right',
        'a command disarmed the alarm',
        typed.map((one) => one.exemplar),
      ),
    ];
  if (recovered !== null || (defrags.length === 0 && compactions.length === 0)) return told;
  const work = [...defrags.flatMap((one) => one.evidence.slice(-1)), ...compactions.map((one) => one.first)];
  const shows = coverage.etcdLogs.some(
    (log) => log.info && /^3\.[0-5]\./.test(log.version ?? '3.x') && log.span.to > refused,
  );
  if (!shows)
    return [
      ...told,
      step(
        'alarm',
        'not shown',
        'no input shows whether the alarm was disarmed (etcd 3.6 and later log neither raising nor disarming)',
        work,
      ),
    ];
  return [
    ...told,
    step('alarm', 'missing', 'space was freed but the alarm was not disarmed: all writes stay refused', work),
  ];
}
