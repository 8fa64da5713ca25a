import type { Source } from '../model/record.js';
import { DELETE, PUT, RequestView } from '../model/request.js';
import { epochMicros, revision } from '../model/units.js';
import type { ReadResult } from '../sources/reader.js';
import { readOperations, type OperationHandler } from '../stores/wal/operations.js';
import type { DatedRevision } from '../stores/revision-clock.js';
import { eachEntry, readWal, type WalReading } from '../stores/wal/read-wal.js';
import { isWal, WalFile, type WalEntry } from '../stores/wal/wal-file.js';
import { openRandom } from './random-input.js';
import type { Folder } from './shard/folder.js';
import type { Shard, ShardHooks } from './shard/shard.js';
import { sourceOf } from './shard/source.js';
import { finish } from './store-input.js';

export const WAL_FORMAT = 'etcd-wal';

/**
 * Reads a segment of etcd's write-ahead log: who the member is, its terms, and the operations that were proposed, dated by
 * the moments inside the objects. A proposal whose compare failed wrote nothing: the log does not show which those are.
 */
export async function readWalInput(shard: Shard, folder: Folder, hooks: ShardHooks): Promise<ReadResult> {
  const open = await openRandom(sourceOf(shard, hooks), isWal, hooks);
  try {
    const wal = new WalFile(open.bytes);
    const reading = await finish(readWal(wal), hooks);
    if (reading !== null) {
      emitFacts(reading, folder);
      await finish(emitOperations(reading, folder), hooks);
    }
    const result = open.result();
    const { damage } = wal;
    const problem =
      reading === null
        ? 'interrupted'
        : damage === null
          ? null
          : `write-ahead log read to byte ${damage.offset}: ${damage.what}`;
    return problem === null || result.problem !== null ? result : { ...result, complete: false, problem };
  } finally {
    open.close();
  }
}

const COMMON = { format: WAL_FORMAT, source: 'etcd' as Source } as const;

function emitFacts({ wal, terms, clock }: WalReading, folder: Folder): void {
  if (wal.nodeId !== null) {
    folder.stand(0, () => `metadata: member ${wal.nodeId} of cluster ${wal.clusterId}`);
    folder.record({ ...COMMON, kind: 'member-identity', time: null, id: wal.nodeId, self: true });
  }
  for (const { term, firstIndex, offset } of terms.slice(1)) {
    const dated = clock.at(firstIndex);
    folder.stand(offset, () => `entry ${firstIndex} is the first of term ${term}`);
    folder.record({
      ...COMMON,
      kind: 'leader-changed',
      time: dated === null ? null : epochMicros(Math.round(dated.time)),
      leader: null,
      term,
    });
  }
}

function* emitOperations(reading: WalReading, folder: Folder): Generator<void, void, void> {
  const view = new RequestView();
  const armed = new Set<string>();
  let at: WalEntry | null = null;
  // NaN: in a gap without renewals, at a time that is not known.
  let time: number | null = null;
  let between: DatedRevision | null = null;
  const write = (op: number, keyStart: number, keyEnd: number, valueBytes: number): void => {
    if (at === null || time === null) return;
    const { bytes, index, offset } = at;
    view.reset();
    view.format = WAL_FORMAT;
    view.stored = 'wal';
    view.op = op;
    view.time = time;
    view.keyBytes = bytes;
    view.keyStart = keyStart;
    view.keyEnd = keyEnd;
    view.valueBytes = valueBytes;
    folder.stand(offset, () => {
      const key = Buffer.from(bytes.buffer, bytes.byteOffset + keyStart, keyEnd - keyStart).toString('utf8');
      return op === PUT ? `entry ${index}: PUT ${key} (${valueBytes} B)` : `entry ${index}: DELETE ${key}`;
    });
    folder.request(view);
  };
  const handler: OperationHandler = {
    put: (keyStart, keyEnd, valueStart, valueEnd) => write(PUT, keyStart, keyEnd, valueEnd - valueStart),
    remove: (keyStart, keyEnd) => write(DELETE, keyStart, keyEnd, -1),
    compact(to) {
      folder.stand(at?.offset ?? 0, () => `entry ${at?.index}: compaction to revision ${to}`);
      folder.record({
        ...COMMON,
        kind: 'compaction-requested',
        time: stamp(time),
        revision: revision(to),
        duration: null,
      });
    },
    alarm(action, member, alarm) {
      // Each refused request proposes the alarm again: it is raised once.
      if (alarm !== NOSPACE || armed.has(member) === (action === 'activate')) return;
      if (action === 'activate') armed.add(member);
      else armed.delete(member);
      folder.stand(at?.offset ?? 0, () => `entry ${at?.index}: NOSPACE of member ${member}: ${action}`);
      folder.record({
        ...COMMON,
        kind: action === 'activate' ? 'nospace-alarm-raised' : 'nospace-alarm-disarmed',
        // It is raised with the first write that does not fit, and renewals begin again with its end.
        time: stamp(action === 'activate' ? (between?.earliest ?? null) : (between?.latest ?? time)),
        about: { id: member },
      });
    },
  };
  yield* eachEntry(reading, (entry, dated) => {
    at = entry;
    between = dated;
    time = dated === null || dated.earliest === null ? null : dated.isVague ? NaN : Math.round(dated.time);
    if (entry.type === 0) readOperations(entry.bytes, entry.dataStart, entry.dataEnd, handler);
  });
}

const NOSPACE = 1;
const stamp = (time: number | null): ReturnType<typeof epochMicros> | null =>
  time === null || Number.isNaN(time) ? null : epochMicros(Math.round(time));
