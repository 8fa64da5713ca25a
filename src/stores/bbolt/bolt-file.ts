import type { RandomBytes } from '../../model/random-bytes.js';
import { PAGE_HEADER, read16, read32, read64, readMetas, type Meta } from './meta.js';

const BRANCH = 1;
const LEAF = 2;
const ELEMENT = 16;
const BUCKET_FLAG = 1;
const BUCKET_HEADER = 16;
/** bbolt splits pages long before: a deeper tree is a damaged one. */
const DEEPEST = 64;

/** Takes an element of a bucket. Its key and value are in `bytes`, valid until the call returns. */
export type ElementHandler = (element: Element) => void;

/** One key and its value, a reused cursor. */
export interface Element {
  bytes: Uint8Array;
  keyStart: number;
  keyEnd: number;
  valueStart: number;
  valueEnd: number;
  /** Where in the file the element's key begins. */
  offset: number;
}

/** A bucket's page, or, where it is so small that it lies in the value of its name, that value. */
export interface Bucket {
  readonly name: string;
  /** 0: inline. */
  readonly root: number;
  readonly inline: Uint8Array | null;
}

/** How many pages of which use there are, and what of the leaves is taken. Pages, not bytes, where the name says so. */
export interface PageUse {
  branchPages: number;
  leafPages: number;
  /** Keys, values, element headers and page headers in leaves. */
  leafBytes: number;
}

/**
 * A bbolt file, read and never changed. What can't be read is reported with its position and left out; no bytes make it
 * throw or go round in a circle. Only pages that the newest transaction reaches are read: others hold deleted data.
 */
export class BoltFile {
  readonly meta: Meta | null;
  /** The other meta page, one transaction older; null: damaged. */
  readonly isOtherMetaSound: boolean;
  /** Pages that are part of the tree, by page id. */
  private readonly reached: Uint8Array;
  /** Pages that two places of the tree point to: the file was copied while it was written. */
  reachedTwice = 0;
  damage = 0;

  constructor(
    private readonly source: RandomBytes,
    private readonly onDamage: (what: string, offset: number) => void,
  ) {
    const metas = readMetas((offset, length) => {
      const at = source.hold(offset, length);
      return at === -1 ? null : source.bytes.subarray(at, at + length);
    });
    this.meta = metas[0] ?? null;
    this.isOtherMetaSound = metas.length > 1;
    const pages = this.meta === null ? 0 : Math.min(this.meta.highWater, Math.ceil(source.size / this.meta.pageSize));
    this.reached = new Uint8Array(pages);
  }

  /** Buckets of the root, in order. */
  buckets(): Bucket[] {
    const found: Bucket[] = [];
    if (this.meta === null) return found;
    const use = emptyUse();
    this.each({ name: '', root: this.meta.root, inline: null }, use, (element) => {
      const flags = this.elementFlags;
      if ((flags & BUCKET_FLAG) === 0) return;
      const { bytes, keyStart, keyEnd, valueStart, valueEnd } = element;
      if (valueEnd - valueStart < BUCKET_HEADER) return this.damaged('a bucket of too few bytes', element.offset);
      const root = read64(bytes, valueStart);
      found.push({
        name: text(bytes, keyStart, keyEnd),
        root,
        inline: root === 0 ? Uint8Array.prototype.slice.call(bytes, valueStart + BUCKET_HEADER, valueEnd) : null,
      });
    });
    this.rootUse = use;
    return found;
  }

  /** Pages of the root bucket itself. */
  rootUse: PageUse = emptyUse();
  private elementFlags = 0;

  /** Ids of the leaf pages of a bucket in the order of its keys; the pages are marked as reached. */
  *leaves(bucket: Bucket, use: PageUse): Generator<number, void, void> {
    if (bucket.root === 0) return;
    yield* this.below(bucket.root, use, 0, 0);
  }

  private *below(page: number, use: PageUse, depth: number, from: number): Generator<number, void, void> {
    const header = this.header(page, from);
    if (header === null) return;
    const { flags, count, overflow } = header;
    if ((flags & LEAF) !== 0) {
      use.leafPages += 1 + overflow;
      yield page;
      return;
    }
    if ((flags & BRANCH) === 0 || depth > DEEPEST) {
      this.damaged(`page ${page} is neither branch nor leaf`, this.offsetOf(page));
      return;
    }
    use.branchPages += 1 + overflow;
    const length = (1 + overflow) * this.pageSize;
    const at = this.source.hold(this.offsetOf(page), PAGE_HEADER + count * ELEMENT);
    if (at === -1 || PAGE_HEADER + count * ELEMENT > length)
      return this.damaged(`page ${page} holds fewer than its ${count} elements`, this.offsetOf(page));
    const children: number[] = [];
    for (let i = 0; i < count; i += 1) children.push(read64(this.source.bytes, at + PAGE_HEADER + i * ELEMENT + 8));
    for (const child of children) yield* this.below(child, use, depth + 1, page);
  }

  /** Every element of one leaf page. */
  leaf(page: number, use: PageUse, onElement: ElementHandler): void {
    const offset = this.offsetOf(page);
    const at = this.source.hold(offset, PAGE_HEADER);
    if (at === -1) return;
    const length = (1 + read32(this.source.bytes, at + 12)) * this.pageSize;
    const start = this.source.hold(offset, Math.min(length, this.source.size - offset));
    if (start === -1) return;
    const bytes = this.source.bytes.subarray(start, start + Math.min(length, this.source.size - offset));
    this.elements(bytes, PAGE_HEADER, read16(bytes, 10), offset, use, onElement);
  }

  /** All elements of a bucket, for small ones. */
  each(bucket: Bucket, use: PageUse, onElement: ElementHandler): void {
    if (bucket.inline !== null) {
      const { inline } = bucket;
      if (inline.length >= PAGE_HEADER)
        this.elements(inline, PAGE_HEADER, read16(inline, 10), 0, emptyUse(), onElement);
      return;
    }
    const pages = [...this.leaves(bucket, use)];
    for (const page of pages) this.leaf(page, use, onElement);
  }

  /** Pages below the high-water mark that nothing reaches. `freelist` pages are in use. */
  freePages(): number {
    let free = 0;
    for (let page = 2; page < this.reached.length; page += 1) if (this.reached[page] === 0) free += 1;
    return free - this.freelistPages();
  }

  freelistPages(): number {
    const { meta } = this;
    if (meta?.freelist == null || meta.freelist < 2) return 0;
    const at = this.source.hold(this.offsetOf(meta.freelist), PAGE_HEADER);
    return at === -1 ? 0 : Math.min(1 + read32(this.source.bytes, at + 12), this.reached.length);
  }

  get pageSize(): number {
    return this.meta?.pageSize ?? 4096;
  }

  private offsetOf(page: number): number {
    return page * this.pageSize;
  }

  private readonly element: Element = { bytes: NONE, keyStart: 0, keyEnd: 0, valueStart: 0, valueEnd: 0, offset: 0 };

  private elements(
    bytes: Uint8Array,
    from: number,
    count: number,
    offset: number,
    use: PageUse,
    onElement: ElementHandler,
  ): void {
    const { element } = this;
    use.leafBytes += PAGE_HEADER;
    for (let i = 0; i < count; i += 1) {
      const at = from + i * ELEMENT;
      if (at + ELEMENT > bytes.length) return this.damaged('more elements than the page has room for', offset);
      const keyStart = at + read32(bytes, at + 4);
      const keyEnd = keyStart + read32(bytes, at + 8);
      const valueEnd = keyEnd + read32(bytes, at + 12);
      if (valueEnd > bytes.length) {
        this.damaged('an element that reaches beyond its page', offset + at);
        continue;
      }
      use.leafBytes += ELEMENT + (valueEnd - keyStart);
      this.elementFlags = read32(bytes, at);
      element.bytes = bytes;
      element.keyStart = keyStart;
      element.keyEnd = keyEnd;
      element.valueStart = keyEnd;
      element.valueEnd = valueEnd;
      element.offset = offset + keyStart;
      onElement(element);
    }
  }

  /** Of a page that is reached for the first time; null where that can't be, or it has been already. */
  private header(page: number, from: number): { flags: number; count: number; overflow: number } | null {
    if (!(page >= 2 && page < this.reached.length)) {
      this.damaged(`page ${page} lies beyond the end of the file`, this.offsetOf(from));
      return null;
    }
    if (this.reached[page] !== 0) {
      this.reachedTwice += 1;
      this.damaged(`page ${page} is reached twice`, this.offsetOf(page));
      return null;
    }
    const at = this.source.hold(this.offsetOf(page), PAGE_HEADER);
    if (at === -1) {
      this.damaged(`page ${page} is cut off`, this.offsetOf(page));
      return null;
    }
    const { bytes } = this.source;
    if (read64(bytes, at) !== page) {
      this.damaged(`page ${page} says that it is page ${read64(bytes, at)}`, this.offsetOf(page));
      return null;
    }
    const overflow = read32(bytes, at + 12);
    if (page + overflow >= this.reached.length) {
      this.damaged(`page ${page} reaches beyond the end of the file`, this.offsetOf(page));
      return null;
    }
    this.reached.fill(1, page, page + 1 + overflow);
    return { flags: read16(bytes, at + 8), count: read16(bytes, at + 10), overflow };
  }

  private damaged(what: string, offset: number): void {
    this.damage += 1;
    if (this.damage <= DAMAGE_REPORTED) this.onDamage(what, offset);
  }
}

const DAMAGE_REPORTED = 20;
const NONE = new Uint8Array(0);

export const emptyUse = (): PageUse => ({ branchPages: 0, leafPages: 0, leafBytes: 0 });

export const text = (bytes: Uint8Array, from: number, to: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).toString('utf8');
