import { Fields } from '../fields.js';

/** Paths of fields that change although the content is the same, by kind. `1` is the metadata of every kind. */
const EVERY_KIND: readonly (readonly number[])[] = [
  [1, 6], // resourceVersion
  [1, 7], // generation
  [1, 17, 4], // managedFields[].time
];
const BY_KIND: Readonly<Record<string, readonly (readonly number[])[]>> = {
  Lease: [...EVERY_KIND, [2, 4]], // spec.renewTime
  Node: [...EVERY_KIND, [3, 4, 3]], // status.conditions[].lastHeartbeatTime
};

/** A hash of an object's contents without versions, managers' times, renewals and heartbeats; 53 bits, never 0. */
export function protobufHash(bytes: Uint8Array, from: number, to: number, kind: string | null): number {
  const hash = new Hash();
  mix(hash, bytes, from, to, BY_KIND[kind ?? ''] ?? EVERY_KIND, 0);
  return hash.value || 1;
}

function mix(
  hash: Hash,
  bytes: Uint8Array,
  from: number,
  to: number,
  paths: readonly (readonly number[])[],
  depth: number,
): void {
  const fields = new Fields().reset(bytes, from, to);
  let taken = from;
  while (fields.next()) {
    const below = paths.filter((path) => path[depth] === fields.field);
    if (below.length === 0) continue;
    const isDropped = below.some((path) => path.length === depth + 1);
    if (!isDropped && fields.wire !== 2) continue;
    // The length of a message changes with what is left out inside.
    hash.add(bytes, taken, fields.start - (fields.wire === 2 ? lengthOfLength(fields.end - fields.start) : 0));
    if (!isDropped) mix(hash, bytes, fields.start, fields.end, below, depth + 1);
    taken = fields.end;
  }
  hash.add(bytes, taken, to);
}

const lengthOfLength = (length: number): number =>
  length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : 4;

/** Two multiplicative hashes side by side, four bytes at a time. */
class Hash {
  // In typed memory: as fields they would be a heap number each time.
  private readonly state = new Int32Array([0x811c9dc5, 0x050c5d1f]);

  add(bytes: Uint8Array, from: number, to: number): void {
    let a = this.state[0] as number;
    let b = this.state[1] as number;
    let at = from;
    for (; at + 4 <= to; at += 4) {
      const word =
        (bytes[at] as number) |
        ((bytes[at + 1] as number) << 8) |
        ((bytes[at + 2] as number) << 16) |
        ((bytes[at + 3] as number) << 24);
      a = Math.imul(a ^ word, 0x01000193);
      a ^= a >>> 15;
      b = Math.imul(b ^ word, 0x85ebca6b);
      b ^= b >>> 13;
    }
    for (; at < to; at += 1) {
      a = Math.imul(a ^ (bytes[at] as number), 0x01000193);
      b = Math.imul(b ^ (bytes[at] as number), 0x85ebca6b);
    }
    this.state[0] = a ^ (a >>> 15);
    this.state[1] = b;
  }

  get value(): number {
    return ((this.state[0] as number) >>> 0) * 2 ** 21 + ((this.state[1] as number) >>> 11);
  }
}
