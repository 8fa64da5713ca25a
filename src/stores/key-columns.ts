/**
 * What is known of each key of a store, in typed arrays: 65 bytes a key and nothing on the heap. A key is identified by two
 * 32-bit hashes: of 1.6 million keys two agree in both with a chance of one in ten million.
 */
export class KeyColumns {
  count = 0;
  revisions: Uint32Array<ArrayBuffer>;
  /** Of all revisions. */
  bytes: Float64Array<ArrayBuffer>;
  /** Of the latest revision. */
  latestBytes: Uint32Array<ArrayBuffer>;
  isDeleted: Uint8Array<ArrayBuffer>;
  /** Whether any revision of it has a large value. */
  isLarge: Uint8Array<ArrayBuffer>;
  resource: Uint32Array<ArrayBuffer>;
  namespace: Uint32Array<ArrayBuffer>;
  workload: Uint32Array<ArrayBuffer>;
  /** Where in the file a value of the key stands, so that its name can be read again, and how long it is. */
  place: Float64Array<ArrayBuffer>;
  length: Uint32Array<ArrayBuffer>;
  /** Of the contents of the latest revision; 0: not computed. */
  content: Float64Array<ArrayBuffer>;
  /** Revisions whose contents are those of the revision before. */
  unchanged: Uint32Array<ArrayBuffer>;
  private low: Int32Array<ArrayBuffer>;
  private high: Int32Array<ArrayBuffer>;
  private slots: Int32Array<ArrayBuffer>;

  constructor(room = 1024) {
    this.revisions = new Uint32Array(room);
    this.bytes = new Float64Array(room);
    this.latestBytes = new Uint32Array(room);
    this.isDeleted = new Uint8Array(room);
    this.isLarge = new Uint8Array(room);
    this.resource = new Uint32Array(room);
    this.namespace = new Uint32Array(room);
    this.workload = new Uint32Array(room);
    this.place = new Float64Array(room);
    this.length = new Uint32Array(room);
    this.content = new Float64Array(room);
    this.unchanged = new Uint32Array(room);
    this.low = new Int32Array(room);
    this.high = new Int32Array(room);
    this.slots = new Int32Array(room * 2).fill(-1);
  }

  /** The number of a key, a new one for a new key: then it is `count - 1`. */
  find(bytes: Uint8Array, from: number, to: number): number {
    const low = hash(bytes, from, to, 0x811c9dc5);
    const high = hash(bytes, from, to, 0x2f0b4a27);
    const mask = this.slots.length - 1;
    let slot = low & mask;
    for (;;) {
      const number = this.slots[slot] as number;
      if (number === -1) break;
      if (this.low[number] === low && this.high[number] === high) return number;
      slot = (slot + 1) & mask;
    }
    const number = this.count;
    if (number >= this.low.length) {
      this.grow();
      return this.find(bytes, from, to);
    }
    this.count += 1;
    this.slots[slot] = number;
    this.low[number] = low;
    this.high[number] = high;
    return number;
  }

  private grow(): void {
    const room = this.low.length * 2;
    const larger = <A extends Uint32Array | Int32Array | Float64Array | Uint8Array>(column: A, twice: A): A => {
      twice.set(column);
      return twice;
    };
    this.revisions = larger(this.revisions, new Uint32Array(room));
    this.bytes = larger(this.bytes, new Float64Array(room));
    this.latestBytes = larger(this.latestBytes, new Uint32Array(room));
    this.isDeleted = larger(this.isDeleted, new Uint8Array(room));
    this.isLarge = larger(this.isLarge, new Uint8Array(room));
    this.resource = larger(this.resource, new Uint32Array(room));
    this.namespace = larger(this.namespace, new Uint32Array(room));
    this.workload = larger(this.workload, new Uint32Array(room));
    this.place = larger(this.place, new Float64Array(room));
    this.length = larger(this.length, new Uint32Array(room));
    this.content = larger(this.content, new Float64Array(room));
    this.unchanged = larger(this.unchanged, new Uint32Array(room));
    this.low = larger(this.low, new Int32Array(room));
    this.high = larger(this.high, new Int32Array(room));
    this.slots = new Int32Array(room * 2).fill(-1);
    const mask = this.slots.length - 1;
    for (let number = 0; number < this.count; number += 1) {
      let slot = (this.low[number] as number) & mask;
      while (this.slots[slot] !== -1) slot = (slot + 1) & mask;
      this.slots[slot] = number;
    }
  }
}

/** FNV-1a over all bytes, then mixed: tables mask its low bits. */
function hash(bytes: Uint8Array, from: number, to: number, start: number): number {
  let value = start | 0;
  for (let i = from; i < to; i += 1) value = Math.imul(value ^ (bytes[i] as number), 0x01000193);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return value ^ (value >>> 13);
}
