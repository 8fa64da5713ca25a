import { lengthWithout } from '../../model/leadership.js';
import type { EpochMicros } from '../../model/units.js';
import { heading, list, paragraph, table, type Block, type Text } from '../document.js';
import { duration } from '../durations.js';
import { formatTime } from '../times.js';
import { code, joined } from '../document.js';
import { place } from './cite.js';
import type { View } from './view.js';

const MOST = 15;
/** Less than this is how an election goes. */
const NOTICEABLE_MS = 1000;
const MS = 1000;

/** Leaders, time without a leader, and how regularly each member compacted; empty if neither is notable. */
export function leadership(view: View): readonly Block[] {
  const { leadership: led, cadences = [] } = view.file;
  const terms = led?.terms ?? [];
  const without = led?.without ?? [];
  const at = (time: EpochMicros): string => view.times.exact(formatTime(time));
  const blocks: Block[] = [];
  if (terms.length > 1) {
    const rows = terms
      .slice(0, MOST)
      .map(({ term, leader, from, to, evidence }): Text[] => [
        String(term),
        leader ?? 'not known',
        at(from),
        to === null ? '' : duration((to - from) / 1000),
        code(evidence[0] === undefined ? '' : place(evidence[0])),
      ]);
    const rest = terms.length > MOST ? [paragraph(`${terms.length - MOST} later terms are in timeline.csv.`)] : [];
    blocks.push(table(['term', 'leader', 'from', 'duration', 'evidence'], rows, [0]), ...rest);
  }
  if (without.length > 0) blocks.push(paragraph(leaderless(view)));
  const regular = cadences.filter((one) => one.count > 0);
  if (regular.length > 0 && blocks.length + regular.flatMap((one) => one.holes).length > 0)
    blocks.push(
      paragraph('Compactions:'),
      list(
        regular.map(({ member, count, usual, longest, holes, last }): Text => [
          `${member ?? 'a member'}: ${count}`,
          usual === null ? '' : `, one every ${duration(usual / 1000)}`,
          longest === null ? '' : `, longest ${duration(longest / 1000)}`,
          holes.length === 0
            ? ''
            : `; none from ${joinedTimes(holes.slice(0, 3).map((hole) => `${at(hole.from)} to ${at(hole.to)}`))}`,
          [' (', code(place(last)), ')'],
        ]),
      ),
    );
  return blocks.length === 0 ? [] : [heading(2, 'Leadership and compactions'), ...blocks];
}

const joinedTimes = (stretches: readonly string[]): string => stretches.join(', and from ');

function leaderless(view: View): Text {
  const { without = [] } = view.file.leadership ?? {};
  const bounds = without.map((one) => lengthWithout(one));
  const total = (of: 'least' | 'most'): string => duration(bounds.reduce((sum, one) => sum + one[of], 0) / MS);
  const long = without.filter((_, i) => (bounds[i]?.most ?? 0) / MS >= NOTICEABLE_MS);
  const [least, most] = [total('least'), total('most')];
  const times = without.length === 1 ? 'once' : `${without.length} times`;
  const sum =
    least === most
      ? `${most} in total`
      : `${bounds.every((one) => one.least === 0) ? '' : `at least ${least} and `}at most ${most} in total`;
  const down = without.filter((one) => one.down.length > 0).length;
  const told = `The cluster had no leader ${times}, ${sum}${down === 0 ? '' : `, ${down === without.length ? '' : `${down} of them `}because processes had ended`}.`;
  const bound =
    least === most
      ? ''
      : ' Members log a lost leader only after an election timeout, and one member alone may only have been cut off: hence the two bounds.';
  const where: Text =
    long.length === 0
      ? ''
      : [
          ' Longest: ',
          joined(
            long
              .slice(0, 3)
              .map(({ from, evidence }): Text => [
                view.times.exact(formatTime(from)),
                ' ',
                code(evidence[0] === undefined ? '' : place(evidence[0])),
              ]),
            ', ',
          ),
          '.',
        ];
  return [told, bound, where];
}
