import { REVISION_RULES, type RevisionTally } from '../../aggregates/revision-samples.js';
import { emptyStream, emptyWrites, EXEMPLAR_RULES } from '../../aggregates/write-tally.js';
import { addThinned, emptyThinned, thinnedItems } from '../../mergeable/thinned.js';
import type { Point, SizeSample } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import { epochMicros, SECOND } from '../../model/units.js';
import { sumWrites, type TotalCell } from '../writes/write-sums.js';
import { sourceSums, type SourceSums } from './source.js';

type Origin = 'status' | 'compaction' | 'snapshot';

interface Sample {
  readonly time: number;
  readonly value: number;
  readonly exemplar: Exemplar;
}

/** What was written between two samples. */
interface Step {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** What each origin can and cannot show, said with the number of its samples. */
const BECAUSE: Readonly<Record<Origin, string>> = {
  status:
    'differences of the revision between samples of one member: each accepted transaction that wrote is one, of any client',
  compaction:
    'differences between the revisions of compactions: each accepted transaction that wrote is one, of any client; an API server compacts the revision of one round earlier',
  snapshot:
    'differences between the raft indexes of snapshots on disk: each write is an entry, and so are leases and refused proposals, so that it is an upper bound of the writes',
};
/** A rate needs two samples; two rounds of compactions may be of anything. */
const ENOUGH: Readonly<Record<Origin, number>> = { status: 2, compaction: 3, snapshot: 3 };
const BUCKETS = 1440;

/**
 * How many revisions were made over time: of status samples, else of compactions, else of snapshots on disk; of the
 * member with the most of them. It shows the rate and its rise where no input has a request. null: nothing shows it.
 */
export function revisionWrites(
  sizes: readonly SizeSample[],
  tally: RevisionTally,
  memberOf: (stream: string) => string | null,
): SourceSums | null {
  const kept = [...tally.values()].flatMap((series) => thinnedItems(series, REVISION_RULES));
  const status = sizes.flatMap(({ revision, time, member, exemplar, origin }) =>
    revision === null || time === null || origin === 'compaction' || origin === 'defragmentation'
      ? []
      : [{ member, time, value: revision, exemplar }],
  );
  const logged = (origin: Origin): (Sample & { readonly member: string | null })[] =>
    kept.filter((one) => one.origin === origin).map((one) => ({ ...one, member: memberOf(one.stream) ?? one.stream }));
  for (const [origin, samples] of [
    ['status', status],
    ['compaction', logged('compaction')],
    ['snapshot', logged('snapshot')],
  ] as const) {
    const own = densest(samples);
    const steps = stepsOf(own);
    if (own.length >= ENOUGH[origin] && steps.length > 0) return ofSteps(origin, own, steps);
  }
  return null;
}

/** The samples of one member, in order of time: the one with the most of them. */
function densest(samples: readonly (Sample & { readonly member: string | null })[]): Sample[] {
  const byMember = new Map<string, Sample[]>();
  for (const sample of samples) {
    const list = byMember.get(sample.member ?? '');
    if (list === undefined) byMember.set(sample.member ?? '', [sample]);
    else list.push(sample);
  }
  const [most] = [...byMember].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1));
  return (most?.[1] ?? []).sort((a, b) => a.time - b.time || a.value - b.value);
}

/** A value that falls is of another store: nothing is said of the time between. */
function stepsOf(samples: readonly Sample[]): Step[] {
  const steps: Step[] = [];
  samples.forEach(({ time, value }, i) => {
    const before = samples[i - 1];
    if (before !== undefined && time > before.time && value >= before.value)
      steps.push({ from: before.time, to: time, count: value - before.value });
  });
  return steps.some(({ count }) => count > 0) ? steps : [];
}

function ofSteps(origin: Origin, samples: readonly Sample[], steps: readonly Step[]): SourceSums {
  const tally = emptyWrites();
  const [first, last] = [steps[0] as Step, steps.at(-1) as Step];
  const input = samples[0]?.exemplar.input ?? '';
  tally.streams.set('revisions', { ...emptyStream('revisions', input, 'revisions'), first: first.from, last: last.to });
  const lines = emptyThinned(EXEMPLAR_RULES);
  for (const { exemplar } of samples) addThinned(lines, exemplar, EXEMPLAR_RULES);
  tally.exemplars.set('', lines);
  const count = steps.reduce((sum, step) => sum + step.count, 0);
  const sums = { ...sumWrites(tally, () => null), total: spread(steps), puts: count, corrected: count, bytes: null };
  const made = sourceSums({
    ...{ source: 'revisions', unit: 'revisions', tally, sums },
    ...{ low: origin === 'snapshot' ? 0 : count, high: count },
    because: `${BECAUSE[origin]} (${samples.length} samples)`,
    accepted: steps.filter((step) => step.count > 0).map(({ to }) => Math.floor(to / SECOND)),
  });
  return { ...made, grain: (point) => withinStep(point, steps, origin) };
}

/** Evenly over the time of each step, on a grid of so many buckets at the most. */
function spread(steps: readonly Step[]): TotalCell[] {
  const from = (steps[0] as Step).from / SECOND;
  const to = (steps.at(-1) as Step).to / SECOND;
  let width = 1;
  while ((to - from) / width > BUCKETS) width *= 2;
  const cells = new Map<number, number>();
  for (const step of steps) {
    const [begin, end] = [step.from / SECOND, step.to / SECOND];
    const last = Math.max(Math.floor(begin / width), Math.ceil(end / width) - 1);
    for (let bucket = Math.floor(begin / width); bucket <= last; bucket += 1) {
      const inside = Math.min(end, (bucket + 1) * width) - Math.max(begin, bucket * width);
      cells.set(bucket, (cells.get(bucket) ?? 0) + (step.count * inside) / (end - begin));
    }
  }
  return [...cells]
    .map(([bucket, puts]) => ({ second: bucket * width, width, puts }))
    .sort((a, b) => a.second - b.second);
}

/** A rise is no better known than the samples around it; what an API server compacts was there a round before. */
function withinStep(point: Point, steps: readonly Step[], origin: Origin): Point {
  const { time, earliest, latest } = point;
  const at = steps.findIndex((step) => step.to > (latest ?? time));
  const step = steps[at];
  if (step === undefined) return point;
  const from = origin === 'compaction' ? (steps[at - 1]?.from ?? step.from) : step.from;
  return {
    ...point,
    earliest: earliest === null ? null : epochMicros(Math.min(earliest, from)),
    latest: epochMicros(Math.max(latest ?? time, step.to)),
  };
}
