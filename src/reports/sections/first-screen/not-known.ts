import { code, joined, list, paragraph, strong, type Block, type Text } from '../../document.js';
import { plural } from '../../sizes.js';
import { GAPS_ON_FIRST_SCREEN, gapText } from '../gaps.js';
import type { View } from '../view.js';

/** That the inputs contradict each other is told where the claims are, the details further down. */
export function contradicted({ report }: View): readonly Block[] {
  const ids = [...new Set(report.contradictions.map((one) => one.id))].map((id) => code(id));
  if (ids.length === 0) return [];
  return [
    paragraph(strong('The inputs contradict each other, or what their versions print:'), ' ', joined(ids, ', '), '.'),
  ];
}

/** The questions that these inputs leave open, each with the command that would settle it. */
export function notKnown({ report }: View): readonly Block[] {
  if (report.gaps.length === 0) return [];
  const shown = report.gaps.slice(0, GAPS_ON_FIRST_SCREEN).map(gapText);
  const rest = report.gaps.length - shown.length;
  const more: Text[] = rest > 0 ? [`${plural(rest, 'more question')} under Gaps.`] : [];
  return [paragraph(strong('Not known:')), list([...shown, ...more])];
}
