import type { Rule } from '../model/case-file.js';
import { alarmLeftArmed } from './aftermath/alarm-left-armed.js';
import { apiThrottled } from './writers/api-throttled.js';
import { blockingDefrag } from './latency/blocking-defrag.js';
import { bulkRewrite } from './writers/bulk-rewrite.js';
import { certificateExpiry } from './availability/certificate-expiry.js';
import { clockSkew } from './members/clock-skew.js';
import { coTenant } from './writers/co-tenant.js';
import { compactionBlockedByNospace } from './aftermath/compaction-blocked-by-nospace.js';
import { compactionDisabled } from './retention/compaction-disabled.js';
import { compactionLatency } from './latency/compaction-latency.js';
import { compactionStalled } from './retention/compaction-stalled.js';
import { compactionTooLate } from './retention/compaction-too-late.js';
import { controllerHotLoop } from './writers/controller-hot-loop.js';
import { cpuContention } from './latency/cpu-contention.js';
import { dataInconsistency } from './members/data-inconsistency.js';
import { diskFull } from './availability/disk-full.js';
import { eventFlood } from './writers/event-flood.js';
import { eventTtlRenewal } from './writers/event-ttl-renewal.js';
import { evictRecreateLoop } from './writers/evict-recreate-loop.js';
import { jobPileup } from './live-data/job-pileup.js';
import { laggingMember } from './members/lagging-member.js';
import { largeEventLeases } from './latency/large-event-leases.js';
import { largeObjects } from './live-data/large-objects.js';
import { leaderFlapping } from './availability/leader-flapping.js';
import { leaseChurn } from './writers/lease-churn.js';
import { listStorm } from './latency/list-storm.js';
import { longReadPinsPages } from './retention/long-read-pins-pages.js';
import { memberNotCompacting } from './retention/member-not-compacting.js';
import { memoryOom } from './availability/memory-oom.js';
import { missingDefragmentation } from './retention/missing-defragmentation.js';
import { networkPartition } from './availability/network-partition.js';
import { nodeStatusChurn } from './writers/node-status-churn.js';
import { noOpWrites } from './writers/no-op-writes.js';
import { notReadyCascade } from './aftermath/not-ready-cascade.js';
import { objectAccumulation } from './live-data/object-accumulation.js';
import { oversizeRequest } from './limits/oversize-request.js';
import { podRestartStorm } from './writers/pod-restart-storm.js';
import { quorumLoss } from './availability/quorum-loss.js';
import { quotaChangeIneffective } from './limits/quota-change-ineffective.js';
import { quotaTooLow } from './live-data/quota-too-low.js';
import { restoreRollback } from './members/restore-rollback.js';
import { retryStormAfterRefusal } from './aftermath/retry-storm-after-refusal.js';
import { slowDisk } from './latency/slow-disk.js';
import { snapshotIo } from './latency/snapshot-io.js';
import { watchStarvation } from './availability/watch-starvation.js';
import { authTokenInvalid } from './availability/auth-token-invalid.js';
import { clusterIdMismatch } from './members/cluster-id-mismatch.js';
import { configurationRefused } from './availability/configuration-refused.js';
import { learnerNotPromoted } from './members/learner-not-promoted.js';
import { machinePaused } from './availability/machine-paused.js';
import { probeKillsEtcd } from './availability/probe-kills-etcd.js';
import { raftStateLost } from './members/raft-state-lost.js';
import { removedMemberRestarted } from './members/removed-member-restarted.js';
import { versionIncompatible } from './members/version-incompatible.js';
import { walDamaged } from './members/wal-damaged.js';

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
  nodeStatusChurn,
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
  apiThrottled,
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
  raftStateLost,
  removedMemberRestarted,
  clusterIdMismatch,
  versionIncompatible,
  learnerNotPromoted,
  authTokenInvalid,
  machinePaused,
  probeKillsEtcd,
  walDamaged,
  configurationRefused,
];
