import type { AttributionSource } from '../report.js';
import { epochMicros } from '../units.js';
import type { Span } from './coverage.js';
import type { WriteShare, WriteStory } from './writes.js';

/** Two sources over the time that both cover. Their counts are beside each other, never added. */
export interface ComparedSources {
  readonly span: Span;
  readonly lead: { readonly source: AttributionSource; readonly count: number };
  readonly other: { readonly source: AttributionSource; readonly count: number };
  /** Resources that make up the difference, the largest first: counts of both sources. */
  readonly resources: readonly { readonly key: string; readonly lead: number; readonly other: number }[];
}

/** Sources that mean to hold each write: slow requests and events are some of them. */
const WHOLE: ReadonlySet<AttributionSource> = new Set([
  ...(['wal', 'request-stats', 'request-log', 'audit', 'http-log', 'revisions'] as const),
]);
const SHOWN = 3;
/** A shorter time in common compares chance. */
const SHORTEST = 10_000_000;

/** The source that leads beside each other one that holds all writes it can see and covers the same time. */
export function comparedSources(lead: WriteStory, others: readonly WriteStory[]): ComparedSources[] {
  return others.flatMap((other) => {
    const span = commonSpan(lead, other);
    if (span === null || !isWhole(lead.source) || !isWhole(other.source)) return [];
    // a delete is a revision too
    const deletes = lead.source === 'revisions' || other.source === 'revisions';
    const counts = (of: WriteStory): number =>
      within(of.puts, of, span) + (deletes ? within(of.deletesSeries, of, span) : 0);
    const keys = new Set([...lead.byResource, ...other.byResource].map(({ key }) => key));
    const resources = [...keys]
      .filter((key) => key !== '(other)' && other.byResource.length > 0 && lead.byResource.length > 0)
      .map((key) => ({ key, lead: countOf(lead, key, span), other: countOf(other, key, span) }))
      .sort((a, b) => Math.abs(b.lead - b.other) - Math.abs(a.lead - a.other) || (a.key < b.key ? -1 : 1));
    return [
      {
        span,
        lead: { source: lead.source, count: counts(lead) },
        other: { source: other.source, count: counts(other) },
        resources: resources.slice(0, SHOWN),
      },
    ];
  });
}

const isWhole = (source: WriteStory['source']): source is AttributionSource => source != null && WHOLE.has(source);

function commonSpan(a: WriteStory, b: WriteStory): Span | null {
  if (a.start === null || b.start === null) return null;
  const from = Math.max(a.start, b.start);
  const to = Math.min(a.start + a.puts.length * a.bucket, b.start + b.puts.length * b.bucket);
  return to - from < SHORTEST ? null : { from: epochMicros(from), to: epochMicros(to) };
}

const countOf = (story: WriteStory, key: string, span: Span): number =>
  within(story.byResource.find((share: WriteShare) => share.key === key)?.series ?? [], story, span);

/** Of a bucket that only touches the span, the part inside. */
function within(values: readonly number[], { start, bucket }: WriteStory, { from, to }: Span): number {
  let sum = 0;
  values.forEach((value, i) => {
    const begin = (start ?? 0) + i * bucket;
    const inside = Math.min(to, begin + bucket) - Math.max(from, begin);
    if (inside > 0) sum += (value * inside) / bucket;
  });
  return Math.round(sum);
}
