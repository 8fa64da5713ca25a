import type { Request } from './requests.js';
import { COMPACTION_ASKED, FINAL_REVISION, LIVE_BYTES, QUOTA, SPACE_EXCEEDED, type Member } from './story.js';

const PAGE = 4096;
/** File bytes that a revision takes beside key and value: its record, its place in the tree, pages not quite full. */
const OVERHEAD = 170;
const SLACK = 1.25;

export interface Size {
  readonly dbSizeBytes: number;
  readonly inUseBytes: number;
  readonly revision: number;
}

const pages = (bytes: number): number => Math.floor(bytes / PAGE) * PAGE;

/** The file of one member at any moment of the night. */
export function sizeAt(time: number, member: Member, requests: readonly Request[]): Size {
  const [, defragmented] = member.defrag;
  let revision = FINAL_REVISION;
  let missing = 0;
  let since = 0;
  for (const request of requests) {
    if (request.op === 'RANGE') continue;
    const grown = (request.key.length + request.size + OVERHEAD) * SLACK;
    if (request.time < SPACE_EXCEEDED && request.time > time) {
      missing += grown;
      revision -= 1;
    }
    if (request.time > SPACE_EXCEEDED && request.time <= time) {
      since += grown;
      revision += 1;
    }
  }
  // One page below the quota is where the test `size + cost < quota` of the first member fails.
  const full = QUOTA - PAGE + member.extraBytes;
  if (time >= defragmented) {
    return { dbSizeBytes: pages(member.bytesAfterDefrag + since), inUseBytes: pages(LIVE_BYTES + since), revision };
  }
  const dbSizeBytes = pages(full - missing);
  const done = Math.min(1, Math.max(0, ((time - COMPACTION_ASKED) * 1000) / member.compactionMicros));
  const inUseBytes = pages(dbSizeBytes - 40 * PAGE - done * (dbSizeBytes - 40 * PAGE - LIVE_BYTES) + since);
  return { dbSizeBytes, inUseBytes, revision };
}
