import type { Rule } from '../model/case-file.js';
import { alarmLeftArmed } from './alarm-left-armed.js';
import { compactionDisabled } from './compaction-disabled.js';
import { eventFlood } from './event-flood.js';
import { largeObjects } from './large-objects.js';
import { missingDefragmentation } from './missing-defragmentation.js';
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
  compactionDisabled,
  missingDefragmentation,
  quotaTooLow,
  quotaChangeIneffective,
  alarmLeftArmed,
  oversizeRequest,
  slowDisk,
  retryStormAfterRefusal,
];
