import type { CaseFile } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import { burstsOf } from './event-bursts.js';

/** A read that was slow, as its line has it. */
export interface SlowRead {
  readonly line: Exemplar;
  readonly time: number;
  /** Size of the answer; null: the line doesn't show. */
  readonly bytes: number | null;
  /** `/registry/pods/`; null: the line doesn't show. */
  readonly prefix: string | null;
  readonly isLimited: boolean;
}

export interface Reads {
  /** Slow requests, and how many of them were reads. */
  readonly all: number;
  readonly reads: number;
  /** Reads with a large answer, and those of them without a limit; null: not counted one by one. */
  readonly large: { readonly all: number; readonly unlimited: number } | null;
  /** Those whose lines are at hand, the largest answer first. */
  readonly slow: readonly SlowRead[];
  readonly writeLines: readonly Exemplar[];
}

const READ = /read-only (?:range|txn)|"operation":"range"|^range took|trace\[\d+\] range\b/;

/**
 * Slow requests by kind. `"response":"range_response_count:500 size:1340201"`, in the old text
 * `with result "range_response_count:500 size:1340201"`; the request has `limit:500` where it is paged.
 */
export function readsOf(file: CaseFile): Reads {
  const points = (file.slow ?? []).filter(({ kind }) => kind === 'slow-apply' || kind === 'slow-request');
  const lines =
    points.length > 0
      ? points.map(({ exemplar, time }) => ({ line: exemplar, time: time, count: 1, prefix: '' }))
      : burstsOf(file, 'slow-apply', 'slow-request').map(({ worst, worstRecord, start, count }) => ({
          line: worst,
          time: start ?? 0,
          count,
          prefix: 'prefix' in worstRecord ? (worstRecord.prefix ?? '') : '',
        }));
  const isRead = (one: (typeof lines)[number]): boolean =>
    one.prefix.startsWith('read-only') || READ.test(one.line.text) || READ.test(one.line.excerpt);
  const reads = lines.filter(isRead);
  const sum = (list: typeof lines): number => list.reduce((total, one) => total + one.count, 0);
  // of the lines that are kept, a second has the longest
  const counted = (file.slowRequests?.all ?? 0) >= sum(lines) ? file.slowRequests : undefined;
  return {
    all: counted?.all ?? sum(lines),
    reads: counted?.reads ?? sum(reads),
    large: counted === undefined ? null : { all: counted.large, unlimited: counted.unlimited },
    slow: reads
      .map(({ line, time }): SlowRead => ({ line, time, ...answerOf(line.text) }))
      .sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0) || a.time - b.time),
    writeLines: lines.filter((one) => !isRead(one)).map((one) => one.line),
  };
}

function answerOf(text: string): Pick<SlowRead, 'bytes' | 'prefix' | 'isLimited'> {
  const size = /range_response_count:\d+ size:(\d{1,12})/.exec(text)?.[1];
  const key = /key:\\*"([^"\\]{1,200})\\*" range_end:/.exec(text)?.[1];
  return {
    bytes: size === undefined ? null : Number(size),
    prefix: key ?? null,
    isLimited: /\blimit:\d+/.test(text),
  };
}
