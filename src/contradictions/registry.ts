import type { ContradictionCheck } from '../model/case-file.js';
import { alarmNeverDisarmed } from './alarm-never-disarmed.js';
import { commandCannotPrintThis } from './command-cannot-print-this.js';
import { compactionOffIsDefault } from './compaction-off-is-default.js';
import { defragmentationLeaderFirst } from './defragmentation-leader-first.js';
import { fragmentationIsHistory } from './fragmentation-is-history.js';
import { hashkvAnnotated } from './hashkv-annotated.js';
import { keyCountEqualsRevision } from './key-count-equals-revision.js';
import { keyCountIsNotHistory } from './key-count-is-not-history.js';
import { metricDoesNotExist } from './metric-does-not-exist.js';
import { phasesDoNotAddUp } from './phases-do-not-add-up.js';
import { putsExceedRevisions } from './puts-exceed-revisions.js';
import { quotaSetAsKey } from './quota-set-as-key.js';
import { rateAboveBackoffCeiling } from './rate-above-backoff-ceiling.js';
import { revisionTooLowForAge } from './revision-too-low-for-age.js';
import { scriptReadsArrayAsObject } from './script-reads-array-as-object.js';
import { settingGluedToText } from './setting-glued-to-text.js';
import { sizeBelowQuotaAtRefusal } from './size-below-quota-at-refusal.js';
import { statusTableEdited } from './status-table-edited.js';
import { termUnchangedByRestart } from './term-unchanged-by-restart.js';
import { unattendedDefragmentation } from './unattended-defragmentation.js';
import { unitsMixed } from './units-mixed.js';
import { windowExceedsEventTtl } from './window-exceeds-event-ttl.js';
import { wordingOfAnotherVersion } from './wording-of-another-version.js';

/** In the order in which a reader meets them: what was observed, what was concluded, what was done, what is proposed. */
export const contradictionChecks: readonly ContradictionCheck[] = [
  wordingOfAnotherVersion,
  sizeBelowQuotaAtRefusal,
  unitsMixed,
  statusTableEdited,
  commandCannotPrintThis,
  hashkvAnnotated,
  fragmentationIsHistory,
  putsExceedRevisions,
  rateAboveBackoffCeiling,
  revisionTooLowForAge,
  windowExceedsEventTtl,
  keyCountIsNotHistory,
  keyCountEqualsRevision,
  compactionOffIsDefault,
  quotaSetAsKey,
  termUnchangedByRestart,
  defragmentationLeaderFirst,
  alarmNeverDisarmed,
  phasesDoNotAddUp,
  metricDoesNotExist,
  scriptReadsArrayAsObject,
  unattendedDefragmentation,
  settingGluedToText,
];
