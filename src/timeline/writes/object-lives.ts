import type { WriteSums } from './write-sums.js';

/** When an object was first and last written, over the logs of all members; seconds. */
export interface ObjectLife {
  readonly object: number;
  readonly first: number;
  readonly last: number;
  readonly isDeleted: boolean;
}

/**
 * The lives of objects that were seen at a time, in the order of their numbers. There are hundreds of thousands: they are
 * held in columns, and a caller that iterates over them gets one object that is reused by the next step.
 */
export function* objectLives(sums: WriteSums): Generator<ObjectLife> {
  let size = 0;
  for (const { object } of sums.objects) size = Math.max(size, object + 1);
  const firsts = new Float64Array(size).fill(NaN);
  const lasts = new Float64Array(size).fill(NaN);
  const deleted = new Uint8Array(size);
  for (const { object, first, last, deletes } of sums.objects) {
    if (Number.isNaN(first)) continue;
    if (!((firsts[object] as number) <= first)) firsts[object] = first;
    if (!((lasts[object] as number) >= last)) lasts[object] = last;
    if (deletes > 0) deleted[object] = 1;
  }
  const life = { object: 0, first: 0, last: 0, isDeleted: false };
  for (let object = 0; object < size; object += 1) {
    life.first = firsts[object] as number;
    if (Number.isNaN(life.first)) continue;
    life.object = object;
    life.last = lasts[object] as number;
    life.isDeleted = deleted[object] === 1;
    yield life;
  }
}
