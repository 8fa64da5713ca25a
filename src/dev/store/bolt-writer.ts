/** Takes bytes for a place in the file. */
export type WriteAt = (bytes: Uint8Array, offset: number) => void;

const PAGE_HEADER = 16;
const ELEMENT = 16;
const BRANCH = 1;
const LEAF = 2;
const META = 4;
const NO_FREELIST = 0xffff_ffff_ffff_ffffn;
/** etcd fills pages of revisions to nine tenths. */
const FILL = 0.9;

interface PageOf {
  readonly firstKey: Uint8Array;
  readonly page: number;
}

/**
 * Writes a bbolt file as etcd lays one out, keys in order, page by page, so that a file of any size costs no memory.
 * `skip` leaves pages that nothing reaches: free ones.
 */
export class BoltWriter {
  private next = 2;
  private readonly buckets: { name: string; root: number; inline: Uint8Array | null }[] = [];

  constructor(
    private readonly write: WriteAt,
    private readonly pageSize = 4096,
  ) {}

  skip(pages: number): void {
    this.next += pages;
  }

  /** A bucket with pages of its own. Keys have to come in order. */
  bucket(name: string): BucketWriter {
    return new BucketWriter(
      this.pageSize,
      (bytes) => this.page(bytes),
      (root) => void this.buckets.push({ name, root, inline: null }),
    );
  }

  /** A bucket so small that it lies in the value of its name. */
  inline(name: string, entries: readonly (readonly [key: Uint8Array, value: Uint8Array])[]): void {
    this.buckets.push({ name, root: 0, inline: pageOf(LEAF, entries, 0, 0) });
  }

  /** Answers the size of the file. */
  finish(transaction = 2n): number {
    const entries = [...this.buckets]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, root, inline }) => {
        const head = Buffer.alloc(16);
        head.writeBigUInt64LE(BigInt(root), 0);
        return [Buffer.from(name), inline === null ? head : Buffer.concat([head, inline])] as const;
      });
    const root = this.page(pageOf(LEAF, entries, this.pageSize, 1));
    for (const page of [0, 1]) this.write(this.meta(page, root, transaction - BigInt(1 - page)), page * this.pageSize);
    return this.next * this.pageSize;
  }

  /** Writes a page, over as many as it needs, and answers its id. */
  private page(bytes: Buffer): number {
    const { pageSize, next } = this;
    const pages = Math.max(1, Math.ceil(bytes.length / pageSize));
    bytes.writeBigUInt64LE(BigInt(next), 0);
    bytes.writeUInt32LE(pages - 1, 12);
    const whole =
      bytes.length % pageSize === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(pages * pageSize - bytes.length)]);
    this.write(whole, next * pageSize);
    this.next += pages;
    return next;
  }

  private meta(page: number, root: number, transaction: bigint): Buffer {
    const bytes = Buffer.alloc(this.pageSize);
    bytes.writeBigUInt64LE(BigInt(page), 0);
    bytes.writeUInt16LE(META, 8);
    bytes.writeUInt32LE(0xed0cdaed, 16);
    bytes.writeUInt32LE(2, 20);
    bytes.writeUInt32LE(this.pageSize, 24);
    bytes.writeBigUInt64LE(BigInt(root), 32);
    bytes.writeBigUInt64LE(NO_FREELIST, 48);
    bytes.writeBigUInt64LE(BigInt(this.next), 56);
    bytes.writeBigUInt64LE(transaction, 64);
    let sum = 0xcbf29ce484222325n;
    for (let i = 16; i < 72; i += 1) sum = BigInt.asUintN(64, (sum ^ BigInt(bytes[i] as number)) * 0x100000001b3n);
    bytes.writeBigUInt64LE(sum, 72);
    return bytes;
  }
}

export class BucketWriter {
  private entries: (readonly [Uint8Array, Uint8Array])[] = [];
  private used = PAGE_HEADER;
  private readonly leaves: PageOf[] = [];

  constructor(
    private readonly pageSize: number,
    private readonly page: (bytes: Buffer) => number,
    private readonly done: (root: number) => void,
  ) {}

  put(key: Uint8Array, value: Uint8Array): void {
    const size = ELEMENT + key.length + value.length;
    if (this.entries.length > 0 && this.used + size > FILL * this.pageSize) this.flush();
    this.entries.push([key, value]);
    this.used += size;
  }

  close(): void {
    if (this.entries.length > 0 || this.leaves.length === 0) this.flush();
    let level: readonly PageOf[] = this.leaves;
    while (level.length > 1) level = this.above(level);
    this.done(level[0]?.page ?? 0);
  }

  private flush(): void {
    const { entries } = this;
    const page = this.page(pageOf(LEAF, entries, this.pageSize, 0));
    this.leaves.push({ firstKey: entries[0]?.[0] ?? new Uint8Array(0), page });
    this.entries = [];
    this.used = PAGE_HEADER;
  }

  private above(level: readonly PageOf[]): PageOf[] {
    const found: PageOf[] = [];
    const keyLength = level[0]?.firstKey.length ?? 0;
    const each = Math.max(2, Math.floor((FILL * this.pageSize - PAGE_HEADER) / (ELEMENT + keyLength)));
    for (let from = 0; from < level.length; from += each) {
      const part = level.slice(from, from + each);
      found.push({ firstKey: (part[0] as PageOf).firstKey, page: this.page(branchOf(part, this.pageSize)) });
    }
    return found;
  }
}

function pageOf(
  flags: number,
  entries: readonly (readonly [Uint8Array, Uint8Array])[],
  pageSize: number,
  elementFlags: number,
): Buffer {
  const head = PAGE_HEADER + ELEMENT * entries.length;
  const size = head + entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  const bytes = Buffer.alloc(Math.max(size, pageSize));
  bytes.writeUInt16LE(flags, 8);
  bytes.writeUInt16LE(entries.length, 10);
  let at = head;
  entries.forEach(([key, value], i) => {
    const element = PAGE_HEADER + ELEMENT * i;
    bytes.writeUInt32LE(elementFlags, element);
    bytes.writeUInt32LE(at - element, element + 4);
    bytes.writeUInt32LE(key.length, element + 8);
    bytes.writeUInt32LE(value.length, element + 12);
    bytes.set(key, at);
    bytes.set(value, at + key.length);
    at += key.length + value.length;
  });
  return bytes;
}

function branchOf(children: readonly PageOf[], pageSize: number): Buffer {
  const bytes = Buffer.alloc(pageSize);
  bytes.writeUInt16LE(BRANCH, 8);
  bytes.writeUInt16LE(children.length, 10);
  let at = PAGE_HEADER + ELEMENT * children.length;
  children.forEach(({ firstKey, page }, i) => {
    const element = PAGE_HEADER + ELEMENT * i;
    bytes.writeUInt32LE(at - element, element);
    bytes.writeUInt32LE(firstKey.length, element + 4);
    bytes.writeBigUInt64LE(BigInt(page), element + 8);
    bytes.set(firstKey, at);
    at += firstKey.length;
  });
  return bytes;
}
