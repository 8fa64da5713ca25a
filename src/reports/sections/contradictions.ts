import { code, heading, list, type Block, type Text } from '../document.js';
import { number } from '../sizes.js';
import { quote } from './cite.js';
import type { View } from './view.js';

/** Where the inputs disagree with each other, or with what their versions print. */
export function contradictions(view: View): readonly Block[] {
  const { contradictions: all } = view.report;
  if (all.length === 0) return [];
  const shown = all.slice(0, view.limits.contradictions).map((one): Text => {
    const lines = one.evidence.slice(0, Math.min(2, view.limits.evidence));
    return [code(one.id), ': ', one.statement, lines.map((evidence): Text => [' — ', quote(view, evidence)])];
  });
  const rest = all.length - shown.length;
  return [heading(2, 'Contradictions'), list([...shown, ...(rest > 0 ? [`${number(rest)} more in report.json`] : [])])];
}
