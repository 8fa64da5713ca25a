import type { Exemplar } from '../../model/origin.js';
import type { Evidence, Report } from '../../model/report.js';
import { place } from '../sections/cite.js';
import { parseTime } from '../times.js';
import type { CitedLine } from './picture.js';

/** So many lines follow the picture; it has no more marks than fit a screen anyway. */
const MOST = 1200;

/** Gathers the lines behind the marks, each once, and finds the entry of the timeline that each belongs to. */
export class Citations {
  readonly lines: CitedLine[] = [];
  private readonly indices = new Map<string, number>();
  private readonly byLine = new Map<string, number>();
  private readonly byKind = new Map<string, { readonly from: number; readonly to: number; readonly entry: number }[]>();

  constructor(timeline: Report['timeline']) {
    for (const [entry, { kind, time, end, evidence }] of timeline.entries()) {
      for (const one of evidence) if (!this.byLine.has(place(one))) this.byLine.set(place(one), entry);
      const spans = this.byKind.get(kind) ?? [];
      spans.push({ from: parseTime(time), to: parseTime(end ?? time), entry });
      this.byKind.set(kind, spans);
    }
  }

  /** The index of a line; -1 past the limit. `kind`: of the entry that it belongs to, where no entry cites it. */
  add(line: Exemplar | Evidence | undefined, kind = ''): number {
    if (line === undefined) return -1;
    const where = place(line);
    const held = this.indices.get(where);
    if (held !== undefined) return held;
    if (this.lines.length >= MOST) return -1;
    const time = typeof line.time === 'string' ? parseTime(line.time) : line.time;
    this.lines.push({ place: where, text: line.text, entry: this.byLine.get(where) ?? this.around(kind, time) });
    this.indices.set(where, this.lines.length - 1);
    return this.lines.length - 1;
  }

  private around(kind: string, time: number | null): number {
    if (time === null) return -1;
    // The timeline writes milliseconds where the line has microseconds.
    return this.byKind.get(kind)?.find(({ from, to }) => time >= from - 1000 && time <= to + 1000)?.entry ?? -1;
  }
}
