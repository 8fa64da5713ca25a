import { code, heading, paragraph, table, type Block, type Text } from '../document.js';
import { number, plural } from '../sizes.js';
import { places } from './cite.js';
import { foldTimeline, type FoldedEntry } from './folding.js';
import type { View } from './view.js';

/** Tens of lines; the whole is in timeline.csv and report.json. */
export function timeline(view: View): readonly Block[] {
  const { report, limits, times } = view;
  if (report.timeline.length === 0) return [];
  const { lines, left } = foldTimeline(report.timeline, report.phases, limits.timeline);
  const folded = lines.length < report.timeline.length;
  const rows = lines.map((entry): readonly Text[] => [
    when(view, entry),
    entry.members.length > 0 ? entry.members.join(', ') : entry.source,
    entry.severity === 'info' ? '' : entry.severity,
    what(entry),
    places(entry.evidence, 1),
  ]);
  const blocks: Block[] = [heading(2, 'Timeline')];
  if (report.phases.length > 0) {
    const names = report.phases.map(
      (phase) => `${phase.name} ${times.brief(phase.start)} to ${times.brief(phase.end)}`,
    );
    blocks.push(paragraph(`Phases: ${names.join('; ')}.`));
  }
  blocks.push(table(['time', 'member or source', 'severity', 'event', 'evidence'], rows));
  if (folded) {
    const kinds = left.map(([kind, entries]): Text => [code(kind), ` ${number(entries)}`]);
    const kept = left.length === 0 ? '' : '. Not shown: ';
    blocks.push(
      paragraph(
        `${lines.length} lines for ${plural(report.timeline.length, 'entry', 'entries')} of `,
        code('timeline.csv'),
        kept,
        kinds.map((kind, i) => (i === 0 ? kind : [', ', kind])),
        '.',
      ),
    );
  }
  return blocks;
}

function when({ times }: View, entry: FoldedEntry): string {
  const start = times.exact(entry.time);
  if (entry.end === null || times.brief(entry.end) === times.brief(entry.time)) return start;
  return `${start} to ${times.brief(entry.end)}`;
}

function what(entry: FoldedEntry): Text {
  const kind = code(entry.kind);
  const times = entry.count > 1 ? ` ×${number(entry.count)}` : '';
  const first = !entry.alike ? 'first: ' : '';
  return [kind, times, entry.summary === '' ? '' : [': ', first, entry.summary]];
}
