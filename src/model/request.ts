/** Operations of a request; the number is what the bulk path carries. */
export const OPS = ['put', 'delete', 'range', 'txn', 'compact', 'lease-grant', 'lease-revoke', 'other'] as const;
export type Op = (typeof OPS)[number];
export const PUT = 0;
export const DELETE = 1;
export const RANGE = 2;
export const TXN = 3;
export const COMPACT = 4;
export const LEASE_GRANT = 5;
export const LEASE_REVOKE = 6;
export const OTHER = 7;

/**
 * One request on the bulk path: a reused cursor, valid until the next one. The key is bytes in somebody else's buffer,
 * already unescaped; whoever keeps it copies it. Millions of these pass, so it holds no strings.
 */
export class RequestView {
  op: number = OTHER;
  /** Id of the dialect that the line is of. */
  format = '';
  /** Name of the operation where `op` is OTHER (`Maintenance/Status`), else ''. */
  opName = '';
  /** EpochMicros; NaN where the line has none. */
  time = NaN;
  /** Microseconds; -1 where the line has none. */
  duration = -1;
  keyBytes: Uint8Array = EMPTY;
  keyStart = 0;
  keyEnd = 0;
  /** `hashKey` of the key where the parser had it at hand anyway; 0: not computed. */
  keyHash = 0;
  /** -1: not told. */
  valueBytes = -1;
  remoteBytes: Uint8Array = EMPTY;
  remoteStart = 0;
  remoteEnd = 0;
  /** For want of space. */
  refused = false;
  /** The compare of the transaction failed. */
  conflict = false;
  failed = false;
  /** Whether this line went through etcd's zap sampler (JSON or console form). */
  sampled = false;
  /** Whether this is the first record of its line: a Txn with five puts is one line to the sampler. */
  first = true;

  reset(): this {
    this.op = OTHER;
    this.opName = '';
    this.time = NaN;
    this.duration = -1;
    this.keyBytes = EMPTY;
    this.keyStart = 0;
    this.keyEnd = 0;
    this.keyHash = 0;
    this.valueBytes = -1;
    this.remoteBytes = EMPTY;
    this.remoteStart = 0;
    this.remoteEnd = 0;
    this.refused = false;
    this.conflict = false;
    this.failed = false;
    this.sampled = false;
    this.first = true;
    return this;
  }

  get key(): string {
    return Buffer.from(this.keyBytes.buffer, this.keyBytes.byteOffset + this.keyStart, this.keyEnd - this.keyStart).toString('utf8');
  }

  /** The remote address without its port. */
  get remote(): string | null {
    if (this.remoteEnd === this.remoteStart) return null;
    const text = Buffer.from(
      this.remoteBytes.buffer,
      this.remoteBytes.byteOffset + this.remoteStart,
      this.remoteEnd - this.remoteStart,
    ).toString('utf8');
    const colon = text.lastIndexOf(':');
    return colon > 0 && /^\d+$/.test(text.slice(colon + 1)) ? text.slice(0, colon) : text;
  }
}

/** 32-bit FNV-1a with a final mix; never 0. */
export function hashKey(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_START;
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ (bytes[i] ?? 0), HASH_STEP);
  return finishHash(hash);
}
export const HASH_START = 0x811c9dc5 | 0;
export const HASH_STEP = 0x01000193;
/** FNV's low bits are weak on short differences: mix before masking. */
export function finishHash(hash: number): number {
  let mixed = hash ^ (hash >>> 15);
  mixed = Math.imul(mixed, 0x2c1b3c6d);
  mixed ^= mixed >>> 13;
  return mixed >>> 0 || 1;
}

const EMPTY = new Uint8Array(0);
