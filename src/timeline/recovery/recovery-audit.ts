import type { Burst } from '../../model/case-file.js';
import type { BlockedStretch, RecoveryAudit } from '../../model/recovery-audit.js';
import type { EpochMicros } from '../../model/units.js';
import { MINUTE } from '../../model/units.js';
import { burstsFrom, defragmentationsSince, leaderAt, type RecoveryCase } from './case.js';
import { auditSteps } from './steps.js';

/** What only somebody who saw the trouble does. Compactions are left out: an API server's look the same. */
const ACTIONS: Partial<Record<Burst['kind'], string>> = {
  'defragmentation-started': 'a defragmentation',
  'defragmentation-finished': 'a defragmentation',
  'defragmentation-failed': 'a defragmentation',
  'nospace-alarm-disarmed': 'the alarm was disarmed',
  'member-stopped': 'etcd was stopped',
  'service-stopped': 'a service was stopped',
};
/** A restart after a longer pause is another matter than the stop. */
const RESTART = 60 * MINUTE;
const ETCD_UNIT = /etcd/i;
/** An election too short to affect clients. */
const SHORTEST = 50_000;

/**
 * The recovery from refused writes, held against what it has to do: which steps were right, had no effect, were missing
 * or dangerous, when somebody began, and what each step stopped while it ran. null: no write was refused.
 */
export function auditRecovery(made: RecoveryCase): RecoveryAudit | null {
  const refused = made.episodes[0]?.spaceExceeded?.time ?? null;
  if (refused === null) return null;
  const recovered = made.episodes.at(-1)?.recovery?.time ?? null;
  return {
    refused,
    firstAction: firstAction(made, refused),
    firstLook: firstLook(made, refused),
    recovered,
    steps: auditSteps(made, refused, recovered),
    blocked: blockedStretches(made, refused, recovered),
  };
}

function firstAction({ bursts, cadences }: RecoveryCase, refused: EpochMicros): RecoveryAudit['firstAction'] {
  const acted = bursts.find(
    (burst) =>
      ACTIONS[burst.kind] !== undefined &&
      burst.start !== null &&
      burst.start > refused &&
      (burst.record.kind !== 'service-stopped' || ETCD_UNIT.test(burst.record.unit)),
  );
  // If nothing compacted before, a compaction was made by hand.
  const regular = cadences.some(({ usual }) => usual !== null);
  const before = bursts.some((burst) => burst.kind === 'compaction-finished' && (burst.start ?? Infinity) < refused);
  const compacted =
    regular && before ? undefined : before ? undefined : burstsFrom(bursts, refused, 'compaction-finished')[0];
  const [first] = [acted, compacted].filter((one) => one !== undefined).sort((a, b) => (a.start ?? 0) - (b.start ?? 0));
  if (first === undefined) return null;
  const what = ACTIONS[first.kind] ?? 'a compaction';
  return { time: first.start as EpochMicros, what, evidence: [first.first] };
}

/** A list of alarms or a status that somebody asked for; where status was sampled before already, a script asks. */
function firstLook({ bursts, sizes }: RecoveryCase, refused: EpochMicros): RecoveryAudit['firstLook'] {
  const before = sizes.filter((one) => one.origin === 'status' && one.time !== null && one.time < refused);
  const sampled = before.length > 0;
  const byScript = new Set(before.map((one) => one.exemplar.input));
  const listed = burstsFrom(bursts, refused, 'nospace-alarm-active').find(
    (burst) => burst.source === 'etcdctl' && !byScript.has(burst.first.input),
  );
  const status = sampled
    ? undefined
    : sizes.find((one) => one.origin === 'status' && one.time !== null && one.time > refused);
  if (listed !== undefined && (status?.time == null || (listed.start ?? 0) <= status.time))
    return { time: listed.start as EpochMicros, what: 'alarms were listed', evidence: [listed.first] };
  if (status?.time == null) return null;
  return { time: status.time, what: 'a status was requested', evidence: [status.exemplar] };
}

function blockedStretches(made: RecoveryCase, refused: EpochMicros, recovered: EpochMicros | null): BlockedStretch[] {
  const { bursts, leadership } = made;
  const leads = (member: string | null, time: EpochMicros): boolean | null => {
    const leader = leaderAt(made, time);
    return leader === null || member === null ? null : leader === member;
  };
  const defrags = defragmentationsSince(bursts, refused)
    .filter(({ from, to }) => to > from)
    .map(({ member, from, to, evidence }): BlockedStretch => ({
      what: 'defragmentation',
      member,
      from,
      to,
      wasLeader: leads(member, from),
      evidence,
    }));
  const restarts = burstsFrom(bursts, refused, 'member-stopped').flatMap((stop): BlockedStretch[] => {
    const start = bursts.find(
      (one) => one.kind === 'member-started' && one.member === stop.member && (one.start ?? 0) >= (stop.start ?? 0),
    );
    const from = stop.start as EpochMicros;
    if (start?.start == null || start.start - from > RESTART) return [];
    const evidence = [stop.first, start.first];
    return [
      { what: 'restart', member: stop.member, from, to: start.start, wasLeader: leads(stop.member, from), evidence },
    ];
  });
  const elections = leadership.without.flatMap(({ from, to, evidence }): BlockedStretch[] =>
    from < refused || to === null || to - from < SHORTEST || (recovered !== null && from > recovered)
      ? []
      : [{ what: 'election', member: null, from, to, wasLeader: null, evidence }],
  );
  return [...defrags, ...restarts, ...elections].sort((a, b) => a.from - b.from || (a.what < b.what ? -1 : 1));
}
