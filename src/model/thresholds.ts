/** Every number that a verdict hangs on, with its source. `--config FILE` overrides them by name. */
export interface Thresholds {
  /** Share of the quota at which the file counts as full. etcd mixin 3.6, etcdDatabaseQuotaLowSpace. */
  readonly quotaLowRatio: number;
  /** In-use over file below which free pages matter. etcd mixin 3.6, etcdDatabaseHighFragmentationRatio. */
  readonly inUseLowRatio: number;
  /** A value at least this large is a large object (bytes). kube-apiserver's own objects are 1 to 20 KiB. */
  readonly largeObjectBytes: number;
  /** Share of the bytes written that large objects need to matter. */
  readonly largeObjectShare: number;
  /** WAL fsync P99 that the etcd FAQ asks for (milliseconds). */
  readonly fsyncMs: number;
  /** Share of puts that one workload needs to count as dominant. */
  readonly dominantShare: number;
  /** A compaction further apart than this is a hole, in minutes; kube-apiserver compacts every 5. */
  readonly compactionMinutes: number;
  /** Crash-loop back-off cap in seconds (kubelet's default). */
  readonly backoffCapSeconds: number;
  /** Event TTL in minutes (kube-apiserver's default). */
  readonly eventTtlMinutes: number;
  /** etcd's default quota in bytes. */
  readonly defaultQuotaBytes: number;
  /** Recommended maximum for the quota in bytes. */
  readonly maximumQuotaBytes: number;
}

export const DEFAULT_THRESHOLDS: Thresholds = {
  quotaLowRatio: 0.95,
  inUseLowRatio: 0.5,
  largeObjectBytes: 100 * 1024,
  largeObjectShare: 0.3,
  fsyncMs: 10,
  dominantShare: 0.5,
  compactionMinutes: 15,
  backoffCapSeconds: 300,
  eventTtlMinutes: 60,
  defaultQuotaBytes: 2 * 1024 ** 3,
  maximumQuotaBytes: 8 * 1024 ** 3,
};
