/** Small numbers for the texts of audit lines: a caller keeps what it knows of a text in an array. */
import { PROBES, TEXT_ARENA, TEXT_ARENA_END, TEXT_LIMIT, TEXT_SLOT_MASK, TEXT_SLOTS, TEXTS } from './layout';
import { isText, textTag } from './texts';

let texts: i32 = 0;
let arenaEnd: i32 = TEXT_ARENA;
let full: bool = false;

/** Whether a text found no number any more. */
export function isTextFull(): bool {
  return full;
}

/** Forgets all texts: numbers start at 0 again. */
export function forgetTexts(): void {
  memory.fill(TEXT_SLOTS, 0, (TEXT_SLOT_MASK + 1) << 4);
  texts = 0;
  arenaEnd = TEXT_ARENA;
  full = false;
}

/** The number of a text of eight bytes and more; -1: leave its line. */
export function textNumber(start: i32, length: i32): i32 {
  const tag = textTag(start, length);
  let slot = tag & TEXT_SLOT_MASK;
  for (let probe = 0; probe < PROBES; probe++) {
    const place = TEXT_SLOTS + (slot << 4);
    const id = load<i32>(place);
    if (id == 0) return insert(place, tag, start, length);
    if (load<u32>(place, 4) == tag && load<i32>(place, 12) == length && isText(load<i32>(place, 8), start, length))
      return id - 1;
    slot = (slot + 1) & TEXT_SLOT_MASK;
  }
  return -1;
}

function insert(place: i32, tag: u32, start: i32, length: i32): i32 {
  if (texts == TEXT_LIMIT - 1 || arenaEnd + length > TEXT_ARENA_END) {
    full = true;
    return -1;
  }
  const id = texts++;
  memory.copy(arenaEnd, start, length);
  store<i32>(place, id + 1);
  store<u32>(place, tag, 4);
  store<i32>(place, arenaEnd, 8);
  store<i32>(place, length, 12);
  store<i32>(TEXTS + (id << 3), arenaEnd);
  store<i32>(TEXTS + (id << 3), length, 4);
  arenaEnd += length;
  return id;
}
