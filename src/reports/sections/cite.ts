import type { Evidence } from '../../model/report.js';
import { code, joined, type Text } from '../document.js';
import type { View } from './view.js';

/** `path:line`, or `path:3-7`, or `path at byte 4711` of a binary input. */
export function place(
  evidence: Pick<Evidence, 'input' | 'line' | 'lines'> & { readonly byteOffset?: number | null },
): string {
  if (evidence.line === null)
    return evidence.byteOffset == null ? evidence.input : `${evidence.input} at byte ${evidence.byteOffset}`;
  const last = evidence.lines > 1 ? `-${evidence.line + evidence.lines - 1}` : '';
  return `${evidence.input}:${evidence.line}${last}`;
}

/** Where to look, for a cell of a table. */
export function places(evidence: readonly Evidence[], most: number, none = ''): Text {
  if (evidence.length === 0) return none;
  return joined(
    evidence.slice(0, most).map((one) => code(place(one))),
    ', ',
  );
}

/** Where to look, when, and what is there. */
export function quote(view: View, evidence: Evidence): Text {
  const time = evidence.time === null ? '' : `${view.times.exact(evidence.time)} `;
  return [code(place(evidence)), ' ', time, code(evidence.excerpt)];
}
