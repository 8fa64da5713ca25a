import { mergeMaps } from '../mergeable/merge-maps.js';
import {
  emptyMostCounted,
  keepMost,
  mergeMostCounted,
  settleMost,
  type MostCounted,
} from '../mergeable/most-counted.js';
import { addThinned, emptyThinned, mergeThinned, type Thinned, type ThinnedRules } from '../mergeable/thinned.js';
import { excerptText } from '../model/evidence.js';
import { joinedText, type MaskedText, maskedText } from '../model/masked-text.js';
import { compareExemplars, type Exemplar } from '../model/origin.js';
import { type AnyRecord, isNotice, type Source } from '../model/record.js';
import { SECOND } from '../model/units.js';
import type { Aggregate } from './aggregate.js';

/** Lines at level error and above whose message has no kind, equal but for values, of one stream. */
export interface ErrorText {
  readonly stream: string;
  readonly source: Source;
  text: MaskedText;
  count: number;
  /** EpochMicros, as written. */
  first: number;
  last: number;
  /** The earliest. */
  exemplar: Exemplar;
}

/** A line at level error and above. */
export interface ErrorLine {
  readonly stream: string;
  readonly kind: AnyRecord['kind'];
  readonly time: number;
  readonly message: string;
  readonly exemplar: Exemplar;
}

export interface ErrorTally {
  readonly texts: MostCounted<ErrorText>;
  /** The last of each second by stream of etcd: what precedes the end of a process. */
  readonly lines: Map<string, Thinned<ErrorLine>>;
}

const COUNTS = { limit: 300, count: (text: ErrorText): number => text.count };
export const LINE_RULES: ThinnedRules<ErrorLine> = {
  limit: 600,
  width: SECOND,
  time: (line) => line.time,
  compare: (a, b) => b.time - a.time || compareExemplars(b.exemplar, a.exemplar),
};
const BAD: ReadonlySet<string> = new Set(['error', 'critical', 'dpanic', 'panic', 'fatal']);

function join(into: ErrorText, added: ErrorText): void {
  into.text = joinedText(into.text, added.text);
  into.count += added.count;
  into.last = Math.max(into.last, added.last);
  if (added.first < into.first || (added.first === into.first && compareExemplars(added.exemplar, into.exemplar) < 0)) {
    into.first = added.first;
    into.exemplar = added.exemplar;
  }
}

/** Unknown errors, by their words, and the last error of each second of a member's log. */
export const errorLines: Aggregate<ErrorTally> = {
  name: 'error-lines',
  empty: () => ({ texts: emptyMostCounted(), lines: new Map() }),
  record(tally, record, sight) {
    if (record.time === null || (record.kind !== 'log' && !isNotice(record))) return;
    if (record.level === null || !BAD.has(record.level)) return;
    const { time, message, source, kind } = record;
    if (source === 'etcd') {
      let lines = tally.lines.get(sight.stream);
      if (lines === undefined) tally.lines.set(sight.stream, (lines = emptyThinned(LINE_RULES)));
      const exemplar = sight.exemplar(time, record.excerpt);
      addThinned(
        lines,
        { stream: sight.stream, kind, time, message: excerptText(record.excerpt ?? message), exemplar },
        LINE_RULES,
      );
    }
    if (kind !== 'log') return;
    const text = maskedText(excerptText(record.excerpt ?? message));
    const key = `${source}\0${sight.stream}\0${text.skeleton}`;
    const held = tally.texts.items.get(key);
    if (held === undefined) {
      const exemplar = sight.exemplar(time, record.excerpt);
      tally.texts.items.set(key, { stream: sight.stream, source, text, count: 1, first: time, last: time, exemplar });
      keepMost(tally.texts, COUNTS);
      return;
    }
    const exemplar = time <= held.first ? sight.exemplar(time, record.excerpt) : held.exemplar;
    join(held, { ...held, text, count: 1, first: time, last: time, exemplar });
  },
  settle: (tally) => settleMost(tally.texts, COUNTS),
  merge(a, b) {
    mergeMostCounted(a.texts, b.texts, join, COUNTS);
    mergeMaps(a.lines, b.lines, (into, other) => mergeThinned(into, other, LINE_RULES));
    return a;
  },
};
