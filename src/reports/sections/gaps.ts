import { code, heading, joined, list, type Block, type Text } from '../document.js';
import type { Gap } from '../../model/report.js';
import type { View } from './view.js';
import { withoutTail } from '../../model/without-tail.js';

/** How many questions the first screen has room for. */
export const GAPS_ON_FIRST_SCREEN = 3;

/** What the inputs can't answer, past the questions of the first screen. */
export function gaps({ report }: View): readonly Block[] {
  const rest = report.gaps.slice(GAPS_ON_FIRST_SCREEN);
  return rest.length === 0 ? [] : [heading(2, 'Gaps'), list(rest.map(gapText))];
}

const MOST = 4;

/** The question, the command that answers it, and what that would settle. */
export function gapText(gap: Gap): Text {
  if (gap.command === '') return gap.question;
  const question = withoutTail(gap.question, '.: ');
  const more = gap.wouldSettle.length > MOST ? ', …' : '';
  const ids = joined(
    gap.wouldSettle.slice(0, MOST).map((id) => code(id)),
    ', ',
  );
  return [
    question,
    question.endsWith('?') ? ' ' : ': ',
    code(gap.command),
    gap.wouldSettle.length === 0 ? '' : [' would settle ', ids, more],
  ];
}
