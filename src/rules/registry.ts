import type { Rule } from '../model/case-file.js';
import { alarmLeftArmed } from './alarm-left-armed.js';
import { coTenant } from './co-tenant.js';
import { compactionDisabled } from './compaction-disabled.js';
import { controllerHotLoop } from './controller-hot-loop.js';
import { diskFull } from './disk-full.js';
import { eventFlood } from './event-flood.js';
import { jobPileup } from './job-pileup.js';
import { largeObjects } from './large-objects.js';
import { leaderFlapping } from './leader-flapping.js';
import { leaseChurn } from './lease-churn.js';
import { missingDefragmentation } from './missing-defragmentation.js';
import { objectAccumulation } from './object-accumulation.js';
import { oversizeRequest } from './oversize-request.js';
import { podRestartStorm } from './pod-restart-storm.js';
import { quotaChangeIneffective } from './quota-change-ineffective.js';
import { quotaTooLow } from './quota-too-low.js';
import { retryStormAfterRefusal } from './retry-storm-after-refusal.js';
import { slowDisk } from './slow-disk.js';

export const rules: readonly Rule[] = [
  podRestartStorm,
  eventFlood,
  largeObjects,
  jobPileup,
  leaseChurn,
  controllerHotLoop,
  objectAccumulation,
  coTenant,
  compactionDisabled,
  missingDefragmentation,
  quotaTooLow,
  quotaChangeIneffective,
  alarmLeftArmed,
  oversizeRequest,
  slowDisk,
  leaderFlapping,
  diskFull,
  retryStormAfterRefusal,
];
