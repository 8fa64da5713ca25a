import { growthReaches, inUseBelow, noCompaction, promDuration, putRateAbove, sizeAbove } from './back-test.js';
import { AT, type Candidate, flat, type Make, MIB, OF, pair, QUOTA, rising, stepsFor } from './candidate.js';
import { keptRevisions, longestSilence } from './compaction-interval.js';
import { isFound, lowestMinor, lowestVersion, type Made, ranOut } from './made.js';
import { metricOf } from './metric-names.js';

/** Where no metric has the quota (before 3.3.9), the number that was in force. */
function quotaRatio(made: Made): string | null {
  const version = lowestVersion(made);
  const size = metricOf('size', version);
  const metric = metricOf('quota', version);
  if (size === null) return null;
  if (metric !== null) return `${size} / (${metric} > 0)`;
  const quota = made.report.space.quotaBytes?.value ?? null;
  return quota === null || quota <= 0 ? null : `${size} / ${quota}`;
}

const sizeMetric = (made: Made): string => metricOf('size', lowestVersion(made)) ?? 'etcd_mvcc_db_total_size_in_bytes';
const putsMetric = (made: Made): string => metricOf('puts', lowestVersion(made)) ?? 'etcd_mvcc_put_total';

function quotaAlert(
  alert: string,
  ratio: number,
  forSeconds: number,
  severity: Candidate['severity'],
  summary: string,
): Make {
  return (made) => {
    const expr = quotaRatio(made);
    if (!ranOut(made) || expr === null) return null;
    const quota = expr.includes('quota_backend') ? QUOTA : Number(/(?<![\d.])[\d.]+$/.exec(expr)?.[0] ?? QUOTA);
    return {
      alert,
      expr: `${expr} > ${ratio}`,
      ...{ forSeconds, severity, summary },
      observed: sizeAbove(made.file, ratio),
      warnsOfRefusal: true,
      tests: (holds) => {
        const steps = stepsFor(holds);
        const series = (part: number): [string, string][] => [
          [`${sizeMetric(made)}${AT}`, flat(Math.round(quota * part), steps)],
          [`etcd_server_quota_backend_bytes${AT}`, flat(quota, steps)],
        ];
        return pair(steps, series(Math.min(0.99, ratio + 0.02)), series(ratio - 0.1));
      },
    };
  };
}

/** Of the file and of what fills it. */
export const SPACE_ALERTS: readonly Make[] = [
  quotaAlert(
    'EtcdDatabaseQuotaLowSpace',
    0.95,
    600,
    'critical',
    'The etcd database is above 95 % of its quota; at 100 % etcd refuses all writes.',
  ),
  quotaAlert('EtcdDatabaseQuotaWarning', 0.8, 300, 'warning', 'The etcd database is above 80 % of its quota.'),
  (made) => growthAlert(made, 'EtcdDatabaseGrowth', growthWindow(made)),
  // The mixin's own, for what fills slowly, beside one that looks back for less long.
  (made) => (growthWindow(made) < MIXIN_WINDOW ? growthAlert(made, 'EtcdDatabaseSlowGrowth', MIXIN_WINDOW) : null),
  (made) => {
    const rise = made.file.writes.rises.find((one) => one.start === made.file.onsets.writePressure?.time);
    if (rise === undefined || rise.bytes !== undefined || !(rise.during > 1)) return null;
    const before = Number.isFinite(rise.before) ? Math.max(1, rise.before) : 1;
    // Between the quiet and the storm, as far from the one as from the other; of one member's own count.
    const limit = twoDigits(Math.sqrt(before * rise.during));
    const length = (rise.end - rise.start) / 1_000_000;
    const window = length < 1200 ? 120 : 600;
    return {
      alert: 'EtcdWriteRate',
      expr: `rate(${putsMetric(made)}[${promDuration(window)}]) > ${limit}`,
      forSeconds: 300,
      severity: 'warning',
      summary: `etcd receives more than ${limit} puts per second, between the normal rate of this cluster (${twoDigits(before)}) and the rate during this incident (${twoDigits(rise.during)}).`,
      observed: putRateAbove(made.file, limit, window),
      warnsOfRefusal: made.report.onsets.spaceExceeded !== null,
      tests: (holds) => {
        const steps = stepsFor(holds, window);
        const series = (perSecond: number): [string, string][] => [
          [`${putsMetric(made)}${AT}`, rising(0, Math.round(perSecond * 60), steps)],
        ];
        return pair(steps, series(limit * 2), series(limit / 2));
      },
    };
  },
  (made) => {
    if (
      !isFound(
        made,
        'compaction-disabled',
        'compaction-stalled',
        'compaction-too-late',
        'compaction-blocked-by-nospace',
      )
    )
      return null;
    const window = Math.ceil(longestSilence(made.file) / 300) * 300;
    const puts = Math.max(1000, 2 * keptRevisions(made.file));
    // Rounds, not keys: where objects are only created, a round has no key to remove.
    const rounds = 'etcd_debugging_mvcc_db_compaction_total_duration_milliseconds_count';
    return {
      alert: 'EtcdNoCompaction',
      expr: `increase(${rounds}[${promDuration(window)}]) == 0 and increase(${putsMetric(made)}[${promDuration(window)}]) > ${puts}`,
      forSeconds: 600,
      severity: 'warning',
      summary: `etcd took more than ${puts} puts in ${promDuration(window)} without a compaction, longer than the compactor in force here is silent: the history only grows.`,
      observed: noCompaction(made.file, window, puts),
      warnsOfRefusal: true,
      tests: (holds) => {
        const steps = stepsFor(holds, window);
        const perMinute = Math.ceil((2 * puts * 60) / window);
        const series = (round: string): [string, string][] => [
          [`${rounds}${AT}`, round],
          [`${putsMetric(made)}${AT}`, rising(0, perMinute, steps)],
        ];
        return pair(steps, series(flat(100, steps)), series(everySo(Math.floor(window / 180), steps)));
      },
    };
  },
  (made) =>
    !(isFound(made, 'missing-defragmentation', 'long-read-pins-pages') || belowHalf(made))
      ? null
      : {
          alert: 'EtcdDatabaseHighFragmentationRatio',
          // Below 100 MiB in use the ratio says nothing worth waking up for.
          expr: `etcd_mvcc_db_total_size_in_use_in_bytes / etcd_mvcc_db_total_size_in_bytes < 0.5 and etcd_mvcc_db_total_size_in_use_in_bytes > ${100 * MIB}`,
          forSeconds: 600,
          severity: 'warning',
          summary:
            'Less than half of the etcd file is in use: only a defragmentation returns the free pages to the file system.',
          observed: inUseBelow(made.file, 0.5, 100 * MIB),
          warnsOfRefusal: false,
          tests: (holds) => {
            const steps = stepsFor(holds);
            const series = (part: number): [string, string][] => [
              [`etcd_mvcc_db_total_size_in_use_in_bytes${AT}`, flat(Math.round(QUOTA * part), steps)],
              [`etcd_mvcc_db_total_size_in_bytes${AT}`, flat(QUOTA, steps)],
            ];
            return pair(steps, series(0.3), series(0.8));
          },
        },
  (made) => (ranOut(made) ? (lowestMinor(made) < 6 ? refusedAlert() : armedAlert()) : null),
];

/** From 3.6 on a metric has the alarms themselves. */
function armedAlert(): Candidate {
  return {
    alert: 'EtcdAlarmArmed',
    expr: 'etcd_debugging_server_alarms > 0',
    forSeconds: 60,
    severity: 'critical',
    summary: 'An etcd alarm is active: with NOSPACE, etcd refuses all writes until the alarm is disarmed.',
    observed: [],
    warnsOfRefusal: false,
    tests: (holds) => {
      const steps = stepsFor(holds);
      const series = `etcd_debugging_server_alarms{instance="10.0.0.1:2379",job="etcd",alarm_type="NOSPACE"}`;
      const labels = { ...OF, alarm_type: 'NOSPACE' };
      return pair(steps, [[series, flat(1, steps)]], [[series, flat(0, steps)]], labels);
    },
  };
}

/** Before, none has; but the answers that clients get are counted, in every release of etcd 3. */
function refusedAlert(): Candidate {
  const labels = 'grpc_service="etcdserverpb.KV",grpc_code="ResourceExhausted"';
  return {
    alert: 'EtcdWritesRefused',
    expr: `sum without (grpc_method, grpc_type) (rate(grpc_server_handled_total{${labels}}[5m])) > 0`,
    forSeconds: 120,
    severity: 'critical',
    summary:
      'etcd refuses requests as out of resources: no space (etcdctl alarm list tells), or more requests than it can apply.',
    observed: [],
    warnsOfRefusal: false,
    tests: (holds) => {
      const steps = stepsFor(holds, 300);
      const of = (code: string): string =>
        `grpc_server_handled_total{instance="10.0.0.1:2379",job="etcd",grpc_service="etcdserverpb.KV",grpc_method="Txn",grpc_type="unary",grpc_code="${code}"}`;
      const kept = { ...OF, grpc_service: 'etcdserverpb.KV', grpc_code: 'ResourceExhausted' };
      return pair(
        steps,
        [[of('ResourceExhausted'), rising(0, 30, steps)]],
        [
          [of('OK'), rising(0, 30, steps)],
          [of('ResourceExhausted'), flat(7, steps)],
        ],
        kept,
      );
    },
  };
}

/** A counter that goes up by one every so many minutes. */
function everySo(minutes: number, steps: number): string {
  const every = Math.max(1, minutes);
  return Array.from({ length: steps + 1 }, (_, i) => 100 + Math.floor(i / every)).join(' ');
}

/** The mixin looks back 4 h and as far ahead; what fills faster needs a shorter look back. */
const MIXIN_WINDOW = 4 * 3600;

function growthWindow(made: Made): number {
  const filled = fillSeconds(made);
  return filled === null ? MIXIN_WINDOW : (WINDOWS.find((one) => one <= filled / 2) ?? 300);
}

function growthAlert(made: Made, alert: string, window: number): Candidate | null {
  const ratio = quotaRatio(made);
  if (!ranOut(made) || ratio === null) return null;
  const metric = metricOf('quota', lowestVersion(made));
  const limit = metric === null ? (/(?<![\d.])[\d.]+$/.exec(ratio)?.[0] ?? '0') : `(${metric} > 0)`;
  const expr = `predict_linear(${sizeMetric(made)}[${promDuration(window)}], 4 * 3600) > ${limit}`;
  return {
    alert,
    expr,
    forSeconds: 600,
    severity: 'warning',
    summary: `At the growth rate of the last ${promDuration(window)}, the etcd database exceeds its quota within 4 hours.`,
    observed: growthReaches(made.file, window, 4 * 3600),
    warnsOfRefusal: true,
    tests: (holds) => {
      const steps = stepsFor(holds, window);
      const quota = limit.startsWith('(') ? QUOTA : Number(limit);
      const series = (by: number): [string, string][] => [
        [`${sizeMetric(made)}${AT}`, rising(Math.round(quota / 4), by, steps)],
        [`etcd_server_quota_backend_bytes${AT}`, flat(quota, steps)],
      ];
      return pair(steps, series(Math.max(1, Math.round(quota / 200))), series(0));
    },
  };
}

/** Longest first: the look back of the growth alert. */
const WINDOWS = [4 * 3600, 2 * 3600, 3600, 1800, 900, 600, 300];

/** How long the writes pressed before they were refused; null: not known. */
function fillSeconds({ report }: Made): number | null {
  const { writePressure, spaceExceeded } = report.onsets;
  if (writePressure === null || spaceExceeded === null) return null;
  return Math.max(0, (Date.parse(spaceExceeded.time) - Date.parse(writePressure.time)) / 1000);
}

function belowHalf({ report: { space } }: Made): boolean {
  const { dbSizeBytes, dbSizeInUseBytes } = space;
  return dbSizeBytes !== null && dbSizeInUseBytes !== null && dbSizeInUseBytes.value < 0.5 * dbSizeBytes.value;
}

function twoDigits(value: number): number {
  return Number(value.toPrecision(2));
}
