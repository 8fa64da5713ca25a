import type { Evidence, Report, TimelineEntry } from '../../model/report.js';
import { place } from '../sections/cite.js';
import { parseTime } from '../times.js';
import type { EntryData, LineData, TimelineData } from './client/page.js';
import { embeddedJson } from './embedded-json.js';

/** What is inlined of an entry's evidence: how many lines, how much of each. */
interface Detail {
  readonly lines: number;
  readonly text: number;
}

/** From all there is to the places alone: the first that fits is taken. */
const DETAILS: readonly Detail[] = [
  { lines: 5, text: 500 },
  { lines: 2, text: 500 },
  { lines: 1, text: 240 },
  { lines: 1, text: 0 },
];

export interface InlinedTimeline {
  readonly data: TimelineData;
  /** What had to be left out, in a sentence; '': nothing. */
  readonly notice: string;
}

const SEVERITY = { critical: 0, warning: 1, info: 2 } as const;

/**
 * The timeline for the page's own list. `ordinary` and `most`: how many bytes of JSON are well spent on it, and how many
 * at the utmost; past those evidence is shortened first, then the least severe entries are left out.
 */
export function timelineData(report: Report, date: string | null, ordinary: number, most: number): InlinedTimeline {
  const all = report.timeline.map((entry, index) => ({ entry, index }));
  for (const detail of DETAILS) {
    const data = columns(all, date, detail);
    const last = detail === DETAILS[DETAILS.length - 1];
    if (embeddedJson(data).length <= (last ? most : ordinary)) return { data, notice: shortened(detail) };
  }
  const ranked = [...all].sort((a, b) => SEVERITY[a.entry.severity] - SEVERITY[b.entry.severity] || a.index - b.index);
  const detail = DETAILS[DETAILS.length - 1] as Detail;
  for (let count = all.length >> 1; count > 0; count >>= 1) {
    const kept = ranked.slice(0, count).sort((a, b) => a.index - b.index);
    const data = columns(kept, date, detail);
    if (embeddedJson(data).length <= most) {
      const left = all.length - kept.length;
      return {
        data,
        notice: `The ${left} least severe entries and all cited lines are omitted here; see timeline.csv and report.json.`,
      };
    }
  }
  return { data: columns([], date, detail), notice: 'The timeline is too large for this page; see timeline.csv.' };
}

function shortened({ lines, text }: Detail): string {
  if (lines === 5) return '';
  if (text === 0) return 'The cited lines are omitted here; see report.json.';
  return `Each entry shows ${lines === 1 ? 'one line' : `up to ${lines} lines`}; report.json has up to five.`;
}

function columns(
  entries: readonly { readonly entry: TimelineEntry; readonly index: number }[],
  date: string | null,
  detail: Detail,
): TimelineData {
  const inputs = new Words();
  const sources = new Words();
  const members = new Words();
  const kinds = new Words();
  const line = (one: Evidence): LineData => {
    const after = place(one).slice(one.input.length);
    const text =
      one.text.length > detail.text ? (detail.text === 0 ? '' : `${one.text.slice(0, detail.text)}…`) : one.text;
    return [inputs.index(one.input), after, text];
  };
  const rows = entries.map(({ entry, index }): EntryData => {
    const start = parseTime(entry.time) / 1000;
    return [
      start,
      entry.end === null ? start : parseTime(entry.end) / 1000,
      entry.count,
      sources.index(entry.source),
      entry.member === null ? -1 : members.index(entry.member),
      kinds.index(entry.kind),
      SEVERITY[entry.severity],
      entry.summary.slice(0, 1000),
      entry.evidence.slice(0, detail.lines).map(line),
      index,
    ];
  });
  return {
    date: date ?? '',
    inputs: inputs.list,
    sources: sources.list,
    members: members.list,
    kinds: kinds.list,
    entries: rows.filter(([time]) => Number.isFinite(time)),
  };
}

/** Words that come again and again, each once. */
class Words {
  readonly list: string[] = [];
  private readonly indices = new Map<string, number>();
  index(word: string): number {
    let index = this.indices.get(word);
    if (index === undefined) {
      index = this.list.push(word) - 1;
      this.indices.set(word, index);
    }
    return index;
  }
}
