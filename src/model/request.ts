import { goDurationAt } from './go-duration.js';

/** Operations of a request; the number is what the bulk path carries. */
export const OPS = ['put', 'delete', 'range', 'txn', 'compact', 'lease-grant', 'lease-revoke', 'other'] as const;
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
 * already unescaped; a caller that keeps it copies it. Millions of these pass, so it holds no strings.
 */
export class RequestView {
  op: number = OTHER;
  /** Id of the dialect that the line is of. */
  format = '';
  /** Name of the operation where `op` is OTHER (`Maintenance/Status`), else ''. */
  opName = '';
  /** EpochMicros; NaN where the line has none. */
  time = NaN;
  /** Microseconds; -1 where the line has none. A parser sets it, or leaves its position for the caller that needs it. */
  private known = -1;
  private durationBytes: Uint8Array = EMPTY;
  private durationStart = 0;
  private durationEnd = 0;
  keyBytes: Uint8Array = EMPTY;
  keyStart = 0;
  keyEnd = 0;
  /** `hashKey` of the key where the parser had it at hand anyway; 0: not computed. */
  keyHash = 0;
  /** -1: unknown. */
  valueBytes = -1;
  remoteBytes: Uint8Array = EMPTY;
  remoteStart = 0;
  remoteEnd = 0;
  /** Because the database was full. */
  refused = false;
  /** The compare of the transaction failed. */
  conflict = false;
  failed = false;
  /** Whether this line went through etcd's zap sampler (JSON or console form). */
  sampled = false;
  /** Which of etcd's own files it was read from; null: from a log. */
  stored: 'store' | 'wal' | null = null;
  /** Whether this is the first record of its line: a Txn with five puts is one line to the sampler. */
  first = true;

  reset(): this {
    this.op = OTHER;
    this.opName = '';
    this.time = NaN;
    this.known = -1;
    this.durationEnd = 0;
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
    this.stored = null;
    this.first = true;
    return this;
  }

  get duration(): number {
    if (this.durationEnd === 0) return this.known;
    this.known = goDurationAt(this.durationBytes, this.durationStart, this.durationEnd);
    if (Number.isNaN(this.known)) this.known = -1;
    this.durationEnd = 0;
    return this.known;
  }

  set duration(micros: number) {
    this.known = micros;
    this.durationEnd = 0;
  }

  /** Where the duration stands: few readers of requests ask for it. */
  durationAt(bytes: Uint8Array, start: number, end: number): void {
    this.durationBytes = bytes;
    this.durationStart = start;
    this.durationEnd = end;
  }

  get key(): string {
    return Buffer.from(
      this.keyBytes.buffer,
      this.keyBytes.byteOffset + this.keyStart,
      this.keyEnd - this.keyStart,
    ).toString('utf8');
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

/**
 * A 32-bit hash of a key (signed: an unsigned one would be a heap number), never 0: its length, its last 16 bytes (where keys of one owner differ) and every third byte
 * before them. Tables compare the bytes as well, so keys that agree in all of these cost time, never a wrong count.
 */
export function hashKey(bytes: Uint8Array, start: number, end: number): number {
  let hash = HASH_START ^ (end - start);
  const tail = end - 16 > start ? end - 16 : start;
  for (let i = start; i < tail; i += 3) hash = Math.imul(hash ^ (bytes[i] as number), HASH_STEP);
  for (let i = tail; i < end; i += 1) hash = Math.imul(hash ^ (bytes[i] as number), HASH_STEP);
  // FNV's low bits are weak on short differences: mix before anybody masks.
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13) || 1;
}
const HASH_START = 0x811c9dc5 | 0;
const HASH_STEP = 0x01000193;

const EMPTY = new Uint8Array(0);
