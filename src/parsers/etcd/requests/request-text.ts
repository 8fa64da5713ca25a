import { COMPACT, DELETE, LEASE_GRANT, LEASE_REVOKE, OTHER, PUT, RANGE, TXN } from '../../../model/request.js';
import { BLANK, MALFORMED, TextScanner } from './text-scanner.js';

/** Branches of a transaction. Outside a transaction every operation counts as of SUCCESS. */
export const SUCCESS = 0;
export const FAILURE = 1;

// What the fields of the message at hand mean.
const ROOT = 0;
const IN_TXN = 1;
const IN_BRANCH = 2;
const IN_PUT = 3;
const IN_RANGE = 4;
const IN_DELETE = 5;

const DEEPEST = 32;

/** A field's name as one number: length, first and last character tell all names of the grammar apart. */
function nameCode(name: string): number {
  return (name.length << 16) | (name.charCodeAt(0) << 8) | name.charCodeAt(name.length - 1);
}

const KEY = nameCode('key');
const VALUE = nameCode('value');
const VALUE_SIZE = nameCode('value_size');
const PREV_KV = nameCode('prev_kv');
const COMPARE = nameCode('compare');
const SUCCESS_LIST = nameCode('success');
const FAILURE_LIST = nameCode('failure');
const REQUEST_PUT = nameCode('request_put');
const REQUEST_RANGE = nameCode('request_range');
const REQUEST_DELETE = nameCode('request_delete_range');
const REQUEST_TXN = nameCode('request_txn');
const WRAPPED_PUT = nameCode('put');
const WRAPPED_TXN = nameCode('txn');
const WRAPPED_RANGE = nameCode('range');
const WRAPPED_DELETE = nameCode('delete_range');
const WRAPPED_COMPACTION = nameCode('compaction');
const WRAPPED_LEASE_GRANT = nameCode('lease_grant');
const WRAPPED_LEASE_REVOKE = nameCode('lease_revoke');
const HEADER = nameCode('header');

/**
 * Reads the text that etcd prints for a request, in all its forms (`api/etcdserverpb/raft_internal_stringer.go`):
 *
 * - stats: `compare:<target:MOD key:"a" mod_revision:0 > success:<request_put:<key:"a" value_size:1 >> failure:<>`
 * - slow and failed applies, with a header: `header:<ID:7 > txn:<compare:<…> success:<…> failure:<…>>`, `… put:<…>`
 * - native: `key:"/registry/pods/" range_end:"/registry/pods0" limit:500 `
 * - 3.7: `request_range:{key:"k"  range_end:"l"}` within the old `<…>`, one or two blanks between fields
 *
 * One reused reader: its fields hold the operations of the last text and are valid until the next one. It works on
 * bytes and makes no strings. Keys are decoded: those without escapes lie in the text itself, others in `scratch`.
 */
export class RequestText extends TextScanner {
  /** What the request is: an op of model/request. Where the text has no wrapping, what the caller said. */
  outer: number = OTHER;
  /** How many operations were found. The lists are longer: entries from here on are stale. */
  count = 0;
  readonly ops: number[] = [];
  readonly branches: number[] = [];
  readonly keyStarts: number[] = [];
  readonly keyEnds: number[] = [];
  readonly keyInScratch: boolean[] = [];
  /** -1: the text doesn't show. A put without `value_size` has an empty value. */
  readonly valueBytes: number[] = [];
  /** How many operations a branch holds, nested ones not counted, and the bytes that they have on the wire. */
  readonly branchCounts: [number, number] = [0, 0];
  readonly branchSizes: [number, number] = [0, 0];
  /** Whether an operation asks for the object as it was before: its answer is then as large as that. */
  prevKv = false;
  /** False where the text held something whose encoded size it doesn't show. */
  exactSizes = true;

  private expectedCount = -1;
  private expectedSize = -1;
  private finished = false;

  /**
   * @param escaped the bytes are the inside of a JSON string: quotes are `\"`. A text with any other escape is not
   *   read (false): decode it and come again.
   * @param rootOp what a text without wrapping is, if it isn't a transaction.
   * @param expectedCount operations that the branch taken holds, and `expectedSize` their bytes. Once the success
   *   branch is seen to fit, the failure branch isn't read. -1: not known.
   * @returns false where the text is cut or of another grammar; what was found so far stays.
   */
  read(
    bytes: Uint8Array,
    start: number,
    end: number,
    escaped = false,
    rootOp: number = RANGE,
    expectedCount = -1,
    expectedSize = -1,
  ): boolean {
    this.begin(bytes, start, end, escaped);
    this.expectedCount = expectedCount;
    this.expectedSize = expectedSize;
    this.finished = false;
    this.outer = rootOp;
    this.count = 0;
    this.exactSizes = true;
    this.prevKv = false;
    this.branchCounts[0] = this.branchCounts[1] = 0;
    this.branchSizes[0] = this.branchSizes[1] = 0;
    return this.message(ROOT, -1, SUCCESS, 0) !== MALFORMED;
  }

  /** The buffer in which the key of an operation lies. */
  keySource(index: number): Uint8Array {
    return this.keyInScratch[index] === true ? this.scratch : this.bytes;
  }

  key(index: number): string {
    return Buffer.from(this.keySource(index).subarray(this.keyStarts[index], this.keyEnds[index])).toString('utf8');
  }

  /**
   * Whether the transaction took its failure branch: the count and size of the branch taken, as the stats line has
   * them, fit that one and not the other (v3rpc/interceptor.go sums `RequestOp.Size()` of the branch taken).
   */
  tookFailure(count: number, size: number): boolean {
    if (count < 0) return false;
    const [successCount, failureCount] = this.branchCounts;
    const [successSize, failureSize] = this.branchSizes;
    if (successCount === count && (successSize === size || size < 0)) return false;
    if (failureCount === count && failureSize === size) return true;
    if (successCount !== count) return failureCount === count;
    if (failureCount !== count) return false;
    return Math.abs(failureSize - size) < Math.abs(successSize - size);
  }

  /** Reads fields up to `close` (-1: the end). Answers the encoded size of the message, or MALFORMED. */
  private message(role: number, close: number, branch: number, depth: number): number {
    const bytes = this.bytes;
    let size = 0;
    let keyStart = -1;
    let keyEnd = -1;
    let keyInScratch = false;
    let valueBytes = -1;
    let closed = close === -1;
    while (this.at < this.end) {
      const c = bytes[this.at] ?? 0;
      if (c === BLANK) {
        this.at++;
        continue;
      }
      if (c === close) {
        this.at++;
        closed = true;
        break;
      }
      const name = this.fieldName();
      if (name === 0) break;
      const opening = bytes[this.at] ?? 0;
      if (opening === 0x3c || opening === 0x7b) {
        // `<` and `{` both close two code points later
        this.at++;
        const inner = this.nested(role, name, opening + 2, branch, depth);
        if (this.finished) return size;
        if (inner === MALFORMED) {
          closed = false;
          break;
        }
        size += 1 + varintLength(inner) + inner;
        if (role === ROOT && name !== HEADER) keyStart = -2;
      } else if (this.atQuote()) {
        const keep = name === KEY;
        if (!this.string(keep)) break;
        size += 1 + varintLength(this.stringLength) + this.stringLength;
        if (keep) {
          keyStart = this.stringStart;
          keyEnd = this.stringEnd;
          keyInScratch = this.stringInScratch;
        } else if (name === VALUE) {
          valueBytes = this.stringLength;
        }
      } else {
        const value = this.scalar();
        if (name === PREV_KV) this.prevKv = true;
        if (name === VALUE_SIZE) {
          valueBytes = value;
          size += 1 + varintLength(value) + value;
        } else {
          size += value < 0 ? 2 : 1 + varintLength(value);
        }
      }
    }
    if (role === IN_PUT || role === IN_RANGE || role === IN_DELETE || (role === ROOT && keyStart >= 0)) {
      const op = role === IN_PUT ? PUT : role === IN_DELETE ? DELETE : role === IN_RANGE ? RANGE : this.outer;
      // of an operation that is cut only a whole key is worth keeping
      if (closed || keyStart >= 0) {
        const told = closed ? Math.max(valueBytes, 0) : valueBytes;
        this.push(op, branch, keyStart, keyEnd, keyInScratch, op === PUT ? told : -1);
      }
    }
    return closed && this.at <= this.end && (close !== -1 || this.at >= this.end) ? size : MALFORMED;
  }

  private nested(role: number, name: number, close: number, branch: number, depth: number): number {
    if (depth >= DEEPEST) return MALFORMED;
    switch (role) {
      case ROOT:
        return this.nestedInRoot(name, close, depth);
      case IN_TXN:
        return this.nestedInTxn(name, close, branch, depth);
      case IN_BRANCH: {
        const inner = this.operation(name, close, branch, depth);
        if (depth <= 3 && inner !== MALFORMED) {
          const index = branch === FAILURE ? FAILURE : SUCCESS;
          this.branchCounts[index] += 1;
          this.branchSizes[index] += 1 + varintLength(inner) + inner;
        }
        return inner;
      }
      default:
        return this.skip(close);
    }
  }

  private nestedInRoot(name: number, close: number, depth: number): number {
    switch (name) {
      case COMPARE:
      case SUCCESS_LIST:
      case FAILURE_LIST:
        this.outer = TXN;
        return this.nestedInTxn(name, close, SUCCESS, depth);
      case WRAPPED_TXN:
        this.outer = TXN;
        return this.message(IN_TXN, close, SUCCESS, depth + 1);
      case WRAPPED_PUT:
        this.outer = PUT;
        return this.message(IN_PUT, close, SUCCESS, depth + 1);
      case WRAPPED_RANGE:
        this.outer = RANGE;
        return this.message(IN_RANGE, close, SUCCESS, depth + 1);
      case WRAPPED_DELETE:
        this.outer = DELETE;
        return this.message(IN_DELETE, close, SUCCESS, depth + 1);
      case HEADER:
        return this.skip(close);
      default:
        this.outer =
          name === WRAPPED_COMPACTION
            ? COMPACT
            : name === WRAPPED_LEASE_GRANT
              ? LEASE_GRANT
              : name === WRAPPED_LEASE_REVOKE
                ? LEASE_REVOKE
                : OTHER;
        return this.skip(close);
    }
  }

  private nestedInTxn(name: number, close: number, branch: number, depth: number): number {
    if (name === SUCCESS_LIST) return this.message(IN_BRANCH, close, branch, depth + 1);
    if (name !== FAILURE_LIST) return this.skip(close);
    // it is unknown which branch of a nested transaction ran: its success branch is used
    if (depth > 2) return this.skip(close);
    if (this.successFits()) {
      this.finished = true;
      return 0;
    }
    return this.message(IN_BRANCH, close, FAILURE, depth + 1);
  }

  private operation(name: number, close: number, branch: number, depth: number): number {
    if (name === REQUEST_PUT) return this.message(IN_PUT, close, branch, depth + 1);
    if (name === REQUEST_RANGE) return this.message(IN_RANGE, close, branch, depth + 1);
    if (name === REQUEST_DELETE) return this.message(IN_DELETE, close, branch, depth + 1);
    this.exactSizes = false;
    if (name !== REQUEST_TXN) return this.skip(close);
    return this.message(IN_TXN, close, branch, depth + 3);
  }

  private successFits(): boolean {
    return this.exactSizes && this.branchCounts[0] === this.expectedCount && this.branchSizes[0] === this.expectedSize;
  }

  private push(op: number, branch: number, start: number, end: number, inScratch: boolean, value: number): void {
    const index = this.count++;
    this.ops[index] = op;
    this.branches[index] = branch;
    this.keyStarts[index] = Math.max(start, 0);
    this.keyEnds[index] = Math.max(end, 0);
    this.keyInScratch[index] = inScratch;
    this.valueBytes[index] = value;
  }
}

/** Bytes of a protobuf varint. */
function varintLength(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  if (value < 0x10000000) return 4;
  let length = 4;
  for (let rest = value / 0x10000000; rest >= 1; rest /= 0x80) length++;
  return length;
}

/** The one operation that a reader wants to see of a request: its first write, else its first. */
export interface RequestGist {
  readonly op: number;
  readonly key: string | null;
  readonly valueBytes: number | null;
  readonly operations: number;
}

const gistReader = new RequestText();

/** Reads a decoded request text at leisure; `rootOp`: what it is without wrapping. Never fails: what can't be read has no key. */
export function gistOf(text: string, rootOp: number = RANGE): RequestGist {
  const bytes = Buffer.from(text, 'utf8');
  gistReader.read(bytes, 0, bytes.length, false, rootOp);
  let index = -1;
  for (let i = 0; i < gistReader.count; i++) {
    const op = gistReader.ops[i];
    const write = (op === PUT || op === DELETE) && gistReader.branches[i] === SUCCESS;
    if (write || index < 0) index = i;
    if (write) break;
  }
  if (index < 0) return { op: gistReader.outer, key: null, valueBytes: null, operations: 0 };
  const size = gistReader.valueBytes[index] ?? -1;
  return {
    op: gistReader.ops[index] ?? gistReader.outer,
    key: gistReader.key(index) || null,
    valueBytes: size < 0 ? null : size,
    operations: gistReader.count,
  };
}
