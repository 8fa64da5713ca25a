import type { RandomBytes } from '../model/random-bytes.js';
import { BoltFile, emptyUse, type Bucket, type Element, type PageUse } from './bbolt/bolt-file.js';
import { readBig64 } from './bbolt/meta.js';
import { KeyValue } from './objects/key-value.js';

/** An element of bbolt has 16 bytes of its own in the page. */
export const ELEMENT = 16;
export const REVISION = 17;
export const TOMBSTONE = 18;
/** Revisions between two looks at signals. */
const ROUND = 8192;

/** One revision, a reused cursor: what `eachRevision` gives. */
export interface RevisionView {
  /** Of the transaction; several keys may share it. */
  revision: number;
  sub: number;
  isTombstone: boolean;
  bytes: Uint8Array;
  keyStart: number;
  keyEnd: number;
  valueStart: number;
  valueEnd: number;
  createRevision: number;
  version: number;
  /** Taken in the page. */
  storedBytes: number;
  offset: number;
}

/**
 * A database of etcd (`member/snap/db`) or a snapshot of one. Read only, in the order of revisions, as far as it holds.
 * https://etcd.io/docs/latest/learning/persistent-storage-files/
 */
export class EtcdDb {
  readonly bolt: BoltFile;
  readonly buckets: readonly Bucket[];
  private readonly keyUse: PageUse = emptyUse();
  private leaves: readonly number[] | null = null;

  constructor(
    private readonly source: RandomBytes,
    onDamage: (what: string, offset: number) => void,
  ) {
    this.bolt = new BoltFile(source, onDamage);
    this.buckets = this.bolt.buckets();
  }

  bucket(name: string): Bucket | null {
    return this.buckets.find((one) => one.name === name) ?? null;
  }

  /** Every revision in order. Answers false from `onRevision` to stop; yields now and then. */
  *eachRevision(onRevision: (view: RevisionView) => boolean | void): Generator<void, void, void> {
    const bucket = this.bucket('key');
    if (bucket === null) return;
    const keyValue = new KeyValue();
    const view: RevisionView = {
      ...{ revision: 0, sub: 0, isTombstone: false, bytes: NONE, keyStart: 0, keyEnd: 0, valueStart: 0, valueEnd: 0 },
      ...{ createRevision: 0, version: 0, storedBytes: 0, offset: 0 },
    };
    let isStopped = false;
    let count = 0;
    const use = emptyUse();
    const take = (element: Element): void => {
      const { bytes, keyStart, keyEnd, valueStart, valueEnd } = element;
      const length = keyEnd - keyStart;
      if (isStopped || (length !== REVISION && length !== TOMBSTONE)) return;
      if (!keyValue.read(bytes, valueStart, valueEnd)) return;
      view.revision = readBig64(bytes, keyStart);
      view.sub = readBig64(bytes, keyStart + 9);
      view.isTombstone = length === TOMBSTONE;
      view.bytes = bytes;
      view.keyStart = keyValue.keyStart;
      view.keyEnd = keyValue.keyEnd;
      view.valueStart = keyValue.valueStart;
      view.valueEnd = keyValue.valueEnd;
      view.createRevision = keyValue.createRevision;
      view.version = keyValue.version;
      view.storedBytes = ELEMENT + (valueEnd - keyStart);
      view.offset = element.offset;
      count += 1;
      if (onRevision(view) === false) isStopped = true;
    };
    if (bucket.inline !== null) {
      this.bolt.each(bucket, this.keyUse, take);
      return;
    }
    // The pages are found once: what is reached a second time would pass for damage.
    this.leaves ??= [...this.bolt.leaves(bucket, this.keyUse)];
    const isFirst = this.keyUse.leafBytes === 0;
    for (const page of this.leaves) {
      this.bolt.leaf(page, isFirst ? this.keyUse : use, take);
      if (isStopped) return;
      if (count >= ROUND) {
        count = 0;
        yield;
      }
    }
  }

  /** Pages of the bucket of revisions, once they were walked. */
  get use(): PageUse {
    return this.keyUse;
  }

  get size(): number {
    return this.source.size;
  }
}

const NONE = new Uint8Array(0);
