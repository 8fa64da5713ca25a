import { CellCache, CellPairCache, takeCells } from '../mergeable/cell-table.js';
import { columnAt } from '../mergeable/column-table.js';
import { internKey } from '../mergeable/key-table.js';
import {
  CLIENT,
  CLIENT_ROW,
  CLIENT_TEXT,
  ENTRY,
  GROUP,
  GROUP_PAIR,
  GROUP_ROW,
  GROUP_WORKLOAD,
  HASH,
  KEY_BYTES,
  KEY_DELETES,
  KEY_END,
  KEY_FIRST,
  KEY_LAST,
  KEY_NUMBER,
  KEY_PUTS,
  KEY_ROW,
  KEY_START,
  type RequestBatch,
  type RequestSums,
} from '../model/request-batch.js';
import { hashKey } from '../model/request.js';
import type { LineContext } from './aggregate.js';
import { interned, internObject, internOfStem, type Group, type ObjectTable } from './write-objects.js';
import {
  emptyStream,
  gridsBeside,
  SIZE_CLASSES,
  sumObject,
  type StreamWrites,
  type WriteTally,
} from './write-tally.js';

export { gridsBeside } from './write-tally.js';

/**
 * Where the last lines' sums stand. Lines come in the order of time, mostly: the cell of a group is the one that its last
 * line had, until the bucket ends. Holds for one tally, and within it for one stream and one width of its tables.
 */
export class WriteCache {
  readonly marks = new CellCache();
  readonly cells = new CellPairCache();
  private tally: WriteTally | null = null;
  private name = '';
  private format = '';
  private stream: StreamWrites | null = null;
  /** By workload, the stretch in which no line can be the least of its bucket: from the kept one to the bucket's end. */
  private from = new Float64Array(64);
  private until = new Float64Array(64);
  /** What a kernel sums for the stream: its sums stay with it until the stream ends, or the keys are forgotten. */
  private sums: RequestSums | null = null;
  private isBegun = false;
  private round = 0;
  private keys = 0;
  private workloads = 0;
  /** The object of each of the kernel's keys that was written. */
  private objectOf = new Int32Array(64);

  streamOf(tally: WriteTally, sight: LineContext): StreamWrites {
    if (this.tally === tally && this.name === sight.stream && this.format === sight.format && this.stream !== null)
      return this.stream;
    this.settle();
    const key = `${sight.stream}\0${sight.format}`;
    let found = tally.streams.get(key);
    if (found === undefined) {
      found = emptyStream(sight.stream, sight.input, sight.format, gridsBeside.get(tally)?.streams.get(key));
      tally.streams.set(key, found);
    }
    if (this.tally !== tally) {
      this.from = new Float64Array(64);
      this.until = new Float64Array(64);
      this.sums = null;
      this.isBegun = false;
    }
    this.tally = tally;
    this.name = sight.stream;
    this.format = sight.format;
    this.stream = found;
    this.marks.forget();
    this.cells.forget();
    return found;
  }

  /** Lets go of the tally. */
  forget(tally: WriteTally): void {
    if (this.tally !== tally) return;
    this.tally = null;
    this.stream = null;
    this.sums = null;
  }

  /** Before a batch, and after `streamOf`: the rows of keys that came since the last one are begun. */
  expect(batch: RequestBatch, stream: StreamWrites): void {
    const { sums } = batch;
    if (this.sums !== sums || this.round !== batch.round) {
      this.settle();
      this.keys = 0;
      if (this.sums !== sums) {
        this.workloads = 0;
        sums.clientIds.fill(0);
        sums.forgetStems();
      }
    }
    this.sums = sums;
    this.round = batch.round;
    if (!this.isBegun) sums.begin(stream.marks.width, stream.pairs.width, stream.groups.width, stream.clients.width);
    this.isBegun = true;
    if (this.keys < batch.keys) sums.beginKeys(this.keys, batch.keys);
    this.keys = batch.keys;
    if (this.keys > this.objectOf.length) this.objectOf = longer(this.objectOf, this.keys);
  }

  /** Numbers the keys whose group the kernel found by itself: after each of its calls, so that numbers follow the lines. */
  takeFound(objects: ObjectTable, { bytes, entries, sums }: RequestBatch): void {
    const count = sums.foundCount();
    for (let i = 0; i < count; i += 1) {
      const at = (sums.found[2 * i] as number) * ENTRY;
      const number = entries[at + KEY_NUMBER] as number;
      const row = number * KEY_ROW;
      this.objectOf[number] = internOfStem(
        objects,
        bytes,
        entries[at + KEY_START] as number,
        entries[at + KEY_END] as number,
        sums.keys[row + HASH] as number,
        sums.keys[row + GROUP] as number,
        sums.found[2 * i + 1] as number,
      );
    }
  }

  /** Tells the kernel what it needs of the key of a write. Answers false where it has no room for its group. */
  learn(objects: ObjectTable, batch: RequestBatch, entry: number): boolean {
    const { bytes, entries, sums } = batch;
    const at = entry * ENTRY;
    const number = entries[at + KEY_NUMBER] as number;
    const row = number * KEY_ROW;
    const hash = sums.keys[row + HASH] as number;
    const object = internObject(
      objects,
      bytes,
      entries[at + KEY_START] as number,
      entries[at + KEY_END] as number,
      hash,
    );
    const { group, stem } = interned;
    const { pair, workload } = objects.groups[group] as Group;
    if (group >= sums.groupLimit || workload >= sums.workloadLimit) return false;
    this.objectOf[number] = object;
    sums.groups[group * GROUP_ROW + GROUP_WORKLOAD] = workload;
    sums.groups[group * GROUP_ROW + GROUP_PAIR] = pair;
    sums.keys[row + GROUP] = group;
    sums.setStem(entry, group, stem);
    for (; this.workloads <= workload; this.workloads += 1) {
      sums.covers[2 * this.workloads] = this.from[this.workloads] ?? 0;
      sums.covers[2 * this.workloads + 1] = this.until[this.workloads] ?? 0;
    }
    return true;
  }

  /** Tells the kernel what an entry's client is called. */
  learnClient({ clients }: WriteTally, { entries, sums }: RequestBatch, entry: number): void {
    const number = entries[entry * ENTRY + CLIENT] as number;
    const row = number * CLIENT_ROW;
    const start = row + CLIENT_TEXT;
    const end = start + (sums.clients[row] as number);
    const id = internKey(clients, sums.clients, start, end, hashKey(sums.clients, start, end));
    sums.clientIds[number] = id < 0 ? -1 : id + 1;
  }

  /** Takes out what the kernel summed. */
  settle(): void {
    const { sums, stream, tally } = this;
    if (!this.isBegun || sums === null || stream === null || tally === null) return;
    this.isBegun = false;
    sums.close();
    this.marks.forget();
    this.cells.forget();
    takeCells(stream.marks, sums.marks);
    takeCells(stream.pairs, sums.pairCells);
    takeCells(stream.groups, sums.groupCells);
    takeCells(stream.clients, sums.clientCells);
    for (let number = 0; number < this.keys; number += 1) takeKey(stream, sums, number, this.objectOf);
    for (let size = 0; size < SIZE_CLASSES; size += 1) {
      tally.sizeCounts[size] = (tally.sizeCounts[size] as number) + (sums.sizeCounts[size] as number);
      tally.sizeBytes[size] = (tally.sizeBytes[size] as number) + (sums.sizeBytes[size] as number);
    }
    sums.sizeCounts.fill(0);
    sums.sizeBytes.fill(0);
  }

  /** Whether the workload has an exemplar that a line of this time can't replace. */
  isCovered(workload: number, time: number): boolean {
    const { from, until } = this;
    return workload < from.length && time >= (from[workload] as number) && time < (until[workload] as number);
  }

  cover(workload: number, from: number, until: number): void {
    if (workload >= this.from.length) {
      this.from = wider(this.from, workload + 1);
      this.until = wider(this.until, workload + 1);
    }
    this.from[workload] = from;
    this.until[workload] = until;
    if (this.sums === null || workload >= this.workloads) return;
    this.sums.covers[2 * workload] = from;
    this.sums.covers[2 * workload + 1] = until;
  }
}

const LATEST = 0x7fff_ffff;

function takeKey(stream: StreamWrites, { keys, keyBytes }: RequestSums, number: number, objectOf: Int32Array): void {
  const row = number * KEY_ROW;
  const puts = keys[row + KEY_PUTS] as number;
  const deletes = keys[row + KEY_DELETES] as number;
  if (puts === 0 && deletes === 0) return;
  const object = objectOf[number] as number;
  const bytes = row / 2 + KEY_BYTES;
  columnAt(stream.objects, object, keys[row + KEY_LAST] as number);
  sumObject(stream, object, keys[row + KEY_FIRST] as number, puts, keyBytes[bytes] as number, deletes);
  keys[row + KEY_PUTS] = 0;
  keys[row + KEY_DELETES] = 0;
  keyBytes[bytes] = 0;
  keys[row + KEY_FIRST] = LATEST;
  keys[row + KEY_LAST] = 0;
}

function longer(old: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(length, old.length * 2));
  larger.set(old);
  return larger;
}

function wider(old: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(Math.max(length, old.length * 2));
  larger.set(old);
  return larger;
}
