import { etcdVersion } from '../etcd-releases.js';
import type { ClusterSeen } from './cluster-seen.js';

/** etcd's own compactor, every 5 minutes; before 3.3 it knows hours only. */
function ownCompactor({ versions }: ClusterSeen): string {
  const minors = versions.map((version) => etcdVersion(version)?.minor ?? 5);
  return minors.length > 0 && minors.every((minor) => minor < 3)
    ? '--auto-compaction-retention=1 on every member (hours: this version does not support shorter ones)'
    : '--auto-compaction-mode=periodic --auto-compaction-retention=5m on every member';
}

const API_SERVER = 'kube-apiserver --etcd-compaction-interval=5m0s (its default';

export const turnOnCompactor = (seen: ClusterSeen): string =>
  seen.kubernetes
    ? `Turn on one compactor: ${API_SERVER}; 0 turns it off), or etcd's own with ${ownCompactor(seen)}.`
    : `Turn on etcd's own compactor: ${ownCompactor(seen)}.`;

export const keepLessHistory = (seen: ClusterSeen): string =>
  `Keep less history: ${seen.kubernetes ? `${API_SERVER}), or ` : ''}${ownCompactor(seen)}; and slow down the clients that write most, because no interval keeps up with every write rate.`;

/** Rounds, not keys: a round over objects that were only created removes none. A healthy compactor of one hour is silent for an hour. */
export const alertOnCompactor =
  'Alert when no compaction ran for three intervals of the compactor in force: increase(etcd_debugging_mvcc_db_compaction_total_duration_milliseconds_count[15m]) == 0 for one of 5 minutes, [3h] for one of an hour.';
