import { code, emphasis, heading, paragraph, table, type Block, type Text } from '../document.js';
import { duration } from '../durations.js';
import { renderMarkdown } from '../markdown.js';
import { exactSize, number, percent, rate } from '../sizes.js';
import { PARTS, type Difference, type Measure, type Part } from './compare-reports.js';

/** Two reports and what they say differently. */
export interface Comparison {
  /** How the reports are called: their files. */
  readonly a: string;
  readonly b: string;
  readonly differences: readonly Difference[];
}

/** What `diff --format` knows. */
export const COMPARISON_FORMATS = { markdown, json } as const satisfies Readonly<
  Record<string, (comparison: Comparison) => Iterable<string>>
>;

const TITLES: Readonly<Record<Part, string>> = {
  course: 'Course',
  causes: 'Causes',
  writes: 'Writes',
  writers: 'Who wrote',
  space: 'Space',
  settings: 'Settings',
  members: 'Members',
  doubts: 'Contradictions and open questions',
};

function* markdown({ a, b, differences }: Comparison): Iterable<string> {
  const blocks: Block[] = [heading(1, 'Differences'), paragraph('A: ', code(a), ', B: ', code(b), '.')];
  for (const part of PARTS) {
    const rows = differences.filter((one) => one.part === part);
    if (rows.length === 0) continue;
    const numeric = rows.every((one) => one.measure !== 'text');
    blocks.push(
      heading(2, TITLES[part]),
      table(
        ['', 'A', 'B', 'change'],
        rows.map((one): readonly Text[] => [
          one.item,
          shown(one.measure, one.a),
          shown(one.measure, one.b),
          change(one),
        ]),
        numeric ? [1, 2, 3] : [],
      ),
    );
  }
  const same = PARTS.filter((part) => differences.every((one) => one.part !== part)).map((part) =>
    TITLES[part].toLowerCase(),
  );
  if (same.length > 0) blocks.push(paragraph(emphasis('No difference: '), same.join(', '), '.'));
  yield renderMarkdown(blocks);
}

function* json({ a, b, differences }: Comparison): Iterable<string> {
  yield `${JSON.stringify({ schemaVersion: 1, a, b, differences }, null, 2)}\n`;
}

function shown(measure: Measure, value: string | number | null): Text {
  if (value === null) return 'unknown';
  if (typeof value === 'string') return measure === 'time' ? value.replace('T', ' ').replace('Z', ' UTC') : value;
  switch (measure) {
    case 'milliseconds':
      return duration(value);
    case 'bytes':
      return exactSize(value);
    case 'share':
      return percent(value);
    case 'per-second':
      return `${rate(value)} per second`;
    default:
      return number(value);
  }
}

/** By how much B is more, where both are numbers. */
function change({ measure, a, b }: Difference): string {
  if (typeof a !== 'number' || typeof b !== 'number') return '';
  if (measure === 'share') return `${b > a ? '+' : '−'}${Math.abs((b - a) * 100).toFixed(0)} points`;
  if (a === 0) return '';
  const times = b / a;
  return times >= 2 ? `×${rate(times)}` : `${times >= 1 ? '+' : '−'}${percent(Math.abs(times - 1))}`;
}
