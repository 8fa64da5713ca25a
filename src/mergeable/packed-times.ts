/**
 * Times (µs since the epoch, whole) in the order in which they came, mostly ascending: as differences, each in as few bytes
 * as it takes, two to four where an array of numbers takes eight. Add to the end and walk through; nothing else.
 */
export interface PackedTimes {
  bytes: Uint8Array;
  used: number;
  count: number;
  first: number;
  last: number;
  /** Whether none is before the one before it. */
  sorted: boolean;
}

export function emptyPackedTimes(): PackedTimes {
  return { bytes: new Uint8Array(0), used: 0, count: 0, first: 0, last: 0, sorted: true };
}

/** Of a difference of up to 2^52 µs, twice of which is written. */
const MOST_BYTES = 8;

export function addTime(times: PackedTimes, micros: number): void {
  if (times.count === 0) times.first = micros;
  else addDifference(times, micros - times.last);
  times.last = micros;
  times.count += 1;
}

export function addTimes(into: PackedTimes, other: PackedTimes): void {
  if (other.count === 0) return;
  addTime(into, other.first);
  makeRoom(into, other.used);
  into.bytes.set(other.bytes.subarray(0, other.used), into.used);
  into.used += other.used;
  into.count += other.count - 1;
  into.last = other.last;
  into.sorted &&= other.sorted;
}

/** The sign is the lowest bit of what is written; seven bits a byte, the lowest first, and its highest says that more follow. */
function addDifference(times: PackedTimes, difference: number): void {
  makeRoom(times, MOST_BYTES);
  if (difference < 0) times.sorted = false;
  const { bytes } = times;
  let { used } = times;
  let rest = difference < 0 ? -2 * difference - 1 : 2 * difference;
  // Beyond 32 bits there are no shifts.
  for (; rest > 0x7fffffff; rest = Math.floor(rest / 128)) bytes[used++] = (rest % 128) | 0x80;
  for (; rest > 0x7f; rest >>>= 7) bytes[used++] = (rest & 0x7f) | 0x80;
  bytes[used++] = rest;
  times.used = used;
}

function makeRoom(times: PackedTimes, more: number): void {
  if (times.used + more <= times.bytes.length) return;
  const larger = new Uint8Array(Math.max(1024, times.used + more, Math.ceil(times.bytes.length * 1.5)));
  larger.set(times.bytes.subarray(0, times.used));
  times.bytes = larger;
}

/** Walks through the times once; do not add during the walk. */
export class TimeReader {
  private at = 0;
  private read = 0;
  private time = 0;

  constructor(private readonly times: PackedTimes) {}

  /** NaN: that was all. */
  next(): number {
    const { bytes, count, first } = this.times;
    if (this.read >= count) return NaN;
    this.read += 1;
    if (this.read === 1) return (this.time = first);
    let byte = bytes[this.at++] as number;
    let value = byte & 0x7f;
    for (let factor = 128; byte > 0x7f; factor *= 128) {
      byte = bytes[this.at++] as number;
      value += (byte & 0x7f) * factor;
    }
    this.time += value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    return this.time;
  }
}

/** The same times in ascending order. */
export function sortedTimes(times: PackedTimes): PackedTimes {
  if (times.sorted) return times;
  const all = new Float64Array(times.count);
  const reader = new TimeReader(times);
  for (let i = 0; i < all.length; i += 1) all[i] = reader.next();
  const sorted = emptyPackedTimes();
  for (const time of all.sort()) addTime(sorted, time);
  return sorted;
}
