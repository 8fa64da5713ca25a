import { code, joined, list, paragraph, strong, type Block } from '../../document.js';
import { GAPS_ON_FIRST_SCREEN, gapText } from '../gaps.js';
import type { View } from '../view.js';

/** Ids of the contradictions; the details are in the section Contradictions. */
export function contradicted({ report }: View): readonly Block[] {
  const ids = [...new Set(report.contradictions.map((one) => one.id))].map((id) => code(id));
  if (ids.length === 0) return [];
  return [paragraph(strong('Contradictions in the inputs:'), ' ', joined(ids, ', '), '.')];
}

/** The most important open questions, each with the command that answers it; the others are in the section Gaps. */
export function notKnown({ report }: View): readonly Block[] {
  if (report.gaps.length === 0) return [];
  return [paragraph(strong('Not known:')), list(report.gaps.slice(0, GAPS_ON_FIRST_SCREEN).map(gapText))];
}
