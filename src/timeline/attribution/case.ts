import type { Tally } from '../../aggregates/registry.js';
import { AUDIT_COUNT } from '../../aggregates/source-writes.js';
import { emptyWrites } from '../../aggregates/write-tally.js';
import type { Burst, Rise, SizeSample, WriteStory } from '../../model/case-file.js';
import { compareExemplars, type Exemplar } from '../../model/origin.js';
import type { Attribution, AttributionSource } from '../../model/report.js';
import type { Thresholds } from '../../model/thresholds.js';
import type { EpochMicros } from '../../model/units.js';
import { refusals, type Refusal, type ShownWrites } from '../onsets.js';
import { fullBySize } from '../space/full-file.js';
import { refusedGrants } from '../writes/refused-grants.js';
import type { Cuts } from '../writes/write-shares.js';
import { describeWrites } from '../writes/write-story.js';
import { sumWrites } from '../writes/write-sums.js';
import { attributionEntry, usersOf } from './entries.js';
import { isOfSource } from './sources.js';
import { leadingSource } from './leading.js';
import { linesOf, sourceSums, type SourceSums } from './source.js';
import { evenEdges } from '../entries/edges.js';
import { pressuresOf } from '../writes/pressures.js';

/** The stretches of refused writes, by all sources, and the source that shows who wrote before them. */
export function refusalsAndLead(
  bursts: readonly Burst[],
  sources: readonly SourceSums[],
  sizes: readonly SizeSample[],
): { readonly found: Refusal[]; readonly lead: SourceSums } {
  const told = refusals(bursts, sources.map(shownBy));
  const requests = sources.find(({ source }) => TELL_ALL.has(source)) ?? nothing();
  const found = fullBySize(told, bursts, sizes, requests.series);
  return { found, lead: leadingSource(sources, found[0]?.start ?? null) ?? nothing() };
}

/** Whose series holds a write for each that was accepted: events and slow requests are some of them. */
const TELL_ALL: ReadonlySet<AttributionSource> = new Set([
  ...(['wal', 'store', 'request-stats', 'request-log', 'audit', 'http-log'] as const),
]);

/**
 * The rises that a source shows. Of slow requests there are more where etcd slows down: they show no rise of writes. A
 * source of samples knows a moment no better than by these.
 */
export function pressuresBy(lead: SourceSums, refused: readonly Refusal[]): ReturnType<typeof pressuresOf> {
  if (lead.source === 'slow-requests')
    return { pressures: refused.length === 0 ? [] : refused.map(() => null), rises: [] };
  const { pressures, rises } = pressuresOf(evenEdges(lead.series, lead.tally), linesOf(lead.tally), refused);
  const { grain } = lead;
  if (grain === undefined) return { pressures, rises };
  return { pressures: pressures.map((point) => (point === null ? null : grain(point))), rises };
}

function shownBy({ tally, series, accepted }: SourceSums): ShownWrites {
  const streams = [...tally.streams.values()];
  return {
    series,
    lines: linesOf(tally).filter(({ excerpt }) => !excerpt.startsWith('DELETE')),
    firstRefused: lines(streams.map(({ firstRefused }) => firstRefused))[0] ?? null,
    lastRefused: lines(streams.map(({ lastRefused }) => lastRefused)).at(-1) ?? null,
    ...(accepted === undefined ? {} : { accepted }),
  };
}

const lines = (list: readonly (Exemplar | null)[]): Exemplar[] =>
  list.filter((line) => line !== null).sort(compareExemplars);

function nothing(): SourceSums {
  const tally = emptyWrites();
  const sums = sumWrites(tally, () => null);
  return sourceSums({ source: 'request-log', unit: 'puts', tally, sums, because: '' });
}

export function storyOf(
  { source, tally, sums, series }: SourceSums,
  cuts: Cuts,
  rises: readonly Rise[],
  thresholds: Thresholds,
  refused: readonly Refusal[],
): WriteStory {
  const told = describeWrites(tally, sums, series, cuts, rises, thresholds);
  const story = { ...told, refused: told.refused + refusedGrants(sums.grants, refused) };
  return { ...story, source: story.count + story.deletes + story.refused === 0 ? null : source };
}

export function entryOf(
  tally: Tally,
  source: SourceSums,
  story: WriteStory,
  iso: (time: EpochMicros) => string,
): Attribution {
  const audit = tally['source-writes'].has('audit') ? 'audit' : AUDIT_COUNT;
  const users =
    source.source === 'audit'
      ? usersOf(tally['api-writes'], (format) => isOfSource(format, audit), story.count, source.unchanged)
      : source.source === 'http-log'
        ? usersOf(tally['api-writes'], (format) => isOfSource(format, 'http-log'), story.count, source.unchanged)
        : { byUser: [], byUserAgent: [] };
  return attributionEntry(source, story, users, iso);
}
