/** Literals of the kernel, and comparing with them. */
import { WORDS } from './layout';

let wordsEnd: i32 = WORDS;

/** Puts an ASCII literal into memory; where it is and how long, in one number. */
export function word(text: string): i32 {
  const at = wordsEnd;
  for (let i = 0; i < text.length; i++) store<u8>(wordsEnd++, <u8>text.charCodeAt(i));
  return (at << 8) | text.length;
}

export function matches(at: i32, literal: i32): bool {
  return same(at, literal >> 8, literal & 255);
}

/** Whether so many bytes are the same at two places. */
export function same(a: i32, b: i32, length: i32): bool {
  if (length >= 16) {
    const rest = length - 16;
    let differ = v128.xor(v128.load(a + rest), v128.load(b + rest));
    for (let i = 0; i < rest; i += 16) differ = v128.or(differ, v128.xor(v128.load(a + i), v128.load(b + i)));
    return !v128.any_true(differ);
  }
  if (length >= 8) return load<u64>(a) == load<u64>(b) && load<u64>(a + length - 8) == load<u64>(b + length - 8);
  if (length >= 4) return load<u32>(a) == load<u32>(b) && load<u32>(a + length - 4) == load<u32>(b + length - 4);
  for (let i = 0; i < length; i++) if (load<u8>(a + i) != load<u8>(b + i)) return false;
  return true;
}
