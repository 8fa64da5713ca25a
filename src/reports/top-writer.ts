import type { CaseFile, WriteShare, WriteStory } from '../model/case-file.js';
import type { Attribution, Report } from '../model/report.js';

/** Who wrote most, at the level that explains most. */
export interface TopWriter {
  readonly by: 'workload' | 'resource' | 'namespace';
  readonly key: string;
  readonly share: number;
  readonly shareOfBytes: number | null;
  /** Whether the shares are of the pressure alone. */
  readonly during: boolean;
}

/** A workload that made at least this part of what the largest resource or namespace holds explains as much, and says more. */
const SPECIFIC = 0.5;
/** Of a resource and a namespace, the resource is named if it holds nearly as much. */
const NEARLY = 0.9;

/** Fewer slow requests than this are chance: each of them is slow for a reason of its own. */
const ENOUGH_SLOW = 20;

/** The first source that shows who wrote: revisions show no writer, and a handful of slow requests shows no more than itself. */
function storyOf({ writes, otherWrites = [] }: CaseFile): WriteStory | null {
  const shows = ({ source, byResource, count }: WriteStory): boolean =>
    byResource.length > 0 && (source !== 'slow-requests' || count >= ENOUGH_SLOW);
  return [writes, ...otherWrites].find(shows) ?? null;
}

/** null: no source shows any write. */
export function topWriterOf(report: Report, file: CaseFile): TopWriter | null {
  const story = storyOf(file);
  if (story === null) return null;
  const { byWorkload, byNamespace, source } = story;
  // what events report is events: that they are says nothing about who writes
  const byResource = source === 'events' ? [] : story.byResource;
  const during =
    story === file.writes &&
    report.onsets.writePressure !== null &&
    story.byResource.some((share) => share.duringPressure.count > 0);
  const most = (by: TopWriter['by'], list: readonly WriteShare[]): TopWriter | null =>
    list
      .filter(({ key }) => !/^\([a-z]+\)$/.test(key))
      .map((one): TopWriter => {
        const { share, shareOfBytes } = during ? one.duringPressure : one;
        return { by, key: one.key, share, shareOfBytes, during };
      })
      .reduce<TopWriter | null>((best, one) => (best === null || weight(one) > weight(best) ? one : best), null);
  const workload = most('workload', byWorkload);
  const resource = most('resource', byResource);
  const namespace = most('namespace', byNamespace);
  const wide = [resource, namespace].reduce<TopWriter | null>(
    (best, one) => (one !== null && (best === null || NEARLY * weight(one) > weight(best)) ? one : best),
    null,
  );
  if (workload === null || wide === null) return workload ?? wide;
  return weight(workload) >= SPECIFIC * weight(wide) ? workload : wide;
}

const weight = ({ share, shareOfBytes }: TopWriter): number => Math.max(share, shareOfBytes ?? 0);

/** `payments/Deployment/checkout-worker`; `namespace etl`. */
export const topWriterText = ({ by, key }: TopWriter): string => (by === 'workload' ? key : `${by} ${key}`);

/** What a source counts, in a word. */
export function unitWord(unit: Attribution['unit']): string {
  return unit === 'requests' ? 'writes' : unit;
}

/** What `writes` counts; puts where no source says otherwise. */
export const writesUnit = ({ writes, attribution }: Report): string =>
  unitWord(attribution.find(({ source }) => source === writes.source)?.unit ?? 'puts');
