/** The kernel for plain request logs: what `pipeline/kernel.ts` loads. */
export {
  ASIDES,
  COVERS,
  ENTRIES,
  ENTRY_LIMIT,
  GROUPS,
  GROUP_LIMIT,
  KEYS,
  KEY_LIMIT,
  SIZE_BYTES,
  SIZE_CLASSES,
  SIZE_COUNTS,
  WINDOW,
  WINDOW_LENGTH,
  WORKLOAD_LIMIT,
} from './layout';
export { asideCount, findSpan, forgetKeys, isFull, keyCount, scan, spanFirst, spanLast, stoppedAt } from './scan';
export { add, begin, close, setLargest, stopReason } from './sums';
export {
  bucketsOf,
  GROUP_CELLS,
  idsOf,
  MARK_CELLS,
  PAIR_CELLS,
  roomOf,
  sizeOf,
  slotCount,
  slotsOf,
  valuesOf,
  widthOf,
} from './cells';
