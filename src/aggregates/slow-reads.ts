import type { SlowRecord } from '../model/record.js';
import type { Aggregate } from './aggregate.js';
import { SIZE_CLASSES, sizeClass } from './write-tally.js';

/** Slow requests of one stream, one by one: of those that `slow-durations` keeps, a second has one. */
export interface SlowCount {
  readonly stream: string;
  all: number;
  reads: number;
  /** Reads by the size class of their answer, and those of them without a limit. */
  readonly answers: number[];
  readonly unlimited: number[];
}

export type SlowReadTally = Map<string, SlowCount>;

/** Of API servers' traces too: a LIST is a read. */
const READS: ReadonlySet<string> = new Set(['range', 'get', 'list', 'watch']);

const isRead = ({ op = '', verb = '', prefix = '' }: SlowRecord): boolean =>
  READS.has(op) || READS.has(verb) || prefix.startsWith('read-only');

export const slowReads: Aggregate<SlowReadTally> = {
  name: 'slow-reads',
  empty: () => new Map(),
  record(tally, record, sight) {
    if ((record.kind !== 'slow-apply' && record.kind !== 'slow-request') || record.time === null) return;
    const key = `${record.kind}\0${sight.stream}`;
    let held = tally.get(key);
    if (held === undefined) tally.set(key, (held = emptyCount(sight.stream)));
    held.all += 1;
    if (!isRead(record)) return;
    held.reads += 1;
    if (record.responseBytes === undefined) return;
    const size = sizeClass(record.responseBytes);
    held.answers[size] = (held.answers[size] ?? 0) + 1;
    if (record.limit === undefined) held.unlimited[size] = (held.unlimited[size] ?? 0) + 1;
  },
  merge(a, b) {
    for (const [key, { stream, all, reads, answers, unlimited }] of b) {
      let held = a.get(key);
      if (held === undefined) a.set(key, (held = emptyCount(stream)));
      held.all += all;
      held.reads += reads;
      for (let size = 0; size < SIZE_CLASSES; size += 1) {
        held.answers[size] = (held.answers[size] ?? 0) + (answers[size] ?? 0);
        held.unlimited[size] = (held.unlimited[size] ?? 0) + (unlimited[size] ?? 0);
      }
    }
    return a;
  },
};

const emptyCount = (stream: string): SlowCount => ({
  ...{ stream, all: 0, reads: 0 },
  answers: new Array<number>(SIZE_CLASSES).fill(0),
  unlimited: new Array<number>(SIZE_CLASSES).fill(0),
});
