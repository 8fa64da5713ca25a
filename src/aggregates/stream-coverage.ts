import { mergeMaps } from '../mergeable/merge-maps.js';
import { type AnyRecord, isNotice, type Source } from '../model/record.js';
import type { Aggregate, LineContext } from './aggregate.js';

/** What the records of one dialect in one stream cover; requests are covered by the fold of writes. Times in EpochMicros. */
export interface StreamCoverage {
  readonly stream: string;
  readonly input: string;
  readonly format: string;
  source: Source;
  records: number;
  first: number;
  last: number;
  debug: boolean;
  info: boolean;
}

export type CoverageTally = Map<string, StreamCoverage>;

/** The one that was looked up last, and where: lines of a stream come in runs, and its key is long. */
let last: { readonly tally: CoverageTally; readonly found: StreamCoverage } | null = null;

function entry(tally: CoverageTally, sight: LineContext, source: Source): StreamCoverage {
  if (last?.tally === tally && last.found.stream === sight.stream && last.found.format === sight.format)
    return last.found;
  const key = `${sight.stream}\0${sight.format}`;
  let found = tally.get(key);
  if (found === undefined) {
    found = {
      stream: sight.stream,
      input: sight.input,
      format: sight.format,
      source,
      records: 0,
      first: Infinity,
      last: -Infinity,
      debug: false,
      info: false,
    };
    tally.set(key, found);
  }
  last = { tally, found };
  return found;
}

/** Levels at which etcd prints a kind of record, where the kind shows. */
const INFO_KINDS: ReadonlySet<string> = new Set([
  'compaction-accepted',
  'compaction-finished',
  'defragmentation-started',
  'defragmentation-finished',
  'member-started',
  'leader-elected',
  'leader-changed',
  'snapshot-saved',
]);

/** Which stretch of time each stream speaks of, and at which levels: silence is evidence only inside it. */
export const streamCoverage: Aggregate<CoverageTally> = {
  name: 'stream-coverage',
  empty: () => new Map(),
  record(tally, record, sight) {
    const found = entry(tally, sight, record.source);
    found.records += 1;
    // lines of etcd's client are of the same form: one line of a server makes it a server's log
    if (record.source === 'etcd') found.source = 'etcd';
    if (record.kind === 'log' || isNotice(record)) {
      if (record.level === 'debug') found.debug = true;
      else if (record.level === 'info' || record.level === 'notice') found.info = true;
    } else if (INFO_KINDS.has(record.kind)) found.info = true;
    const { from, to } = spanOf(record);
    if (from < found.first) found.first = from;
    if (to > found.last) found.last = to;
  },
  merge: (a, b) =>
    mergeMaps(a, b, (into, other) => {
      into.records += other.records;
      if (other.source === 'etcd') into.source = 'etcd';
      into.first = Math.min(into.first, other.first);
      into.last = Math.max(into.last, other.last);
      into.debug ||= other.debug;
      into.info ||= other.info;
    }),
};

function spanOf(record: AnyRecord): { from: number; to: number } {
  const to = record.time ?? -Infinity;
  let from: number = record.timeEarliest ?? record.time ?? Infinity;
  if (record.kind === 'kube-event' && record.first !== null && record.first < from) from = record.first;
  return { from, to };
}
