import type { Rule } from '../model/case-file.js';
import { alarmLeftArmed } from './alarm-left-armed.js';
import { blockingDefrag } from './blocking-defrag.js';
import { bulkRewrite } from './bulk-rewrite.js';
import { certificateExpiry } from './certificate-expiry.js';
import { clockSkew } from './clock-skew.js';
import { coTenant } from './co-tenant.js';
import { compactionBlockedByNospace } from './compaction-blocked-by-nospace.js';
import { compactionDisabled } from './compaction-disabled.js';
import { compactionLatency } from './compaction-latency.js';
import { compactionStalled } from './compaction-stalled.js';
import { compactionTooLate } from './compaction-too-late.js';
import { controllerHotLoop } from './controller-hot-loop.js';
import { cpuContention } from './cpu-contention.js';
import { dataInconsistency } from './data-inconsistency.js';
import { diskFull } from './disk-full.js';
import { eventFlood } from './event-flood.js';
import { eventTtlRenewal } from './event-ttl-renewal.js';
import { evictRecreateLoop } from './evict-recreate-loop.js';
import { jobPileup } from './job-pileup.js';
import { laggingMember } from './lagging-member.js';
import { largeEventLeases } from './large-event-leases.js';
import { largeObjects } from './large-objects.js';
import { leaderFlapping } from './leader-flapping.js';
import { leaseChurn } from './lease-churn.js';
import { listStorm } from './list-storm.js';
import { longReadPinsPages } from './long-read-pins-pages.js';
import { memberNotCompacting } from './member-not-compacting.js';
import { memoryOom } from './memory-oom.js';
import { missingDefragmentation } from './missing-defragmentation.js';
import { networkPartition } from './network-partition.js';
import { noOpWrites } from './no-op-writes.js';
import { notReadyCascade } from './not-ready-cascade.js';
import { objectAccumulation } from './object-accumulation.js';
import { oversizeRequest } from './oversize-request.js';
import { podRestartStorm } from './pod-restart-storm.js';
import { quorumLoss } from './quorum-loss.js';
import { quotaChangeIneffective } from './quota-change-ineffective.js';
import { quotaTooLow } from './quota-too-low.js';
import { restoreRollback } from './restore-rollback.js';
import { retryStormAfterRefusal } from './retry-storm-after-refusal.js';
import { slowDisk } from './slow-disk.js';
import { snapshotIo } from './snapshot-io.js';
import { watchStarvation } from './watch-starvation.js';

export const rules: readonly Rule[] = [
  podRestartStorm,
  evictRecreateLoop,
  eventFlood,
  eventTtlRenewal,
  largeEventLeases,
  largeObjects,
  jobPileup,
  leaseChurn,
  controllerHotLoop,
  noOpWrites,
  bulkRewrite,
  objectAccumulation,
  coTenant,
  compactionDisabled,
  compactionTooLate,
  compactionStalled,
  compactionBlockedByNospace,
  memberNotCompacting,
  longReadPinsPages,
  compactionLatency,
  missingDefragmentation,
  quotaTooLow,
  quotaChangeIneffective,
  alarmLeftArmed,
  oversizeRequest,
  slowDisk,
  leaderFlapping,
  diskFull,
  retryStormAfterRefusal,
  cpuContention,
  networkPartition,
  clockSkew,
  blockingDefrag,
  snapshotIo,
  listStorm,
  watchStarvation,
  memoryOom,
  certificateExpiry,
  laggingMember,
  notReadyCascade,
  dataInconsistency,
  quorumLoss,
  restoreRollback,
];
