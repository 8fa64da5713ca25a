import type { StoreSplit } from '../../model/store-facts.js';

/** The parts of a file, which add up to it: what they are called, and what they are. */
export const PARTS: readonly (readonly [part: Exclude<keyof StoreSplit, 'file'>, name: string, means: string])[] = [
  ['live', 'live', 'latest revisions of keys that exist'],
  ['history', 'history of existing keys', 'removed by a compaction'],
  ['deleted', 'revisions of deleted keys', 'removed by a compaction'],
  ['slack', 'slack in pages', 'room in pages that are in use'],
  ['free', 'free pages', 'returned to the disk by a defragmentation'],
  ['overhead', 'overhead', 'branch and meta pages, page headers, other buckets'],
];
