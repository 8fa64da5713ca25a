import type { Report } from '../../model/report.js';
import { duration } from '../durations.js';
import { percent } from '../sizes.js';
import { atLeast } from '../sections/verdicts.js';
import { millisBetween, type Times } from '../times.js';

/** A Prometheus alert, and why it follows from this incident. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly severity: 'warning' | 'critical';
  readonly summary: string;
}

const QUOTA = 'etcd_mvcc_db_total_size_in_bytes / etcd_server_quota_backend_bytes';
const IN_USE = 'etcd_mvcc_db_total_size_in_use_in_bytes / etcd_mvcc_db_total_size_in_bytes';

const QUOTA_ALERTS = [
  { alert: 'EtcdDatabaseQuotaWarning', ratio: 0.8, minutes: 5 },
  { alert: 'EtcdDatabaseQuotaLowSpace', ratio: 0.95, minutes: 10 },
] as const;

/**
 * Names of metrics as etcd 3.4 to 3.6 export them; thresholds of the etcd mixin (contrib/mixin/alerts of 3.6), with an
 * earlier warning at 80 %.
 */
const RULES: readonly (AlertRule & { readonly follows: (report: Report) => boolean })[] = [
  {
    alert: 'EtcdDatabaseQuotaLowSpace',
    expr: `${QUOTA} > 0.95`,
    for: '10m',
    severity: 'critical',
    summary: 'The etcd database is above 95 % of its quota; at 100 % all writes are refused.',
    follows: ranOut,
  },
  {
    alert: 'EtcdDatabaseQuotaWarning',
    expr: `${QUOTA} > 0.80`,
    for: '5m',
    severity: 'warning',
    summary: 'The etcd database is above 80 % of its quota.',
    follows: ranOut,
  },
  {
    alert: 'EtcdDatabaseHighFragmentationRatio',
    // Below 100 MiB in use the ratio says nothing worth waking up for.
    expr: `${IN_USE} < 0.5 and etcd_mvcc_db_total_size_in_use_in_bytes > 104857600`,
    for: '10m',
    severity: 'warning',
    summary:
      'Less than half of the etcd file is in use: compaction freed pages that only a defragmentation gives back.',
    follows: (report) => found(report, 'missing-defragmentation', 'long-read-pins-pages') || belowHalf(report),
  },
  {
    alert: 'EtcdNoLeader',
    expr: 'etcd_server_has_leader == 0',
    for: '1m',
    severity: 'critical',
    summary: 'An etcd member has no leader.',
    follows: (report) =>
      report.onsets.leaderLoss !== null || found(report, 'leader-flapping', 'quorum-loss', 'network-partition'),
  },
  {
    alert: 'EtcdHighFsyncDurations',
    expr: 'histogram_quantile(0.99, rate(etcd_disk_wal_fsync_duration_seconds_bucket[5m])) > 0.5',
    for: '10m',
    severity: 'warning',
    summary: 'The 99th percentile of WAL fsync is above 0.5 s.',
    follows: (report) => found(report, 'slow-disk', 'disk-full', 'snapshot-io', 'leader-flapping'),
  },
];

/** The alerts that follow from this incident; none where nothing happened. */
export function alertsFor(report: Report): readonly AlertRule[] {
  return RULES.filter((rule) => rule.follows(report));
}

/** When the file passed each threshold, by the samples at hand, and whether that was long enough for the alert. */
export function foresight(report: Report, times: Times): readonly string[] {
  const { quotaBytes, series } = report.space;
  const full = report.onsets.spaceExceeded;
  if (quotaBytes === null || full === null || quotaBytes.value <= 0) return [];
  const before = series.filter((sample) => sample.time <= full.time);
  return QUOTA_ALERTS.flatMap(({ alert, ratio, minutes }) => {
    const passed = before.findIndex((sample) => sample.dbSizeBytes > ratio * quotaBytes.value);
    const sample = before[passed];
    // The first sample is over it already: when it passed isn't known.
    if (sample === undefined || passed === 0) return [];
    const lead = millisBetween(sample.time, full.time);
    const fires =
      lead >= minutes * 60_000 ? 'would have fired before' : `would have been too late with its ${minutes} min`;
    return [
      `By the samples, the file passed ${percent(ratio)} of the quota by ${times.brief(sample.time)}, ${duration(lead)} before the first refusal: ${alert} ${fires}.`,
    ];
  });
}

function ranOut(report: Report): boolean {
  return (
    report.onsets.spaceExceeded !== null ||
    found(
      report,
      'compaction-disabled',
      'compaction-too-late',
      'compaction-stalled',
      'quota-too-low',
      'object-accumulation',
    )
  );
}

function belowHalf({ space: { dbSizeBytes, dbSizeInUseBytes } }: Report): boolean {
  return dbSizeBytes !== null && dbSizeInUseBytes !== null && dbSizeInUseBytes.value < 0.5 * dbSizeBytes.value;
}

function found(report: Report, ...ids: readonly string[]): boolean {
  return report.causes.some((cause) => ids.includes(cause.id) && atLeast(cause.verdict, 'possible'));
}
