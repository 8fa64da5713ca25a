import type { AuditedStep } from '../../model/recovery-audit.js';
import type { EpochMicros } from '../../model/units.js';
import { alarm } from './alarm-steps.js';
import { burstsFrom, defragmentationsSince, type RecoveryCase } from './case.js';
import { quota } from './quota-step.js';
import { compaction, defragmentation, failures, leaderLast, oneAtATime } from './room-steps.js';
import { dangers, metadataOnly } from './logged-steps.js';

/** What a recovery from refused writes has to do, in its order, and what was done here. */
export function auditSteps(made: RecoveryCase, refused: EpochMicros, recovered: EpochMicros | null): AuditedStep[] {
  const defrags = defragmentationsSince(made.bursts, refused);
  const compactions = burstsFrom(made.bursts, refused, 'compaction-finished');
  return [
    ...quota(made, refused),
    ...compaction(made, refused, compactions, defrags),
    ...defragmentation(made, refused, compactions, defrags),
    ...failures(made, refused),
    ...oneAtATime(defrags),
    ...leaderLast(made, defrags),
    ...alarm(made, refused, recovered, defrags, compactions),
    ...dangers(made),
    ...(defrags.length + compactions.length === 0 ? metadataOnly(made, recovered) : []),
  ];
}
