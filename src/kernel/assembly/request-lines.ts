/** The kernel for requests: what `pipeline/kernel.ts` loads. */
export {
  ASIDES,
  CLIENTS,
  CLIENT_IDS,
  CLIENT_ROOM,
  CLIENT_ROW,
  COVERS,
  ENTRIES,
  ENTRY_LIMIT,
  GROUPS,
  GROUP_LIMIT,
  KEYS,
  KEY_LIMIT,
  SHAPE,
  SHAPE_LIMIT,
  SHAPE_TEXT,
  SHAPE_TEXT_LENGTH,
  SIZE_BYTES,
  SIZE_CLASSES,
  SIZE_COUNTS,
  WINDOW,
  WINDOW_LENGTH,
  WORKLOAD_LIMIT,
} from './layout';
export { asideCount, findSpan, forgetKeys, isFull, keyCount, scan, spanFirst, spanLast, stoppedAt } from './scan';
export { setShape } from './shape';
export { add, begin, close, setLargest, stopReason } from './sums';
export {
  bucketsOf,
  CLIENT_CELLS,
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
