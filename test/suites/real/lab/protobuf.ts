/** As much of the protobuf wire format as etcd's requests need: https://protobuf.dev/programming-guides/encoding/ */

export type FieldValue = number | bigint | string | Uint8Array;

/** One field: a number as varint (zero is left out, as protobuf does), text and bytes with their length. */
export function field(number: number, value: FieldValue | null | undefined): Buffer {
  if (value === null || value === undefined) return Buffer.alloc(0);
  if (typeof value === 'number' || typeof value === 'bigint') {
    const numeric = BigInt(value);
    return numeric === 0n ? Buffer.alloc(0) : Buffer.concat([varint(number << 3), varint(numeric)]);
  }
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

export const message = (...fields: readonly Buffer[]): Buffer => Buffer.concat(fields);

function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  // negative int64 take ten bytes, as two's complement
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest === 0n ? low : low | 0x80);
  } while (rest !== 0n);
  return Buffer.from(bytes);
}

/** The fields of a message, in order; varints as numbers, the rest as bytes. */
export class Fields {
  private readonly found: (readonly [number, bigint | Buffer])[] = [];

  constructor(bytes: Buffer) {
    let at = 0;
    const next = (): bigint => {
      let value = 0n;
      for (let shift = 0n; at < bytes.length; shift += 7n) {
        const byte = bytes[at++] ?? 0;
        value |= BigInt(byte & 0x7f) << shift;
        if (byte < 0x80) break;
      }
      return value;
    };
    while (at < bytes.length) {
      const tag = Number(next());
      const wire = tag & 7;
      if (wire === 0) {
        this.found.push([tag >> 3, next()]);
        continue;
      }
      const length = wire === 2 ? Number(next()) : wire === 1 ? 8 : 4;
      this.found.push([tag >> 3, bytes.subarray(at, at + length)]);
      at += length;
    }
  }

  /** Zero where the field isn't there. */
  number(field: number): bigint {
    const value = this.found.findLast(([number]) => number === field)?.[1];
    return typeof value === 'bigint' ? value : 0n;
  }

  bytes(field: number): Buffer {
    const value = this.found.findLast(([number]) => number === field)?.[1];
    return Buffer.isBuffer(value) ? value : Buffer.alloc(0);
  }

  all(field: number): readonly Buffer[] {
    return this.found.flatMap(([number, value]) => (number === field && Buffer.isBuffer(value) ? [value] : []));
  }

  inside(field: number): Fields {
    return new Fields(this.bytes(field));
  }
}
