import type { MemberStatus } from '../model/record.js';
import { DELETE, PUT, RequestView } from '../model/request.js';
import type { StoreFacts } from '../model/store-facts.js';
import { lastWriteOf, momentOf } from '../model/store-moment.js';
import { bytes, revision } from '../model/units.js';
import { MEMORY_LIMIT } from '../sources/memory-bytes.js';
import type { ReadResult } from '../sources/reader.js';
import { isBolt } from '../stores/bbolt/meta.js';
import type { RevisionView } from '../stores/etcd-db.js';
import { readStore, type StoreReading } from '../stores/read-store.js';
import { openRandom } from './random-input.js';
import type { Folder } from './shard/folder.js';
import type { Shard, ShardHooks } from './shard/shard.js';
import { sourceOf } from './shard/source.js';

export const STORE_FORMAT = 'etcd-db';

/**
 * Reads a database or snapshot of etcd: what it holds as one record, its alarms and members as records of their kinds,
 * and its revisions, dated by the moments inside the objects, as the writes that they were.
 */
export async function readStoreInput(shard: Shard, folder: Folder, hooks: ShardHooks): Promise<ReadResult> {
  const open = await openRandom(sourceOf(shard, hooks), isBolt, hooks);
  const problems: string[] = [];
  try {
    if (open.isCut) problems.push(`a database of more than ${MEMORY_LIMIT >> 20} MiB unpacked: unpack it to a file`);
    const reading = await finish(
      readStore(open.bytes, shard.input, (what, offset) => {
        folder.problem(`byte ${offset}: ${what}`);
        if (problems.length === 0) problems.push(`read as far as it holds (byte ${offset}: ${what})`);
      }),
      hooks,
    );
    if (reading === null) problems.push('interrupted');
    else {
      emitFacts(reading.facts, folder);
      await finish(emitRevisions(reading, folder), hooks);
    }
    const result = open.result();
    const problem = problems[0];
    return problem === undefined || result.problem !== null ? result : { ...result, complete: false, problem };
  } finally {
    open.close();
  }
}

/** null: stopped before its end. */
export async function finish<Of>(steps: Generator<void, Of, void>, hooks: ShardHooks): Promise<Of | null> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
    if (hooks.signal?.aborted === true) return null;
  }
}

function emitFacts(facts: StoreFacts, folder: Folder): void {
  const time = lastWriteOf(facts);
  const common = { format: STORE_FORMAT, source: 'etcd', time } as const;
  const { split } = facts;
  const held = facts.isSnapshot ? split.file - DIGEST : split.file;
  folder.stand(
    0,
    () =>
      `${facts.isSnapshot ? 'snapshot' : 'database'} of ${split.file} B: ${facts.liveKeys} keys, ${facts.revisions} revisions; live ${split.live}, history ${split.history}, of deleted keys ${split.deleted}, slack ${split.slack}, free ${split.free}, overhead ${split.overhead} B; compacted to ${facts.compacted ?? 'none'}`,
  );
  folder.record({ ...common, time: null, kind: 'store-content', facts });
  const status: MemberStatus = {
    ...common,
    time: momentOf(facts),
    kind: 'member-status',
    endpoint: null,
    version: null,
    dbSizeBytes: bytes(held),
    dbSizeInUseBytes: bytes(Math.max(0, held - split.free)),
    quotaBytes: null,
    isLeader: null,
    term: facts.term,
    revision: facts.lastRevision === null ? null : revision(facts.lastRevision),
    errors: [],
  };
  folder.record(status);
  for (const { id, name } of facts.members) {
    folder.stand(0, () => `member ${name} (${id}) in the bucket of members`);
    folder.record({
      ...common,
      time: null,
      kind: 'member-identity',
      id,
      ...(name === '' ? {} : { name }),
      self: false,
    });
  }
  for (const { member, alarm } of facts.alarms) {
    folder.stand(0, () => `${alarm} of member ${member} in the bucket of alarms`);
    if (alarm === 'NOSPACE') folder.record({ ...common, kind: 'nospace-alarm-active', about: { id: member } });
    else if (alarm === 'CORRUPT') folder.record({ ...common, kind: 'corrupt-alarm-raised', about: { id: member } });
  }
}

/** A SHA-256 behind the last page. */
const DIGEST = 32;

/**
 * Writes that can be dated, since the last compaction: of those before it only the latest of each key is left, which
 * would pass for a rise. Of others only the sums are known, which `store-content` has.
 */
function* emitRevisions({ store, clock, facts }: StoreReading, folder: Folder): Generator<void, void, void> {
  const view = new RequestView();
  const since = Math.max(facts.compacted ?? 0, facts.interruptedCompaction ?? 0);
  const emit = (at: RevisionView): void => {
    if (at.revision <= since) return;
    const dated = clock.at(at.revision);
    if (dated === null || dated.earliest === null) return;
    view.reset();
    view.format = STORE_FORMAT;
    view.stored = 'store';
    view.op = at.isTombstone ? DELETE : PUT;
    view.time = dated.isVague ? NaN : Math.round(dated.time);
    view.keyBytes = at.bytes;
    view.keyStart = at.keyStart;
    view.keyEnd = at.keyEnd;
    view.valueBytes = at.isTombstone ? -1 : at.valueEnd - at.valueStart;
    folder.stand(at.offset, () => lineOf(at));
    folder.request(view);
  };
  yield* store.eachRevision(emit);
}

/** A revision as a line to cite: it has none of its own. */
function lineOf(at: RevisionView): string {
  const key = Buffer.from(at.bytes.buffer, at.bytes.byteOffset + at.keyStart, at.keyEnd - at.keyStart).toString('utf8');
  return at.isTombstone
    ? `revision ${at.revision}: DELETE ${key}`
    : `revision ${at.revision}: PUT ${key} (version ${at.version}, ${at.valueEnd - at.valueStart} B)`;
}
