import { cellAt } from '../mergeable/cell-table.js';
import { internKey } from '../mergeable/key-table.js';
import { addTime } from '../mergeable/packed-times.js';
import { addThinned, emptyThinned } from '../mergeable/thinned.js';
import {
  ENTRY,
  GROUP,
  KEY_NUMBER,
  KEY_ROW,
  STOP_CLIENT,
  STOP_END,
  STOP_FULL,
  STOP_LOOK,
  TIME_MICRO,
  TIME_SECOND,
  type RequestBatch,
} from '../model/request-batch.js';
import { DELETE, hashKey, LEASE_GRANT, PUT, TXN, type RequestView } from '../model/request.js';
import { SECOND } from '../model/units.js';
import type { Aggregate, LineContext } from './aggregate.js';
import { isLarge, keepLarge, leastLarge } from './large-values.js';
import { gridsBeside, WriteCache } from './write-cache.js';
import { mergeWrites } from './write-merge.js';
import { CROWDED_NAMES } from './limits.js';
import { interned, internObject, isCrowded, type Group } from './write-objects.js';
import {
  BYTES,
  CONFLICTS,
  DELETES,
  emptyWrites,
  EXEMPLAR_RULES,
  FAILED,
  gridsOf,
  MARKED_PUTS,
  REFUSED,
  sizeClass,
  sumObject,
  UNSIZED,
  type StreamWrites,
  type WriteTally,
} from './write-tally.js';

/**
 * Who wrote how much, when: the one fold through which millions of lines pass. Everything else about writes (shares,
 * series, onsets, corrections) is worked out from these sums later.
 */
export const writeVolume: Aggregate<WriteTally> = {
  name: 'write-volume',
  empty: emptyWrites,
  emptyBeside(other) {
    const tally = emptyWrites();
    gridsBeside.set(tally, gridsOf(other));
    return tally;
  },
  // What etcd's files hold is the cluster's writes over again: never added to request lines.
  request(tally, view, sight) {
    if (view.stored === null) addRequest(bulk, tally, view, sight);
  },
  requests: addBatch,
  settle: () => bulk.settle(),
  letGo: (tally) => bulk.forget(tally),
  isCrowded: (tally, more) =>
    isCrowded(tally.objects, more) ||
    tally.clients.size + more > tally.clients.limit ||
    tally.objects.workloads.length + more > CROWDED_NAMES,
  merge(a, b) {
    bulk.settle();
    bulk.forget(b);
    return mergeWrites(a, b);
  },
};

/** Of the bulk path. */
const bulk = new WriteCache();

/** One request, or as many alike as a list counts (`times`). `cache`: each caller keeps its own. */
export function addRequest(
  cache: WriteCache,
  tally: WriteTally,
  view: RequestView,
  sight: LineContext,
  times = 1,
): void {
  const stream = cache.streamOf(tally, sight);
  const { time, op } = view;
  const timed = time === time;
  stream.requests += times;
  const second = timed ? (time / SECOND) | 0 : -1;
  if (timed) {
    if (time < stream.first) stream.first = time;
    if (time > stream.last) stream.last = time;
  }
  const hash = view.keyHash !== 0 ? view.keyHash : hashKey(view.keyBytes, view.keyStart, view.keyEnd);
  const accepted = op === PUT && !view.failed && !view.conflict;
  const mark = cache.marks.at(stream.marks, 0, second);
  const marks = stream.marks.values;
  if (view.first) {
    marks[mark] = (marks[mark] as number) + 1;
    marks[mark + 1] = (marks[mark + 1] as number) + ((hash + op) >>> 0);
  }
  if (accepted) marks[mark + MARKED_PUTS] = (marks[mark + MARKED_PUTS] as number) + times;
  if (view.first && view.sampled && timed) addTime(stream.stamps, time);
  if (op === PUT || op === DELETE) addWrite(cache, tally, stream, view, second, hash, sight, times);
  else if (view.refused && (op === TXN || op === LEASE_GRANT)) addFailure(stream, view, second, 0, sight);
  else if (op === LEASE_GRANT) addGrant(stream, view, second);
  else if (view.failed && op === TXN) addFailure(stream, view, second, 0, sight);
}

function addWrite(
  cache: WriteCache,
  tally: WriteTally,
  stream: StreamWrites,
  view: RequestView,
  second: number,
  hash: number,
  sight: LineContext,
  times: number,
): void {
  const object = internObject(tally.objects, view.keyBytes, view.keyStart, view.keyEnd, hash);
  const { group } = interned;
  const { pair, workload } = tally.objects.groups[group] as Group;
  if (view.failed) {
    addFailure(stream, view, second, pair, sight);
    return;
  }
  cache.cells.seek(stream.pairs, stream.groups, group, pair, second);
  const { pairAt, groupAt } = cache.cells;
  const pairs = stream.pairs.values;
  if (view.conflict) {
    pairs[pairAt + CONFLICTS] = (pairs[pairAt + CONFLICTS] as number) + 1;
    return;
  }
  if (view.op === DELETE) {
    pairs[pairAt + DELETES] = (pairs[pairAt + DELETES] as number) + times;
    sumObject(stream, object, second, 0, 0, times);
    return;
  }
  const { valueBytes } = view;
  const bytes = valueBytes < 0 ? 0 : valueBytes + view.keyEnd - view.keyStart;
  const groups = stream.groups.values;
  pairs[pairAt] = (pairs[pairAt] as number) + times;
  pairs[pairAt + BYTES] = (pairs[pairAt + BYTES] as number) + bytes;
  groups[groupAt] = (groups[groupAt] as number) + times;
  groups[groupAt + BYTES] = (groups[groupAt + BYTES] as number) + bytes;
  sumObject(stream, object, second, times, bytes, 0);
  if (valueBytes >= 0) {
    const size = sizeClass(valueBytes);
    tally.sizeCounts[size] = (tally.sizeCounts[size] as number) + 1;
    tally.sizeBytes[size] = (tally.sizeBytes[size] as number) + valueBytes;
  } else pairs[pairAt + UNSIZED] = (pairs[pairAt + UNSIZED] as number) + times;
  if (view.remoteEnd > view.remoteStart) addClient(tally, stream, view, second, times);
  keepLine(cache, tally, workload, view, sight);
}

/**
 * What `addRequest` does, for lines that all have a time and were all accepted, one request a line. The kernel adds up; it stops where it meets a key that it doesn't know, and behind a line that may be worth keeping.
 */
function addBatch(tally: WriteTally, batch: RequestBatch, sight: LineContext): void {
  const stream = bulk.streamOf(tally, sight);
  const { sums, to } = batch;
  stream.requests += to - batch.from;
  if (batch.first < stream.first) stream.first = batch.first;
  if (batch.last > stream.last) stream.last = batch.last;
  bulk.expect(batch, stream);
  if (batch.sampled) keepStamps(stream, batch);
  sums.setLargest(leastLarge(tally));
  for (let entry = batch.from; ;) {
    entry = sums.add(entry, to);
    bulk.takeFound(tally.objects, batch);
    const reason = sums.stopReason();
    if (reason === STOP_END) return;
    if (reason === STOP_FULL) {
      bulk.settle();
      bulk.expect(batch, stream);
    } else if (reason === STOP_LOOK) {
      look(tally, batch, entry - 1, sight);
      sums.setLargest(leastLarge(tally));
    } else if (reason === STOP_CLIENT) bulk.learnClient(tally, batch, entry);
    else if (!bulk.learn(tally.objects, batch, entry)) {
      stream.requests -= 1;
      const view = batch.view(entry);
      // its stamp is kept already
      view.sampled = false;
      addRequest(bulk, tally, view, sight);
      entry += 1;
    }
  }
}

function look(tally: WriteTally, batch: RequestBatch, entry: number, sight: LineContext): void {
  const row = (batch.entries[entry * ENTRY + KEY_NUMBER] as number) * KEY_ROW;
  const { workload } = tally.objects.groups[batch.sums.keys[row + GROUP] as number] as Group;
  keepLine(bulk, tally, workload, batch.view(entry), sight);
}

/** Keeps of a put what is worth keeping. */
function keepLine(cache: WriteCache, tally: WriteTally, workload: number, view: RequestView, sight: LineContext): void {
  if (isLarge(tally, view.valueBytes)) keepLarge(tally, view, sight);
  if (!cache.isCovered(workload, timeOrZero(view))) keepExemplar(cache, tally, workload, view, sight);
}

function addFailure(stream: StreamWrites, view: RequestView, second: number, pair: number, sight: LineContext): void {
  const at = cellAt(stream.pairs, pair, second);
  const column = view.refused ? REFUSED : FAILED;
  stream.pairs.values[at + column] = (stream.pairs.values[at + column] as number) + 1;
  if (!view.refused || view.time !== view.time) return;
  matchGrant(stream, view.time, second);
  if (stream.firstRefused === null || view.time < (stream.firstRefused.time ?? Infinity))
    stream.firstRefused = sight.exemplar(view.time, 'request refused: empty response and content');
  if (stream.lastRefused === null || view.time > (stream.lastRefused.time ?? -Infinity))
    stream.lastRefused = sight.exemplar(view.time, 'request refused: empty response and content');
}

function addGrant(stream: StreamWrites, { time }: RequestView, second: number): void {
  const { grants } = stream;
  const at = cellAt(grants, 0, second);
  grants.values[at] = (grants.values[at] as number) + 1;
  stream.grantAt = time === time ? time : -Infinity;
}

/** A write that follows its lease comes within so many microseconds. */
const FOLLOWS = 5_000;

/** An API server that gets no lease gives up; a client that writes all the same shows one refused write as two lines. */
function matchGrant(stream: StreamWrites, time: number, second: number): void {
  if (!(time - stream.grantAt >= 0 && time - stream.grantAt <= FOLLOWS)) return;
  const { grants } = stream;
  const at = cellAt(grants, 0, second) + 1;
  grants.values[at] = (grants.values[at] as number) + 1;
  stream.grantAt = -Infinity;
}

function addClient(tally: WriteTally, stream: StreamWrites, view: RequestView, second: number, times: number): void {
  const { remoteBytes, remoteStart } = view;
  let end = view.remoteEnd;
  // The port changes with every connection: the address before the last colon is the client.
  for (let i = end - 1; i > remoteStart; i -= 1) {
    const byte = remoteBytes[i] as number;
    if (byte === 58) {
      end = i;
      break;
    }
    if (byte < 48 || byte > 57) break;
  }
  const id = internKey(tally.clients, remoteBytes, remoteStart, end, hashKey(remoteBytes, remoteStart, end));
  if (id < 0) return;
  const at = cellAt(stream.clients, id, second);
  stream.clients.values[at] = (stream.clients.values[at] as number) + times;
  if (view.valueBytes > 0)
    stream.clients.values[at + 1] =
      (stream.clients.values[at + 1] as number) + view.valueBytes + view.keyEnd - view.keyStart;
}

const timeOrZero = ({ time }: RequestView): number => (time === time ? time : 0);

/** A line of a workload is kept only where it is the least of its bucket: nearly no line is. */
function keepExemplar(
  cache: WriteCache,
  tally: WriteTally,
  workload: number,
  view: RequestView,
  sight: LineContext,
): void {
  const time = timeOrZero(view);
  const name = tally.objects.workloads[workload] as string;
  let series = tally.exemplars.get(name);
  if (series === undefined)
    tally.exemplars.set(name, (series = emptyThinned(EXEMPLAR_RULES, gridsBeside.get(tally)?.exemplars.get(name))));
  const held = series.items.get(Math.floor(time / series.width));
  if (held === undefined || time < (held.time ?? 0)) {
    const size = view.valueBytes >= 0 ? ` ${view.valueBytes} B` : '';
    addThinned(
      series,
      sight.exemplar(
        view.time === view.time ? view.time : null,
        `${view.op === DELETE ? 'DELETE' : 'PUT'} ${view.key}${size}`,
      ),
      EXEMPLAR_RULES,
    );
  }
  const bucket = Math.floor(time / series.width);
  cache.cover(workload, series.items.get(bucket)?.time ?? time, (bucket + 1) * series.width);
}

function keepStamps({ stamps }: StreamWrites, { entries, from, to }: RequestBatch): void {
  for (let at = from * ENTRY; at < to * ENTRY; at += ENTRY)
    addTime(stamps, (entries[at + TIME_SECOND] as number) * SECOND + (entries[at + TIME_MICRO] as number));
}
