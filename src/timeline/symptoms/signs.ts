import type { SignTally } from '../../aggregates/signs.js';
import type { Sign } from '../../model/case-file.js';
import { compareExemplars } from '../../model/origin.js';
import { epochMicros, SECOND } from '../../model/units.js';
import type { MemberResolver } from '../members/members.js';

/** Two renderings of one line. */
const SAME = 1.2 * SECOND;

/** The signs in order, with the copies that two renderings of one log hold told once. */
export function signsOf(tally: SignTally, members: MemberResolver): Sign[] {
  const all = [...tally.values()].flatMap(({ name, stream, source, episodes }) =>
    episodes.list.map((episode) => ({
      stream,
      sign: {
        name,
        member: source === 'kubernetes' ? null : members.ofStream(stream),
        source,
        start: epochMicros(episode.start),
        end: epochMicros(episode.end),
        count: episode.count,
        first: episode.first,
        last: episode.worst,
      } satisfies Sign,
    })),
  );
  all.sort(
    (a, b) =>
      a.sign.start - b.sign.start ||
      compareExemplars(a.sign.first, b.sign.first) ||
      (a.sign.name < b.sign.name ? -1 : a.sign.name > b.sign.name ? 1 : 0),
  );
  const kept: typeof all = [];
  for (const one of all) {
    const copy = kept.some(
      ({ stream, sign }) =>
        stream !== one.stream &&
        sign.name === one.sign.name &&
        sign.member !== null &&
        sign.member === one.sign.member &&
        one.sign.start <= sign.end + SAME &&
        one.sign.end >= sign.start - SAME,
    );
    if (!copy) kept.push(one);
  }
  return kept.map(({ sign }) => sign);
}
