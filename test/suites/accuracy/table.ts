import type { Measure } from './measure.js';

/** The measures of all incidents in sums. */
export interface Summary {
  readonly incidents: number;
  readonly top1: number;
  readonly top2: number;
  readonly falseOnHealthy: number;
  readonly healthy: number;
  readonly untrue: number;
  /** Parts of those with such an onset that are within one bucket. */
  readonly pressureWithin: number;
  readonly refusalWithin: number;
  readonly worstShare: number;
  readonly fileError: number;
  readonly quotasRight: number;
}

export function summarize(measures: readonly Measure[]): Summary {
  const ill = measures.filter(({ isHealthy }) => !isHealthy);
  const healthy = measures.filter(({ isHealthy }) => isHealthy);
  const numbers = (of: (one: Measure) => number | null): number[] => measures.flatMap((one) => of(one) ?? []);
  const fileErrors = numbers(({ fileError }) => fileError).sort((a, b) => a - b);
  const quotas = measures.flatMap(({ quotaIsRight }) => quotaIsRight ?? []);
  return {
    incidents: measures.length,
    top1: part(ill, ({ top1 }) => top1),
    top2: part(ill, ({ top2 }) => top2),
    healthy: healthy.length,
    falseOnHealthy: healthy.reduce((sum, { untrue }) => sum + untrue.length, 0),
    untrue: measures.reduce((sum, { untrue }) => sum + untrue.length, 0),
    pressureWithin: part(
      numbers(({ pressureBuckets }) => pressureBuckets),
      (buckets) => buckets <= 1,
    ),
    refusalWithin: part(
      numbers(({ refusalBuckets }) => refusalBuckets),
      (buckets) => buckets <= 1,
    ),
    worstShare: Math.max(0, ...numbers(({ shareError }) => shareError)),
    fileError: fileErrors[Math.floor(fileErrors.length / 2)] ?? 0,
    quotasRight: part(quotas, (isRight) => isRight),
  };
}

const part = <T>(list: readonly T[], test: (one: T) => boolean): number =>
  list.length === 0 ? 1 : list.filter(test).length / list.length;

const BINS: readonly (readonly [from: number, to: number, verdict: string])[] = [
  [0, 0.1, 'refuted'],
  [0.3, 0.5, 'possible'],
  [0.5, 0.7, 'possible'],
  [0.7, 0.8, 'likely'],
  [0.8, 0.9, 'likely'],
  [0.9, 1, 'confirmed'],
];

/** Stated confidence against how often it is so: a row a bin. */
export function calibration(measures: readonly Measure[]): string[] {
  const all = measures.flatMap(({ stated }) => stated);
  return BINS.flatMap(([from, to, verdict], i) => {
    const isLast = i === BINS.length - 1;
    const own = all.filter(
      ({ confidence }) => confidence >= from && (confidence < to || ((isLast || i === 0) && confidence <= to)),
    );
    if (own.length === 0) return [];
    const stated = own.reduce((sum, { confidence }) => sum + confidence, 0) / own.length;
    return [
      `| ${from.toFixed(1)} to ${to.toFixed(1)} (${verdict}) | ${own.length} | ${stated.toFixed(2)} | ${part(own, ({ isSo }) => isSo).toFixed(2)} |`,
    ];
  });
}

/** The record as Markdown: what docs/causes.md holds. */
export function tableOf(measures: readonly Measure[]): string {
  const groups = (['recorded', 'simulated'] as const).map(
    (made) => [made, measures.filter((one) => one.made === made)] as const,
  );
  const columns = [...groups, ['all', measures] as const].map(([name, list]) => ({ name, sum: summarize(list) }));
  const row = (title: string, of: (sum: Summary) => string): string =>
    `| ${title} | ${columns.map(({ sum }) => of(sum)).join(' | ')} |`;
  return [
    `| | ${columns.map(({ name }) => name).join(' | ')} |`,
    `|---|${columns.map(() => '---:').join('|')}|`,
    row('incidents', ({ incidents }) => String(incidents)),
    row('of them healthy', ({ healthy }) => String(healthy)),
    row('the trigger is named first', ({ top1 }) => percent(top1)),
    row('first or second', ({ top2 }) => percent(top2)),
    row('untrue causes at `likely` or above, on healthy input', ({ falseOnHealthy }) => String(falseOnHealthy)),
    row('the same, anywhere', ({ untrue }) => String(untrue)),
    row('beginning of the write pressure within a bucket', ({ pressureWithin }) => percent(pressureWithin)),
    row('first refusal within a bucket', ({ refusalWithin }) => percent(refusalWithin)),
    row("largest error of a resource's share", ({ worstShare }) => `${(worstShare * 100).toFixed(1)} points`),
    row('file at the refusal, median error', ({ fileError }) => percent(fileError)),
    row('quota', ({ quotasRight }) => percent(quotasRight)),
    '',
    '| stated confidence | causes | stated, mean | so it was |',
    '|---|---:|---:|---:|',
    ...calibration(measures),
  ].join('\n');
}

const percent = (value: number): string => `${(value * 100).toFixed(value === 1 ? 0 : 1)} %`;

/** A line for each incident that is not as it should be. */
export const misses = (measures: readonly Measure[]): string[] =>
  measures.flatMap(({ name, top1, untrue, first, pressureBuckets, refusalBuckets, shareError }) => [
    ...(top1 ? [] : [`${name}: ${first ?? 'nothing'} is named first`]),
    ...(untrue.length === 0 ? [] : [`${name}: untrue: ${untrue.join(', ')}`]),
    ...((pressureBuckets ?? 0) <= 1
      ? []
      : [`${name}: beginning of the pressure off by ${(pressureBuckets ?? 0).toFixed(1)} buckets`]),
    ...((refusalBuckets ?? 0) <= 1
      ? []
      : [`${name}: first refusal off by ${(refusalBuckets ?? 0).toFixed(1)} buckets`]),
    ...((shareError ?? 0) <= 0.02 ? [] : [`${name}: a share off by ${((shareError ?? 0) * 100).toFixed(1)} points`]),
  ]);
