import type { SizeSample } from '../../../model/case-file.js';
import type { Postmortem } from '../../../pipeline/options.js';
import { parseTime } from '../../times.js';
import type { Citations } from '../citations.js';
import { gapsOf, millis } from '../coverage-gaps.js';
import type { Cite, Lane, LineLane, LineSeries } from '../picture.js';

type Point = readonly [time: number, value: number];

/** So many points a line are more than a screen shows. */
const MOST = 600;
const INK = 7;
const SOFT_INK = 8;

/** The database file against its quota, with what of it is in use and what was live. */
export function spaceLane(postmortem: Postmortem, citations: Citations, from: number, to: number): Lane[] {
  const { file, report } = postmortem;
  const timed = file.sizes.filter((sample) => sample.time !== null && sample.dbSizeBytes !== null);
  const figures = liveFigure(postmortem);
  if (timed.length === 0) return [];
  const times = timed.map((sample) => sample.time as number);
  const members = [...new Set(timed.map((sample) => sample.member))].sort((a, b) => ((a ?? '') < (b ?? '') ? -1 : 1));
  const series = members.flatMap((member) => {
    const own = timed.filter((sample) => sample.member === member);
    return [
      lineOf('size', 'solid', INK, member, own, (sample) => sample.dbSizeBytes),
      lineOf('in use', 'dashed', SOFT_INK, member, own, (sample) => sample.dbSizeInUseBytes),
    ].filter((line) => line.points.length > 0);
  });
  const lane: LineLane = {
    type: 'line',
    id: 'space',
    title: 'database size',
    series,
    limit: quota(postmortem, from, to),
    figures,
    gaps: gapsOf([{ from: Math.min(...times), to: Math.max(...times) } as never], from, to),
    cites: spread(timed, 200).map((sample): Cite => {
      const time = millis(sample.time as number);
      return [time, time, citations.add(sample.exemplar, KINDS[sample.origin])];
    }),
  };
  return report.window === null ? [] : [lane];
}

const KINDS: Readonly<Record<string, string>> = {
  compaction: 'compaction-finished',
  defragmentation: 'defragmentation-finished',
};

function lineOf(
  name: string,
  stroke: string,
  colour: number,
  member: string | null,
  samples: readonly SizeSample[],
  value: (sample: SizeSample) => number | null,
): LineSeries {
  const points = samples.flatMap((sample): Point[] => {
    const bytes = value(sample);
    return bytes === null ? [] : [[millis(sample.time as number), bytes]];
  });
  return { name: member === null ? name : `${name}, ${member}`, stroke, colour, points: spread(points, MOST) };
}

/** The quota as a staircase: each value from the line that set it. */
function quota({ file, report }: Postmortem, from: number, to: number): LineLane['limit'] {
  const steps: Point[] = [];
  const set = file.bursts
    .filter((burst) => burst.kind === 'quota-set' && burst.start !== null)
    .flatMap((burst): Point[] =>
      burst.record.kind === 'quota-set' && burst.record.quotaBytes !== null && burst.record.quotaBytes > 0
        ? [[millis(burst.start as number), burst.record.quotaBytes]]
        : [],
    );
  const seen = file.sizes.flatMap((sample): Point[] =>
    sample.time !== null && sample.quotaBytes !== null && sample.quotaBytes > 0
      ? [[millis(sample.time), sample.quotaBytes]]
      : [],
  );
  for (const [time, value] of [...set, ...seen].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (steps.at(-1)?.[1] !== value) steps.push([time, value]);
  }
  const then = report.space.quotaBytes;
  if (steps.length === 0) {
    if (then === null) return null;
    return { name: 'quota', steps: [[from, then.value] as const, [to, then.value] as const] };
  }
  // Before the first line on it, the quota of the refusal holds where the refusal lies before.
  const first = steps[0] as Point;
  const refused = report.onsets.spaceExceeded;
  const before = then !== null && refused !== null && parseTime(refused.time) / 1000 < first[0] ? then.value : first[1];
  return { name: 'quota', steps: [[from, before] as const, ...steps, [to, (steps.at(-1) as Point)[1]] as const] };
}

function liveFigure({ report }: Postmortem): LineLane['figures'] {
  const live = report.space.liveBytes;
  const at = live?.at ?? report.onsets.spaceExceeded?.time ?? null;
  if (live === null || at === null) return [];
  const { value, low, high, basis } = live;
  return [{ name: `live (${basis})`, time: millis(parseTime(at)), value, low, high }];
}

/** At most so many, evenly from the first to the last. */
export function spread<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))] as T);
}
