/**
 * Which group a key is of, by its stem: the key without the `.<hex>` of an Event and the five random characters of a
 * generated name, as aggregates/write-objects.ts takes it. The caller says it once a stem; a new key of a known one
 * then needs no call.
 */
import {
  ENTRIES,
  ENTRY_BYTES,
  KEY_END,
  KEY_START,
  STEM_ARENA,
  STEM_ARENA_END,
  STEM_MASK,
  STEMS,
  WINDOW,
} from './layout';
import { isText, textTag } from './texts';

const TAG = 0;
const PLACE = 4;
const LENGTH = 8;
/** What was taken off the key. */
const TAKEN = 12;
/** The caller's numbers: its group plus one (0: free), and its stem. */
const GROUP = 16;
const STEM = 20;

/** Beyond so many all are forgotten: those that are still written to are learnt again. */
const STEM_LIMIT: i32 = 0x4000;
/** Longer keys, and stems shorter than a word, are the caller's. */
const LONGEST = 2048;
const SHORTEST = 8;

let stems: i32 = 0;
let arenaEnd: i32 = STEM_ARENA;

let length: i32 = 0;
let taken: i32 = 0;
let stem: i32 = 0;

export function forgetStems(): void {
  if (stems > 0) memory.fill(STEMS, 0, (STEM_MASK + 1) << 5);
  stems = 0;
  arenaEnd = STEM_ARENA;
}

/** The number of the stem of the last key that was found, as the caller calls it. */
export function stemOfKey(): i32 {
  return stem;
}

/** The group of the key at [start, end); -1: its stem isn't known. */
export function groupOfKey(start: i32, end: i32): i32 {
  if (!cut(start, end)) return -1;
  const row = rowOf(start);
  stem = load<i32>(row, STEM);
  return load<i32>(row, GROUP) - 1;
}

/** The caller knows the group and the stem of an entry's key. */
export function setStem(index: i32, group: i32, number: i32): void {
  const entry = ENTRIES + index * ENTRY_BYTES;
  const start = WINDOW + load<i32>(entry, KEY_START);
  if (!cut(start, WINDOW + load<i32>(entry, KEY_END))) return;
  if (stems == STEM_LIMIT || arenaEnd + length > STEM_ARENA_END) forgetStems();
  const row = rowOf(start);
  if (load<i32>(row, GROUP) != 0) return;
  memory.copy(arenaEnd, start, length);
  store<u32>(row, textTag(start, length) ^ taken, TAG);
  store<i32>(row, arenaEnd, PLACE);
  store<i32>(row, length, LENGTH);
  store<i32>(row, taken, TAKEN);
  store<i32>(row, group + 1, GROUP);
  store<i32>(row, number, STEM);
  arenaEnd += length;
  stems++;
}

/** The row of the stem that was cut, or the free one where it would be. */
function rowOf(start: i32): i32 {
  const tag = textTag(start, length) ^ taken;
  for (let slot = tag & STEM_MASK; ; slot = (slot + 1) & STEM_MASK) {
    const row = STEMS + (slot << 5);
    if (load<i32>(row, GROUP) == 0) return row;
    if (
      load<u32>(row, TAG) == tag &&
      load<i32>(row, LENGTH) == length &&
      load<i32>(row, TAKEN) == taken &&
      isText(load<i32>(row, PLACE), start, length)
    )
      return row;
  }
  return 0; // never comes here
}

/** Sets the length of a key's stem, and what was taken off. Answers false where that is left to the caller. */
function cut(start: i32, end: i32): bool {
  if (end - start > LONGEST) return false;
  let to = end;
  taken = 0;
  for (let at = end - 1; at > start && at >= end - 17; at--) {
    const byte = load<u8>(at);
    if (isHex(byte)) continue;
    if (byte == 46 && end - at > 13) {
      to = at;
      taken = 1;
    }
    break;
  }
  if (to - start > 7 && load<u8>(to - 6) == 45) {
    let at = to - 1;
    while (at > to - 6 && isRandom(load<u8>(at))) at--;
    if (at == to - 6) {
      to -= 6;
      taken += 2;
    }
  }
  length = to - start;
  return length >= SHORTEST;
}

function isHex(byte: u32): bool {
  return byte - 48 < 10 || byte - 97 < 6;
}

/** Letters of generated suffixes, a bit each: bcdfghjklmnpqrstvwxz. */
const LETTERS: u32 = 0x02ef_beee;

/** One of bcdfghjklmnpqrstvwxz2456789. */
function isRandom(byte: u32): bool {
  if (byte - 97 < 26) return ((LETTERS >> (byte - 97)) & 1) != 0;
  return byte - 52 < 6 || byte == 50;
}
