/**
 * The fields of one protobuf message, one after another: a reused cursor over bytes, which allocates nothing. It stops
 * at the first field that is not well formed. https://protobuf.dev/programming-guides/encoding/
 */
export class Fields {
  /** Number of the field at hand. */
  field = 0;
  /** 0 varint, 1 eight bytes, 2 bytes, 5 four bytes. */
  wire = 0;
  /** Of a varint below 2^53; larger ones lose their low bits (`hex` has them all). */
  value = 0;
  /** Where the value begins and ends: of wire type 2 behind its length. */
  start = 0;
  end = 0;
  private bytes: Uint8Array = EMPTY;
  private at = 0;
  private to = 0;
  private low = 0;
  private high = 0;

  reset(bytes: Uint8Array, from: number, to: number): this {
    this.bytes = bytes;
    this.at = from;
    this.to = to;
    return this;
  }

  /** Whether all bytes were taken: false after a field that is not well formed. */
  get isWhole(): boolean {
    return this.at === this.to;
  }

  next(): boolean {
    if (this.at >= this.to) return false;
    if (!this.varint()) return this.stop();
    this.field = Math.floor(this.value / 8);
    this.wire = this.value % 8;
    if (this.field === 0) return this.stop();
    if (this.wire === 0) {
      this.start = this.at;
      if (!this.varint()) return this.stop();
      this.end = this.at;
      return true;
    }
    if (this.wire === 2) {
      if (!this.varint() || this.value > this.to - this.at) return this.stop();
      this.start = this.at;
      this.end = this.at = this.at + this.value;
      return true;
    }
    const length = this.wire === 1 ? 8 : this.wire === 5 ? 4 : 0;
    if (length === 0 || length > this.to - this.at) return this.stop();
    this.start = this.at;
    this.end = this.at = this.at + length;
    return true;
  }

  /** The bytes of the field as text. */
  text(): string {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + this.start, this.end - this.start).toString('utf8');
  }

  /** A varint as unsigned hexadecimal without leading zeros: ids use all 64 bits. */
  hex(): string {
    const low = (this.low >>> 0).toString(16);
    return this.high === 0 ? low : (this.high >>> 0).toString(16) + low.padStart(8, '0');
  }

  private stop(): false {
    this.field = 0;
    this.at = this.to + 1;
    return false;
  }

  private varint(): boolean {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70 && this.at < this.to; shift += 7) {
      const byte = this.bytes[this.at++] as number;
      const bits = byte & 127;
      if (shift < 28) low |= bits << shift;
      else if (shift === 28) {
        low |= (bits & 15) << 28;
        high |= bits >>> 4;
      } else high |= bits << (shift - 32);
      if (byte < 128) {
        this.low = low;
        this.high = high;
        this.value = (high >>> 0) * 4_294_967_296 + (low >>> 0);
        return true;
      }
    }
    return false;
  }
}

const EMPTY = new Uint8Array(0);
