/** A revision of a key that compaction has not removed yet. */
interface Revision {
  readonly key: string;
  readonly revision: number;
  readonly bytes: number;
  /** The revision that made it history; a tombstone is history at once. */
  supersededAt: number;
}

/** Bytes that a revision takes beside key and value: the record's other fields, its key in the tree, its element. */
const OVERHEAD = 75;
const PAGE = 4096;

/**
 * What a revision takes in the file. bbolt keeps at least two records on a leaf and etcd fills leaves to nine tenths:
 * small records waste a tenth, large ones round up to pages of their own.
 */
function pagedBytes(key: string, size: number): number {
  const record = key.length + size + OVERHEAD;
  return record < PAGE / 2 ? Math.round(record * 1.12) : (Math.ceil((2 * record + 16) / PAGE) * PAGE) / 2;
}

/** The key space, the same on every member: revisions, what is live, and what compaction may remove. */
export class Store {
  revision = 1;
  compactedAt = 0;
  /** History from before the recording, which the first compaction takes with it. */
  oldHistoryBytes = 0;
  private revisions: Revision[] = [];
  private readonly live = new Map<string, Revision & { readonly size: number }>();

  /** Bytes in the file of what is live. */
  get liveBytes(): number {
    let sum = 0;
    for (const { bytes } of this.live.values()) sum += bytes;
    return sum;
  }

  get keys(): number {
    return this.live.size;
  }

  /** The revision that wrote a key last; 0: there is none. */
  modOf(key: string): number {
    return this.live.get(key)?.revision ?? 0;
  }

  has(key: string): boolean {
    return this.live.has(key);
  }

  sizeOf(key: string): number {
    return this.live.get(key)?.size ?? 0;
  }

  /** Bytes that the new revision takes. */
  put(key: string, size: number): number {
    this.revision += 1;
    this.supersede(key);
    const entry = { key, size, revision: this.revision, bytes: pagedBytes(key, size), supersededAt: Infinity };
    this.live.set(key, entry);
    this.revisions.push(entry);
    return entry.bytes;
  }

  delete(key: string): number {
    this.revision += 1;
    this.supersede(key);
    this.live.delete(key);
    const entry = { key, revision: this.revision, bytes: pagedBytes(key, 0), supersededAt: this.revision };
    this.revisions.push(entry);
    return entry.bytes;
  }

  /** Removes history up to a revision; the bytes and the number of revisions that go. */
  compact(revision: number): { readonly bytes: number; readonly count: number } {
    this.compactedAt = Math.max(this.compactedAt, revision);
    const kept = this.revisions.filter((entry) => entry.supersededAt > revision);
    const bytes = this.revisions.reduce((sum, entry) => (entry.supersededAt > revision ? sum : sum + entry.bytes), 0);
    const old = this.oldHistoryBytes;
    const count = this.revisions.length - kept.length + Math.round(old / 1000);
    this.revisions = kept;
    this.oldHistoryBytes = 0;
    return { bytes: bytes + old, count };
  }

  private supersede(key: string): void {
    const before = this.live.get(key);
    if (before !== undefined) before.supersededAt = this.revision;
  }
}

/** The file of one member: pages in use and free ones, which are filled again before the file grows. */
export class Pages {
  private used: number;
  private allocated: number;

  constructor(
    base: number,
    free: number,
    /** Members do not allocate alike: a factor near one. */
    private readonly slack: number,
  ) {
    this.used = base;
    this.allocated = base + free;
  }

  get file(): number {
    return Math.ceil(this.allocated / PAGE) * PAGE;
  }

  get inUse(): number {
    return Math.min(this.file, Math.ceil(this.used / PAGE) * PAGE);
  }

  take(bytes: number): void {
    this.used += bytes * this.slack;
    // a few pages are always between two transactions
    this.allocated = Math.max(this.allocated, this.used + 4 * PAGE);
  }

  giveBack(bytes: number): void {
    this.used = Math.max(8 * PAGE, this.used - bytes * this.slack);
  }

  defragment(): void {
    this.used *= 0.97;
    this.allocated = this.used + 2 * PAGE;
  }
}
