import type { AuditedStep } from '../../model/recovery-audit.js';
import type { EpochMicros } from '../../model/units.js';
import { commandsOf, type RecoveryCase } from './case.js';
import { step } from './step.js';

const DELETES_DATA =
  /\brm\s+(?:-\w+\s+)*-[a-qs-zA-Z0-9_]*r\w*\s[^|;&]*(?:\/var\/lib\/etcd|\/member\b|\betcd[\w/-]*data)/;
const DELETES_KEYS = /\betcdctl\b[^|;&]*\bdel\b[^|;&]*--(?:prefix|from-key)/;
const FORCES = /--force-new-cluster/;

/** Commands that can make it worse. */
export function dangers({ claims, indicators }: RecoveryCase): AuditedStep[] {
  const commands = commandsOf(claims);
  const found = (pattern: RegExp, says: string): AuditedStep[] => {
    const lines = commands.filter(({ command }) => pattern.test(command)).map((one) => one.exemplar);
    return lines.length === 0 ? [] : [step('danger', 'dangerous', says, lines)];
  };
  const forced = indicators.filter((indicator) => indicator.name === 'new-cluster-forced');
  return [
    ...found(
      DELETES_DATA,
      'the data of a member was deleted by hand: this is safe only for one member that is removed and added again, and destroys the cluster if done on a majority',
    ),
    ...found(DELETES_KEYS, 'keys were deleted by prefix: each delete adds a revision and cannot be undone'),
    ...(forced.length > 0
      ? [
          step(
            'danger',
            'dangerous',
            'a new cluster was forced from one member: data that only the other members had is lost',
            forced.map((one) => one.first),
          ),
        ]
      : found(FORCES, 'a new cluster was forced from one member: data that only the other members had is lost')),
  ];
}

/** A recovery that only is in a text: its commands have an order and no time. */
export function metadataOnly({ bursts, claims }: RecoveryCase, recovered: EpochMicros | null): AuditedStep[] {
  const commands = commandsOf(claims);
  const at = (pattern: RegExp): number => commands.findIndex(({ command }) => pattern.test(command));
  const compact = at(/\betcdctl\b[^|;&]*\bcompact(?:ion)?\b/);
  const defrag = at(/\betcdctl\b[^|;&]*\bdefrag\b/);
  const lines = [compact, defrag].flatMap((index) => commands[index]?.exemplar ?? []);
  const disarmed = at(/\balarm\s+disarm\b/) >= 0 || bursts.some((burst) => burst.kind === 'nospace-alarm-disarmed');
  const order: AuditedStep[] =
    defrag < 0
      ? []
      : compact >= 0 && compact < defrag
        ? [step('compaction', 'right', 'the documented recovery compacts before it defragments', lines)]
        : [step('compaction', 'missing', 'the documented recovery defragments without a previous compaction', lines)];
  if (lines.length === 0 || disarmed) return order;
  const says =
    recovered === null
      ? 'the documented recovery has no alarm disarm: without it all writes stay refused'
      : 'the documented recovery has no alarm disarm, but writes were accepted again: the text omits a step';
  return [...order, step('alarm', 'missing', says, lines)];
}
