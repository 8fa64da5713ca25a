import { type MessageRow, numberField } from '../line.js';
import { notice, noticeRows } from './notice.js';

/** Snapshots that a follower gets, and those on disk: `api/rafthttp/{http,snapshot_sender}.go`, `etcdserver/server.go`, `api/snap/*.go`. */
export const snapshotRows: readonly MessageRow[] = [
  ...noticeRows(
    'snapshot-receiving',
    'receiving database snapshot',
    /^receiving database snapshot \[index:? ?\d+, from:? ?(?<peer>[0-9a-f]+)/,
  ),
  ...noticeRows(
    'snapshot-received',
    'received and saved database snapshot',
    /^received and saved database snapshot \[index:? ?\d+, from:? ?(?<peer>[0-9a-f]+)/,
  ),
  ...noticeRows(
    'snapshot-applied',
    'applied snapshot',
    /^finished applying incoming snapshot at index/,
    /^raft applied incoming snapshot at index/,
    'applied incoming Raft snapshot',
  ),
  ...noticeRows(
    'snapshot-failed',
    'failed to send database snapshot',
    'failed to send database snapshot to writer',
    'failed to save incoming database snapshot',
    'failed to read empty snapshot data',
    /^failed to save KV snapshot \((?<error>.*)\)$/,
    /^database snapshot \[index: \d+, to: (?<peer>[0-9a-f]+)\] failed to be sent out \((?<error>.*)\)$/,
    /^failed to write database snapshot out \[written bytes: \d+\]: (?<error>.*)$/,
    'unexpected Raft message type',
    /^unexpected raft message type .* on snapshot path/,
    'canceled sending merged snapshot; server stopping',
    /^(?:failed to close|error closing) snapshot(?: \((?<error>.*)\))?$/,
  ),
  ...noticeRows(
    'snapshot-slow',
    'snapshotting taking too long to transfer',
    /^snapshotting is taking more than \S+ seconds to finish transferring/,
  ),
  {
    text: 'triggering snapshot',
    records: (line) => {
      const index = numberField(line, 'local-member-applied-index');
      return notice(line, 'snapshot-triggered', [], index === null ? {} : { appliedIndex: index });
    },
  },
  {
    text: /^start to snapshot \(applied: (\d+), lastsnap: \d+\)/,
    records: (line, found) => notice(line, 'snapshot-triggered', found, { appliedIndex: Number(found[1]) }),
  },
  ...noticeRows(
    'snapshot-missing',
    'failed to find [SNAPSHOT-INDEX].snap.db',
    'failed to read empty snapshot file',
    'unexpected empty snapshot',
  ),
  ...noticeRows(
    'snapshot-corrupt',
    'snap file is corrupt',
    'renamed to a broken snap file',
    /^failed to (?:rename|remove) a broken snap file/,
    'failed to read a snap file',
    'failed to write a snap file',
    /^failed to unmarshal (?:raftpb|snappb)\.Snapshot$/,
    /^corrupted snapshot file .*?: (?<error>.*)$/,
    /^(?:cannot rename|failed to remove) broken snapshot file/,
    /^cannot read file \S+: (?<error>.*)$/,
  ),
  ...noticeRows('snapshot-restored', /^restored snapshot$/),
];
