import { type Candidate, type Make, pair, rising, stepsFor } from './candidate.js';
import { isFound } from './made.js';

/** Of the disk. */
export const LATENCY_ALERTS: readonly Make[] = [
  (made) =>
    isFound(made, 'slow-disk', 'disk-full', 'snapshot-io', 'leader-flapping')
      ? latency(
          'EtcdHighFsyncDurations',
          'etcd_disk_wal_fsync_duration_seconds_bucket',
          0.5,
          'The 99th percentile of WAL fsync is above 0.5 s.',
        )
      : null,
  (made) =>
    isFound(made, 'slow-disk', 'disk-full', 'snapshot-io', 'leader-flapping')
      ? latency(
          'EtcdVeryHighFsyncDurations',
          'etcd_disk_wal_fsync_duration_seconds_bucket',
          1,
          'The 99th percentile of WAL fsync is above 1 s: etcd logs each of them, and leaders change.',
          'critical',
        )
      : null,
  (made) =>
    isFound(made, 'slow-disk', 'snapshot-io', 'compaction-latency', 'cpu-contention')
      ? latency(
          'EtcdHighCommitDurations',
          'etcd_disk_backend_commit_duration_seconds_bucket',
          0.25,
          'The 99th percentile of backend commits is above 0.25 s.',
        )
      : null,
];

function latency(
  alert: string,
  metric: string,
  seconds: number,
  summary: string,
  severity: Candidate['severity'] = 'warning',
): Candidate {
  const expr = `histogram_quantile(0.99, rate(${metric}[5m])) > ${seconds}`;
  const bucket = (le: string): string => `${metric}{instance="10.0.0.1:2379",job="etcd",le="${le}"}`;
  return {
    ...{ alert, expr, summary },
    forSeconds: 600,
    severity,
    observed: [],
    warnsOfRefusal: false,
    tests: (holds) => {
      const steps = stepsFor(holds, 300);
      // Of 60 a minute, so many within the limit and the rest within four times that.
      const series = (quick: number): [string, string][] => [
        [bucket(String(seconds / 4)), rising(0, quick, steps)],
        [bucket(String(seconds * 4)), rising(0, 60, steps)],
        [bucket('+Inf'), rising(0, 60, steps)],
      ];
      return pair(steps, series(0), series(60));
    },
  };
}
