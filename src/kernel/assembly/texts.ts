/** Texts as keys of tables: their hash, and whether one is the same as another. */

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/** Of eight bytes and more. */
export function textTag(start: i32, length: i32): u32 {
  const end = start + length;
  let a: u64 = length;
  let b: u64 = STEP;
  for (let at = start; at + 16 <= end; at += 16) {
    a = rotl((a ^ load<u64>(at)) * STEP, 29);
    b = rotl((b ^ load<u64>(at, 8)) * STEP, 31);
  }
  // The rest together with what is before it: every byte counts, and none behind the text.
  a = (a ^ load<u64>(end - 8)) * STEP;
  b = (b ^ load<u64>(length >= 16 ? end - 16 : start)) * STEP;
  let hash = a ^ rotl(b, 32);
  hash = (hash ^ (hash >> 32)) * STEP;
  return <u32>(hash >> 32);
}

/** Whether two texts of one length, of eight bytes and more, are the same. */
export function isText(known: i32, start: i32, length: i32): bool {
  if (length < 16)
    return load<u64>(known) == load<u64>(start) && load<u64>(known + length - 8) == load<u64>(start + length - 8);
  let differ = v128.xor(v128.load(known + length - 16), v128.load(start + length - 16));
  for (let i = 0; i + 16 <= length; i += 16) {
    differ = v128.or(differ, v128.xor(v128.load(known + i), v128.load(start + i)));
  }
  return !v128.any_true(differ);
}

/** As `hashKey` in model/request.ts: what sums and tables of the caller hold. */
export function hashKey(start: i32, end: i32): i32 {
  let hash: u32 = 0x811c_9dc5 ^ (end - start);
  const tail = max(end - 16, start);
  for (let at = start; at < tail; at += 3) hash = (hash ^ load<u8>(at)) * 0x0100_0193;
  for (let at = tail; at < end; at++) hash = (hash ^ load<u8>(at)) * 0x0100_0193;
  hash = (hash ^ (hash >> 15)) * 0x2c1b_3c6d;
  hash ^= hash >> 13;
  return hash == 0 ? 1 : <i32>hash;
}
