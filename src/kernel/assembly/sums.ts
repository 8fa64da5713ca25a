/**
 * Adds up what `scan.ts` noted (`RequestSums` in model/request-batch.ts): by key, and by group and pair in stretches of
 * time, as aggregates/write-volume.ts does line by line.
 */
import { CLIENT_CELLS, MARK_CELLS, PAIR_CELLS, GROUP_CELLS, cellAt, clearCells, isOver, widthOf } from './cells';
import {
  ENTRIES,
  FOUND,
  KEY_START,
  KEY_END,
  KEY_NUMBER,
  TIME_SECOND,
  TIME_MICRO,
  OPERATION,
  VALUE_BYTES,
  CLIENT,
  CLIENT_IDS,
  ENTRY_BYTES,
  OP_PUT,
  OP_DELETE,
  OP_RANGE,
  KEYS,
  GROUPS,
  COVERS,
  TOUCHED,
  SIZE_COUNTS,
  SIZE_BYTES,
  SIZE_CLASSES,
  WINDOW,
} from './layout';
import { groupOfKey, stemOfKey } from './stems';
import { hashKey } from './texts';

const HASH = 0;
const GROUP = 4;
const PUTS = 8;
const DELETES = 12;
const BYTES = 16;
const FIRST = 24;
const LAST = 28;

const GROUP_PUTS = 0;
const GROUP_DELETES = 4;
const GROUP_UNSIZED = 8;
const GROUP_WORKLOAD = 12;
const GROUP_PAIR = 24;

const STOP_END = 0;
const STOP_KEY = 1;
const STOP_FULL = 2;
const STOP_LOOK = 3;
const STOP_CLIENT = 4;

let reason: i32 = STOP_END;
let largest: i32 = -1;
let touched: i32 = 0;
let found: i32 = 0;

let markFrom: i32 = 0;
let markUntil: i32 = 0;
let markLines: i32 = 0;
let markPuts: i32 = 0;
let markSum: u64 = 0;

let stretchFrom: i32 = 0;
let stretchUntil: i32 = 0;

export function stopReason(): i32 {
  return reason;
}

/** Values above this size are to be looked at. */
export function setLargest(size: i32): void {
  largest = size;
}

/** Begins empty tables of cells, of these widths in seconds. */
export function begin(widthOfMarks: i32, widthOfPairs: i32, widthOfGroups: i32, widthOfClients: i32): void {
  clearCells(MARK_CELLS, widthOfMarks);
  clearCells(PAIR_CELLS, widthOfPairs);
  clearCells(GROUP_CELLS, widthOfGroups);
  clearCells(CLIENT_CELLS, widthOfClients);
}

/** Begins the rows of the keys [from, to). */
export function beginKeys(from: i32, to: i32): void {
  memory.fill(KEYS + (from << 5), 0, (to - from) << 5);
  for (let key = KEYS + (from << 5); key < KEYS + (to << 5); key += 32) {
    store<i32>(key, -1, GROUP);
    store<i32>(key, i32.MAX_VALUE, FIRST);
  }
}

/** How many keys found their group by themselves in the last call of `add`. */
export function foundCount(): i32 {
  return found;
}

/** Ends the open stretches: all that was added is in the tables. */
export function close(): void {
  closeMark();
  closeStretch();
  markUntil = markFrom;
  stretchUntil = stretchFrom;
}

function closeMark(): void {
  if (markLines == 0) return;
  const values = cellAt(MARK_CELLS, 0, markFrom);
  store<f64>(values, load<f64>(values) + <f64>markLines);
  store<f64>(values, load<f64>(values, 8) + <f64>markSum, 8);
  store<f64>(values, load<f64>(values, 16) + <f64>markPuts, 16);
  markLines = 0;
  markPuts = 0;
  markSum = 0;
}

/** Columns as in aggregates/write-tally.ts. */
function closeStretch(): void {
  for (let i = 0; i < touched; i++) {
    const group = load<i32>(TOUCHED + (i << 2));
    const row = GROUPS + (group << 5);
    const puts = <f64>load<i32>(row, GROUP_PUTS);
    const bytes = load<f64>(row, BYTES);
    const ofPair = cellAt(PAIR_CELLS, load<i32>(row, GROUP_PAIR), stretchFrom);
    store<f64>(ofPair, load<f64>(ofPair) + puts);
    store<f64>(ofPair, load<f64>(ofPair, 8) + bytes, 8);
    store<f64>(ofPair, load<f64>(ofPair, 16) + <f64>load<i32>(row, GROUP_DELETES), 16);
    store<f64>(ofPair, load<f64>(ofPair, 56) + <f64>load<i32>(row, GROUP_UNSIZED), 56);
    const ofGroup = cellAt(GROUP_CELLS, group, stretchFrom);
    store<f64>(ofGroup, load<f64>(ofGroup) + puts);
    store<f64>(ofGroup, load<f64>(ofGroup, 8) + bytes, 8);
    store<i64>(row, 0);
    store<i32>(row, 0, GROUP_UNSIZED);
    store<f64>(row, 0, BYTES);
  }
  touched = 0;
}

function startMark(second: i32): void {
  closeMark();
  const width = widthOf(MARK_CELLS);
  markFrom = second & -width;
  markUntil = markFrom + width;
}

/** Answers false where the tables may not have room for another stretch: then nothing changed. */
function startStretch(second: i32): bool {
  if (isOver(PAIR_CELLS) || isOver(GROUP_CELLS)) return false;
  closeStretch();
  const width = min(widthOf(PAIR_CELLS), widthOf(GROUP_CELLS));
  stretchFrom = second & -width;
  stretchUntil = stretchFrom + width;
  return true;
}

/** Adds the entries [from, to), and answers where it stopped. */
export function add(from: i32, to: i32): i32 {
  found = 0;
  for (let i = from, entry = ENTRIES + from * ENTRY_BYTES; i < to; i++, entry += ENTRY_BYTES) {
    const second = load<i32>(entry, TIME_SECOND);
    const op = load<i32>(entry, OPERATION);
    const key = KEYS + (load<i32>(entry, KEY_NUMBER) << 5);
    let hash = load<i32>(key, HASH);
    let group = load<i32>(key, GROUP);
    const writes = op != OP_RANGE;
    if (hash == 0) {
      hash = hashKey(WINDOW + load<i32>(entry, KEY_START), WINDOW + load<i32>(entry, KEY_END));
      store<i32>(key, hash, HASH);
    }
    if (writes && group < 0) {
      group = groupOfKey(WINDOW + load<i32>(entry, KEY_START), WINDOW + load<i32>(entry, KEY_END));
      if (group < 0) {
        reason = STOP_KEY;
        return i;
      }
      store<i32>(key, group, GROUP);
      store<i32>(FOUND + (found << 3), i);
      store<i32>(FOUND + (found << 3), stemOfKey(), 4);
      found++;
    }
    const client = op == OP_PUT ? load<i32>(entry, CLIENT) : -1;
    const clientId = client < 0 ? -1 : load<i32>(CLIENT_IDS + (client << 2));
    if (clientId == 0) {
      reason = STOP_CLIENT;
      return i;
    }
    if (writes && (second < stretchFrom || second >= stretchUntil) && !startStretch(second)) {
      reason = STOP_FULL;
      return i;
    }
    if (second < markFrom || second >= markUntil) startMark(second);
    markLines++;
    markSum += <u64>(<u32>(hash + op));
    if (!writes) continue;

    const row = GROUPS + (group << 5);
    if (load<i64>(row) == 0) store<i32>(TOUCHED + (touched++ << 2), group);
    if (second < load<i32>(key, FIRST)) store<i32>(key, second, FIRST);
    if (second > load<i32>(key, LAST)) store<i32>(key, second, LAST);
    if (op == OP_DELETE) {
      store<i32>(key, load<i32>(key, DELETES) + 1, DELETES);
      store<i32>(row, load<i32>(row, GROUP_DELETES) + 1, GROUP_DELETES);
      continue;
    }
    markPuts++;
    store<i32>(key, load<i32>(key, PUTS) + 1, PUTS);
    store<i32>(row, load<i32>(row, GROUP_PUTS) + 1, GROUP_PUTS);
    const valueBytes = load<i32>(entry, VALUE_BYTES);
    if (valueBytes < 0) store<i32>(row, load<i32>(row, GROUP_UNSIZED) + 1, GROUP_UNSIZED);
    else {
      const bytes = <f64>(valueBytes + load<i32>(entry, KEY_END) - load<i32>(entry, KEY_START));
      store<f64>(key, load<f64>(key, BYTES) + bytes, BYTES);
      store<f64>(row, load<f64>(row, BYTES) + bytes, BYTES);
      const size = sizeClass(valueBytes) << 3;
      store<f64>(SIZE_COUNTS + size, load<f64>(SIZE_COUNTS + size) + 1);
      store<f64>(SIZE_BYTES + size, load<f64>(SIZE_BYTES + size) + <f64>valueBytes);
    }
    if (clientId > 0) {
      const ofClient = cellAt(CLIENT_CELLS, clientId - 1, second);
      store<f64>(ofClient, load<f64>(ofClient) + 1);
      if (valueBytes > 0) {
        const bytes = valueBytes + load<i32>(entry, KEY_END) - load<i32>(entry, KEY_START);
        store<f64>(ofClient, load<f64>(ofClient, 8) + <f64>bytes, 8);
      }
    }
    const cover = COVERS + (load<i32>(row, GROUP_WORKLOAD) << 4);
    const time = <f64>second * 1_000_000 + <f64>load<i32>(entry, TIME_MICRO);
    if (valueBytes > largest || time < load<f64>(cover) || time >= load<f64>(cover, 8)) {
      reason = STOP_LOOK;
      return i + 1;
    }
  }
  reason = STOP_END;
  return to;
}

/** As `sizeClass` in aggregates/write-tally.ts. */
function sizeClass(bytes: i32): i32 {
  if (bytes < 4) return bytes;
  const octave = 31 - clz(bytes);
  return min(SIZE_CLASSES - 1, octave * 4 + ((bytes >> (octave - 2)) & 3));
}
