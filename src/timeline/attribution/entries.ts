import type { ApiWriteTally } from '../../aggregates/api-writes.js';
import type { WriteShare, WriteStory } from '../../model/case-file.js';
import type { Attribution, Share } from '../../model/report.js';
import type { EpochMicros } from '../../model/units.js';
import type { SourceSums } from './source.js';
import type { Unchanged } from './unchanged-writes.js';

const LISTED = 100;

/** A source's entry in the report. */
export function attributionEntry(
  source: SourceSums,
  story: WriteStory,
  users: Pick<Attribution, 'byUser' | 'byUserAgent'>,
  iso: (time: EpochMicros) => string,
): Attribution {
  const { unit, span, because, low, high } = source;
  const deletes = story.deletes > 0 ? `; ${story.deletes} deletes beside them` : '';
  return {
    ...{ source: source.source, unit },
    from: span === null ? null : iso(span.from),
    to: span === null ? null : iso(span.to),
    count: story.estimate?.count ?? story.count,
    ...{ low, high, because: `${because}${deletes}` },
    byResource: story.byResource.map(shareOf),
    byNamespace: story.byNamespace.map(shareOf),
    byWorkload: story.byWorkload.map(shareOf),
    byObject: story.byObject.map(shareOf),
    byClient: story.byClient.map(shareOf),
    ...users,
  };
}

const shareOf = ({ key, count, bytes, share, shareOfBytes, countBeforeOnset }: WriteShare): Share => ({
  ...{ key, count, bytes, share, shareOfBytes, countBeforeOnset },
});

/** Users and programs of a log of requests; copies of a log count once, as they do in `count`. */
export function usersOf(
  tally: ApiWriteTally,
  isOwn: (format: string) => boolean,
  count: number,
  unchanged?: Unchanged,
): Pick<Attribution, 'byUser' | 'byUserAgent'> {
  const users = new Map<string, number>();
  const programs = new Map<string, number>();
  for (const [format, { pairs }] of tally) {
    if (!isOwn(format)) continue;
    for (const [key, { creates, updates }] of pairs) {
      const [, user = '', program = ''] = key.split('\0');
      add(users, user, creates + updates);
      add(programs, program, creates + updates);
    }
  }
  for (const [user, amount] of unchanged?.byUser ?? []) lose(users, user, amount);
  for (const [program, amount] of unchanged?.byProgram ?? []) lose(programs, program, amount);
  return { byUser: sharesOf(users, count), byUserAgent: sharesOf(programs, count) };
}

function add(sums: Map<string, number>, key: string, count: number): void {
  if (key !== '' && count > 0) sums.set(key, (sums.get(key) ?? 0) + count);
}

function lose(sums: Map<string, number>, key: string, amount: number): void {
  const held = sums.get(key);
  if (held !== undefined) sums.set(key, Math.max(0, held - amount));
}

function sharesOf(sums: ReadonlyMap<string, number>, count: number): Share[] {
  const total = [...sums.values()].reduce((sum, one) => sum + one, 0);
  const scale = total > count && total > 0 ? count / total : 1;
  const shares = [...sums]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([key, one]): Share => ({
      ...{ key, count: Math.round(one * scale), bytes: null, share: count === 0 ? 0 : (one * scale) / count },
      ...{ shareOfBytes: null, countBeforeOnset: null },
    }));
  const rest = shares.splice(LISTED);
  if (rest.length === 0) return shares;
  const sum = (of: (share: Share) => number): number => rest.reduce((all, share) => all + of(share), 0);
  const other = { count: sum((s) => s.count), share: sum((s) => s.share) };
  return [...shares, { key: '(other)', ...other, bytes: null, shareOfBytes: null, countBeforeOnset: null }];
}
