import type { IndicatorTally } from '../../aggregates/indicators.js';
import type { Indicator } from '../../model/case-file.js';
import { compareExemplars } from '../../model/origin.js';
import { epochMicros, SECOND } from '../../model/units.js';
import type { MemberResolver } from '../members/members.js';

/** Two renderings of one line. */
const SAME = 1.2 * SECOND;

/** The indicators in order, without the copies from two renderings of one log. */
export function indicatorsOf(tally: IndicatorTally, members: MemberResolver): Indicator[] {
  const all = [...tally.values()].flatMap(({ name, stream, source, episodes }) =>
    episodes.list.map((episode) => ({
      stream,
      indicator: {
        name,
        member: source === 'kubernetes' ? null : members.ofStream(stream),
        source,
        start: epochMicros(episode.start),
        end: epochMicros(episode.end),
        count: episode.count,
        first: episode.first,
        last: episode.worst,
      } satisfies Indicator,
    })),
  );
  all.sort(
    (a, b) =>
      a.indicator.start - b.indicator.start ||
      compareExemplars(a.indicator.first, b.indicator.first) ||
      (a.indicator.name < b.indicator.name ? -1 : a.indicator.name > b.indicator.name ? 1 : 0),
  );
  const kept: typeof all = [];
  for (const one of all) {
    const copy = kept.some(
      ({ stream, indicator }) =>
        stream !== one.stream &&
        indicator.name === one.indicator.name &&
        indicator.member !== null &&
        indicator.member === one.indicator.member &&
        one.indicator.start <= indicator.end + SAME &&
        one.indicator.end >= indicator.start - SAME,
    );
    if (!copy) kept.push(one);
  }
  return kept.map(({ indicator }) => indicator);
}
