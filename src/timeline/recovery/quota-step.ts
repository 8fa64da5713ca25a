import type { Burst } from '../../model/case-file.js';
import type { AuditedStep } from '../../model/recovery-audit.js';
import type { EpochMicros } from '../../model/units.js';
import { commandsOf, type RecoveryCase } from './case.js';
import { listed, mib, named, step } from './step.js';

const QUOTA_AS_KEY = /\betcdctl\b[^|;&]*\bput\s+\S*quota/i;

/** A quota is a flag, read at the start: a key of that name changes nothing. */
export function quota({ bursts, claims }: RecoveryCase, refused: EpochMicros): AuditedStep[] {
  const key = commandsOf(claims).filter(({ command }) => QUOTA_AS_KEY.test(command));
  const keyed =
    key.length === 0
      ? []
      : [
          step(
            'quota',
            'without effect',
            'a quota was written as a key with etcdctl put: this stores a value but changes no setting; the quota is a flag that takes effect at the start',
            key.map((one) => one.exemplar),
          ),
        ];
  const set = bursts.filter((burst) => burst.kind === 'quota-set' && burst.source === 'etcd' && burst.start !== null);
  const valueOf = (burst: Burst): number | null => (burst.record.kind === 'quota-set' ? burst.record.quotaBytes : null);
  const after = [...new Map(set.filter((one) => (one.start ?? 0) >= refused).map((one) => [one.member, one])).values()];
  if (after.length === 0) return keyed;
  const before = set.filter((one) => (one.start ?? 0) < refused);
  const old = Math.max(0, ...before.map((one) => valueOf(one) ?? 0));
  const raised = after.filter((one) => (valueOf(one) ?? 0) > old);
  const evidence = after.map((one) => one.first);
  if (old === 0 || raised.length === 0) return keyed;
  const highest = Math.max(...raised.map((one) => valueOf(one) ?? 0));
  const members = new Set([...before, ...after].map((one) => one.member));
  const behind = [...members].filter(
    (member) => !raised.some((one) => one.member === member && valueOf(one) === highest),
  );
  if (behind.length > 0)
    return [
      ...keyed,
      step(
        'quota',
        'dangerous',
        `the quota is ${mib(highest)} on some members and still lower on ${listed(behind.map(named))}: the lowest quota limits the whole cluster`,
        evidence,
      ),
    ];
  return [
    ...keyed,
    step(
      'quota',
      'right',
      `the quota was raised from ${mib(old)} to ${mib(highest)} by a flag and a restart on every member that logged its quota`,
      evidence,
    ),
  ];
}
