/** The kernel for requests: what `reading/accelerated/kernel.ts` loads. */
export {
  ASIDES,
  BODIES,
  CLIENTS,
  CLIENT_IDS,
  CLIENT_ROOM,
  CLIENT_ROW,
  COVERS,
  ENTRIES,
  ENTRY_LIMIT,
  FOUND,
  GROUPS,
  GROUP_LIMIT,
  KEYS,
  KEY_LIMIT,
  SHAPE,
  SHAPES,
  SHAPE_OF,
  SHAPE_LIMIT,
  SHAPE_TEXT,
  SHAPE_TEXT_LENGTH,
  SIZE_BYTES,
  SIZE_CLASSES,
  SIZE_COUNTS,
  TEXTS,
  TEXT_LIMIT,
  WINDOW,
  WINDOW_LENGTH,
  WORKLOAD_LIMIT,
} from './layout';
export { asideCount, findSpan, forgetKeys, isFull, keyCount, scan, spanFirst, spanLast, stoppedAt } from './scan';
export { forgetShapes, setShape } from './shape';
export { forgetStems, setStem } from './stems';
export { add, begin, beginKeys, close, foundCount, setLargest, stopReason } from './sums';
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
