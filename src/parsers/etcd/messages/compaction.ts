import { parseGoDuration } from '../../../model/go-duration.js';
import type { AnyRecord, CompactionRecord } from '../../../model/record.js';
import { bytes } from '../../../model/units.js';
import {
  bytesField,
  common,
  durationField,
  type EtcdLine,
  memberId,
  type MessageRow,
  numberField,
  revisionField,
  revisionOf,
  textField,
} from '../line.js';

/**
 * Compaction, defragmentation, snapshots: `api/v3compactor/*.go`, `mvcc/{kvstore,kvstore_compaction,index}.go`,
 * `mvcc/backend/backend.go`, `api/v3rpc/maintenance.go`, `api/rafthttp/snapshot_sender.go`.
 */
export const compactionRows: readonly MessageRow[] = [
  {
    text: /^starting auto (?:periodic|revision) compaction$/,
    records: (line) => automatic(line, 'compaction-requested'),
  },
  {
    // Also where somebody else had compacted to that revision before (ErrCompacted): nothing is finished here. The call
    // comes back once the compaction is scheduled, and 3.4 measures from the success before: no duration.
    text: /^completed auto (periodic|revision) compaction$/,
    records: (line, [, mode = '']) => ({ ...automatic(line, 'compaction-accepted'), mode }),
  },
  {
    text: /^failed auto (?:periodic|revision) compaction$/,
    records: (line) => ({ ...automatic(line, 'compaction-failed'), error: textField(line, 'error') ?? '' }),
  },
  {
    // {"level":"warn",…,"msg":"Failed compaction","revision":…,"error":…}; 3.3 and 3.4: `Retry after 5m0s`
    text: /^(?:Failed compaction|compaction encountered error|tombstone encountered error)$/,
    records: (line) => ({
      ...compaction(line, 'compaction-failed', undefined),
      revision: revisionField(line, 'revision') ?? revisionField(line, 'compact-revision'),
      error: textField(line, 'error') ?? '',
    }),
  },
  {
    text: /^Starting auto-compaction at revision (\d+)/,
    records: (line, [, at]) => compaction(line, 'compaction-requested', at, true),
  },
  {
    text: /^Finished auto-compaction at revision (\d+)/,
    records: (line, [, at]) => compaction(line, 'compaction-accepted', at, true),
  },
  {
    text: /^Failed auto-compaction at revision (\d+) \((.*?)\)?$/,
    records: (line, [, at, error]) => ({ ...compaction(line, 'compaction-failed', at, true), error: error ?? '' }),
  },
  {
    text: 'compact tree index',
    records: (line) => ({
      ...common(line),
      kind: 'compaction-started',
      revision: revisionField(line, 'revision'),
      duration: null,
    }),
  },
  { text: /^store\.index: compact (\d+)/, records: (line, [, at]) => compaction(line, 'compaction-started', at) },
  {
    text: 'resume scheduled compaction',
    records: (line) => ({
      ...common(line),
      kind: 'compaction-started',
      revision: revisionField(line, 'scheduled-compact-revision'),
      duration: null,
    }),
  },
  {
    text: /^resume scheduled compaction at (\d+)/,
    records: (line, [, at]) => compaction(line, 'compaction-started', at),
  },
  {
    // sizes from 3.4.31, 3.5.12 and 3.6 on: with those of a defragmentation the only ones in etcd's own log
    text: 'finished scheduled compaction',
    records: (line) => ({
      ...common(line),
      kind: 'compaction-finished',
      revision: revisionField(line, 'compact-revision'),
      duration: durationField(line, 'took'),
      ...sizes(line),
    }),
  },
  {
    text: /^finished scheduled compaction at (\d+)(?: \(took ([^)]+)\))?/,
    records: (line, [, at, took]) => ({
      ...compaction(line, 'compaction-finished', at),
      duration: parseGoDuration(took ?? ''),
    }),
  },
  {
    // `starting defragment` comes just before, without sizes
    text: 'defragmenting',
    records: (line) => ({
      ...common(line),
      kind: 'defragmentation-started',
      endpoint: null,
      duration: null,
      ...sizes(line),
    }),
  },
  { text: 'defragmented', records: defragmented },
  { text: 'finished defragmenting directory', records: defragmented },
  {
    text: /^starting to defragment the storage backend/,
    records: (line) => ({ ...common(line), kind: 'defragmentation-started', endpoint: null, duration: null }),
  },
  {
    text: /^finished defragmenting the storage backend/,
    records: (line) => ({ ...common(line), kind: 'defragmentation-finished', endpoint: null, duration: null }),
  },
  {
    text: /^failed to (?:defragment|remove db\.tmp after defragmentation completed)(?:(?: the storage backend)? \((.*)\)|: (.*))?$/,
    records: (line, [, inner, error = inner]) => ({
      ...common(line),
      kind: 'defragmentation-failed',
      endpoint: null,
      duration: null,
      error: error ?? textField(line, 'error') ?? '',
    }),
  },
  {
    text: /^saved snapshot(?: to disk)?$/,
    records: (line) => snapshot(line, 'snapshot-saved', numberField(line, 'snapshot-index')),
  },
  {
    text: /^saved snapshot at index (\d+)/,
    records: (line, [, at]) => snapshot(line, 'snapshot-saved', Number(at)),
  },
  {
    text: 'successfully sent database snapshot to client',
    records: (line) => ({
      ...snapshot(line, 'snapshot-sent', null),
      sizeBytes: bytesField(line, 'total-bytes'),
    }),
  },
  {
    text: /^successfully sent database snapshot to client .*\[(\d+) bytes\]/,
    records: (line, [, size]) => ({ ...snapshot(line, 'snapshot-sent', null), sizeBytes: bytes(Number(size)) }),
  },
  {
    // a slow follower gets the whole database
    text: 'sent database snapshot',
    records: (line) => ({
      ...snapshot(line, 'snapshot-sent', numberField(line, 'snapshot-index')),
      to: memberId(textField(line, 'remote-peer-id')),
      sizeBytes: bytesField(line, 'bytes'),
    }),
  },
  {
    text: /^database snapshot \[index: (\d+), to:? ([0-9a-fA-F]+)\] sent out successfully/,
    records: (line, [, at, to]) => ({ ...snapshot(line, 'snapshot-sent', Number(at)), to: memberId(to) }),
  },
];

function compaction(
  line: EtcdLine,
  kind: CompactionRecord['kind'],
  at: string | undefined,
  byItself?: boolean,
): CompactionRecord {
  return {
    ...common(line),
    kind,
    revision: revisionOf(at),
    duration: null,
    ...(byItself === undefined ? {} : { automatic: byItself }),
  };
}

function automatic(line: EtcdLine, kind: CompactionRecord['kind']): CompactionRecord {
  return { ...common(line), kind, revision: revisionField(line, 'revision'), duration: null, automatic: true };
}

/** Sizes after a compaction or defragmentation (before, on the line that starts one). */
function sizes(line: EtcdLine): Pick<CompactionRecord, 'dbSizeBytes' | 'dbSizeInUseBytes'> {
  const size = bytesField(line, 'current-db-size-bytes');
  const inUse = bytesField(line, 'current-db-size-in-use-bytes');
  return {
    ...(size === null ? {} : { dbSizeBytes: size }),
    ...(inUse === null ? {} : { dbSizeInUseBytes: inUse }),
  };
}

function defragmented(line: EtcdLine): AnyRecord {
  const difference = numberField(line, 'current-db-size-bytes-diff');
  return {
    ...common(line),
    kind: 'defragmentation-finished',
    endpoint: null,
    duration: durationField(line, 'took'),
    ...sizes(line),
    ...(difference === null ? {} : { freedBytes: bytes(0 - difference) }),
  };
}

function snapshot(line: EtcdLine, kind: 'snapshot-saved' | 'snapshot-sent', appliedIndex: number | null) {
  return { ...common(line), kind, appliedIndex, to: null, sizeBytes: null };
}
