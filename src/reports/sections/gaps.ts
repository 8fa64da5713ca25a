import { code, heading, joined, paragraph, table, type Block, type Text } from '../document.js';
import { GAPS_ON_FIRST_SCREEN } from './first-screen.js';
import type { View } from './view.js';

/** What the inputs can't answer, past the questions of the first screen. */
export function gaps({ report }: View): readonly Block[] {
  const rest = report.gaps.slice(GAPS_ON_FIRST_SCREEN);
  if (rest.length === 0) return [];
  const rows = rest.map((gap): readonly Text[] => [
    gap.question,
    gap.command === '' ? '' : code(gap.command),
    joined(gap.wouldSettle.map(code), ', '),
  ]);
  return [
    heading(2, 'Gaps'),
    paragraph('Beyond those on the first screen:'),
    table(['question', 'command that answers it', 'would settle'], rows),
  ];
}
