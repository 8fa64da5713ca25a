import { LinePayload } from '../../decoders/payload.js';
import {
  DURATION_START,
  ENTRY,
  KEY_END,
  KEY_START,
  LINE_START,
  OPERATION,
  REMOTE_END,
  REMOTE_START,
  TIME_MICRO,
  TIME_SECOND,
  VALUE_BYTES,
  type RequestBatch,
  type RequestSums,
} from '../../model/request-batch.js';
import type { ApiRequest } from '../../model/record.js';
import { RequestView } from '../../model/request.js';
import { SECOND } from '../../model/units.js';
import { AuditEntries } from './audit-entries.js';
import type { Kernel } from './kernel.js';
import { copyInto, LineFeed, type Feed, type FeedRange } from '../line-feed.js';
import type { LineShape, ShapeKeeper } from './line-shape.js';
import type { LineReader } from '../line-reader.js';

/** Who takes what the kernel read. */
export interface BatchSink {
  /** Whether the last line was in no wrapping. */
  readonly isBare: boolean;
  /** The line that `view` was asked for. */
  begin(payload: LinePayload, line: number, byteOffset: number): void;
  requests(batch: RequestBatch): void;
  /** Of one line, valid during the call. */
  request(view: RequestView): void;
  /** A request of an audit line, valid during the call. */
  record(request: ApiRequest): void;
}

/** Lines of a batch at most. */
export const BATCH = 1024;
/** As much is read at a time: it is to be still in the cache when the kernel looks at it. */
const READ = 1 << 18;
/** Marks an aside that is of the shape. */
const OF_SHAPE = 0x8000_0000 | 0;
/** So many lines are looked at behind one of another shape, and ever more while they are of it. */
const FEW = 16;
/** Lines of one shape in a row for which a batch is worthwhile. */
const STRETCH = 32;

/** At the places that they have in the window. */
let exactLines: Buffer | null = null;

/**
 * The feed for plain request logs, and for etcd's request stats and audit lines in any wrapper (`shapes`). The kernel
 * goes over the bytes where they were read to; lines that it proved become batches; every other line goes to the reader,
 * and the next ones with it until it is settled again. This ends in the same tallies as `LineFeed`, which is what takes
 * over for a line longer than the window.
 */
export class KernelFeed implements Feed, RequestBatch {
  readonly bytes: Buffer;
  readonly entries: Int32Array;
  over = false;
  cut = 0;
  from = 0;
  to = 0;
  first = 0;
  last = 0;
  round: number;
  keys = 0;
  readonly sums: RequestSums;
  /** Offset of the window's first byte. */
  private offset: number;
  private filled = 0;
  private skip: boolean;
  private readonly limit: number;
  /** Takes a line that is longer than the window, until its end. */
  private spill: LineFeed | null = null;
  /**
   * Whether a line of ours would be claimed as it is, with nothing open that would be asked first. Of plain request
   * lines the last one was one besides: they change nothing in the reader then. Else they go to it, until it is so.
   */
  private settled = false;
  /** Lines in the next call at most: few, while the shape of lines changes. */
  private most = FEW;
  /** Lines before the first entry. */
  private linesBefore = 0;
  /** What the lines at hand have in common; null: they are plain request lines. */
  private shape: LineShape | null = null;
  /** Whether the last line that the reader got was claimed. */
  private isClaimed = false;
  /** Whether lines of several shapes come alternately: then a batch for each stretch of them would cost more than it brings. */
  private isMixed = false;
  private readonly cursor = new RequestView();
  private readonly payload = new LinePayload();
  private readonly audits: AuditEntries;

  constructor(
    private readonly kernel: Kernel,
    private readonly reader: LineReader,
    private readonly sink: BatchSink,
    range: FeedRange,
    private readonly shapes: ShapeKeeper | null = null,
  ) {
    if (shapes === null) kernel.calls.forgetShapes(true);
    this.audits = new AuditEntries(kernel);
    this.bytes = kernel.window;
    this.entries = kernel.entries;
    this.sums = kernel.sums;
    this.offset = range.offset;
    this.skip = range.skip;
    this.limit = range.to;
    this.round = kernel.round;
  }

  get format(): string {
    return this.shape?.format ?? 'request-log';
  }

  get sampled(): boolean {
    return this.shape?.sampled ?? false;
  }

  space(): Buffer {
    return this.bytes.subarray(this.filled, Math.min(this.bytes.length, this.filled + READ));
  }

  commit(length: number): void {
    this.filled += length;
    let at = this.spill === null ? 0 : this.passLong();
    if (this.skip) at = this.passSkipped();
    at = this.scan(at);
    if (at === 0 && this.filled === this.bytes.length) at = this.startLong();
    this.bytes.copyWithin(0, at, this.filled);
    this.filled -= at;
    this.offset += at;
  }

  push(chunk: Buffer): void {
    copyInto(this, chunk);
  }

  end(): void {
    if (this.spill !== null) {
      this.spill.end();
      this.cut += this.spill.cut;
    } else if (this.filled > 0 && !this.skip && !this.over && this.offset < this.limit) this.read(0, this.filled);
  }

  view(entry: number): RequestView {
    const { entries, bytes, cursor } = this;
    const at = entry * ENTRY;
    this.beginLine(entry);
    cursor.reset();
    cursor.format = this.format;
    cursor.op = entries[at + OPERATION] as number;
    cursor.time = timeOf(entries, at);
    cursor.keyBytes = bytes;
    cursor.keyStart = entries[at + KEY_START] as number;
    cursor.keyEnd = entries[at + KEY_END] as number;
    cursor.valueBytes = entries[at + VALUE_BYTES] as number;
    const duration = entries[at + DURATION_START] as number;
    if (this.shape === null) {
      if (duration > 0) cursor.durationAt(bytes, duration, this.payload.end);
      return cursor;
    }
    cursor.durationAt(bytes, duration, endFrom(bytes, duration, this.shape.stop));
    cursor.sampled = this.shape.sampled;
    cursor.remoteBytes = bytes;
    cursor.remoteStart = entries[at + REMOTE_START] as number;
    cursor.remoteEnd = entries[at + REMOTE_END] as number;
    return cursor;
  }

  private beginLine(entry: number): void {
    const { entries, payload } = this;
    const start = entries[entry * ENTRY + LINE_START] as number;
    const end = (entries[(entry + 1) * ENTRY + LINE_START] as number) - 1;
    const line = this.linesBefore + entry + 1;
    payload.base = this.shape?.base ?? null;
    payload.reset(this.bytes, start, end, line, this.offset + start);
    this.sink.begin(payload, line, this.offset + start);
  }

  /** Takes the complete lines from `at` on, and answers where the next one begins. */
  private scan(at: number): number {
    const { calls, entryLimit } = this.kernel;
    for (let next = at; ;) {
      if (this.over) return this.filled;
      const most = this.shapes === null ? entryLimit : this.most;
      const count = calls.scan(next, this.filled, most);
      this.keys = calls.keyCount();
      const wanted = this.wanted(count);
      this.linesBefore = this.reader.counts.lines;
      const taken = this.shapes === null ? this.take(wanted) : this.takeOfShapes(wanted, this.shapes);
      next = this.entries[taken * ENTRY + LINE_START] as number;
      if (taken < wanted) {
        // The lines behind are to be looked at again: they may be of the shape that is known now.
        this.over = false;
        this.most = FEW;
      } else {
        this.most = Math.min(entryLimit, most * 2);
        if (calls.isFull() === 0 && count < most) return calls.stoppedAt();
      }
      if (calls.isFull() !== 0) {
        calls.forgetKeys();
        this.round = this.kernel.round += 1;
      }
    }
  }

  /** How many of the lines begin before the limit. */
  private wanted(count: number): number {
    const until = this.limit - this.offset;
    let wanted = count;
    while (wanted > 0 && (this.entries[(wanted - 1) * ENTRY + LINE_START] as number) >= until) wanted -= 1;
    if ((this.entries[count * ENTRY + LINE_START] as number) >= until) this.over = true;
    return wanted;
  }

  /** Takes so many entries of plain request lines, and answers how many. */
  private take(count: number): number {
    const { asides } = this.kernel;
    const asideCount = this.kernel.calls.asideCount();
    let entry = 0;
    for (let i = 0; entry < count; i += 1) {
      const until = Math.min(i < asideCount ? (asides[i] as number) : count, count);
      while (entry < until && !this.settled) this.exactly(entry++, false);
      if (entry < until) {
        this.batches(entry, until);
        this.reader.counts.lines += until - entry;
        this.reader.counts.claimed += until - entry;
        entry = until;
      }
      if (entry < count) this.exactly(entry++, true);
    }
    return count;
  }

  /** Takes so many entries, and answers how many: less, where another shape of lines was learnt. */
  private takeOfShapes(count: number, shapes: ShapeKeeper): number {
    const { asides } = this.kernel;
    const asideCount = this.kernel.calls.asideCount();
    this.isMixed = this.turnsIn(count, asideCount) * STRETCH > count;
    let entry = 0;
    for (let i = 0; entry < count; i += 1) {
      const aside = i < asideCount ? (asides[i] as number) : count;
      const until = Math.min(aside & ~OF_SHAPE, count);
      while (entry < until && !this.settled) this.exactly(entry++, false);
      if (entry < until) this.pass(entry, until, shapes);
      entry = until;
      if (entry === count) break;
      this.exactly(entry, true);
      entry += 1;
      if ((aside & OF_SHAPE) === 0 && this.isClaimed && this.learn(entry - 1, shapes)) return entry;
    }
    return count;
  }

  /** How often a line is of another shape than the one before. */
  private turnsIn(count: number, asideCount: number): number {
    const { asides, shapeOf } = this.kernel;
    let turns = 0;
    let last = -1;
    for (let entry = 0, i = 0; entry < count; entry += 1) {
      if (i < asideCount && ((asides[i] as number) & ~OF_SHAPE) === entry) {
        i += 1;
        continue;
      }
      if (last !== -1 && shapeOf[entry] !== last) turns += 1;
      last = shapeOf[entry] as number;
    }
    return turns;
  }

  /** Lines that the kernel proved, in their order. */
  private pass(from: number, until: number, shapes: ShapeKeeper): void {
    const { reader } = this;
    const { shapeOf } = this.kernel;
    for (let entry = from; entry < until;) {
      const start = entry;
      const number = shapeOf[entry] as number;
      while (entry < until && shapeOf[entry] === number) entry += 1;
      const shape = (this.shape = shapes.meet(number, entry - start));
      if (shape.isAudit) this.audited(start, entry, shape);
      else if (this.isMixed) for (let at = start; at < entry; at += 1) this.sink.request(this.view(at));
      else this.batches(start, entry);
      reader.passed(entry - start, shape.indent, shape.chain);
    }
  }

  /** Hands a line to the reader. */
  private exactly(entry: number, aside: boolean): void {
    const { reader, shapes } = this;
    const { claimed, framed } = reader.counts;
    const at = entry * ENTRY;
    const start = this.entries[at + LINE_START] as number;
    const end = (this.entries[at + ENTRY + LINE_START] as number) - 1;
    this.read(start, end);
    this.isClaimed = reader.counts.claimed + reader.counts.framed === claimed + framed + 1;
    this.settled =
      shapes === null
        ? !aside && reader.counts.claimed === claimed + 1 && !reader.isOpen && this.sink.isBare
        : !reader.isOpen && reader.lastLine.base === null;
  }

  /** The reader gets a copy: parsers keep hold of the bytes that they saw last, and a kernel's memory is to be let go of. */
  private read(start: number, end: number): void {
    exactLines ??= Buffer.alloc(this.bytes.length);
    this.bytes.copy(exactLines, start, start, end);
    this.reader.line(exactLines, start, end, this.offset + start);
  }

  /** Takes the shape of the line that was read last. Answers whether it has one. */
  private learn(entry: number, shapes: ShapeKeeper): boolean {
    const { bytes, entries, reader } = this;
    const start = entries[entry * ENTRY + LINE_START] as number;
    const end = withoutReturn(bytes, start, (entries[(entry + 1) * ENTRY + LINE_START] as number) - 1);
    return shapes.learn(bytes.subarray(start, end), reader.lastLine, reader.chain);
  }

  private batches(from: number, to: number): void {
    for (let entry = from; entry < to; entry += BATCH) this.batch(entry, Math.min(to, entry + BATCH));
  }

  private batch(from: number, to: number): void {
    const { calls } = this.kernel;
    calls.findSpan(from, to);
    this.from = from;
    this.to = to;
    this.first = calls.spanFirst();
    this.last = calls.spanLast();
    this.view(from);
    this.sink.requests(this);
  }

  private audited(from: number, to: number, { indent }: LineShape): void {
    const { payload, audits, sink } = this;
    for (let entry = from; entry < to; entry += 1) {
      this.beginLine(entry);
      const request = audits.view(entry, payload, indent);
      if (request !== null) sink.record(request);
    }
  }

  private passSkipped(): number {
    const newline = this.bytes.subarray(0, this.filled).indexOf(10);
    if (newline !== -1) this.skip = false;
    if (this.offset + newline + 1 >= this.limit) this.over = true;
    return newline === -1 ? this.filled : newline + 1;
  }

  private startLong(): number {
    this.settled = false;
    this.spill = new LineFeed(this.reader, { offset: this.offset, skip: false, to: this.limit });
    this.spill.push(this.bytes);
    return this.filled;
  }

  /** Hands on what of the window belongs to the long line, and answers how much that is. */
  private passLong(): number {
    const spill = this.spill as LineFeed;
    const newline = this.bytes.subarray(0, this.filled).indexOf(10);
    const end = newline === -1 ? this.filled : newline + 1;
    spill.push(this.bytes.subarray(0, end));
    this.over = spill.over;
    if (newline !== -1) {
      this.cut += spill.cut;
      this.spill = null;
    }
    return end;
  }
}

/** A line's end without the carriage return before its line feed. */
const withoutReturn = (bytes: Buffer, start: number, end: number): number =>
  end > start && bytes[end - 1] === 13 ? end - 1 : end;

/** Where a text ends that is known to end so. */
function endFrom(bytes: Buffer, start: number, stop: number): number {
  let at = start;
  while (bytes[at] !== stop && bytes[at] !== 92) at += 1;
  return at;
}

const timeOf = (entries: Int32Array, at: number): number =>
  (entries[at + TIME_SECOND] as number) * SECOND + (entries[at + TIME_MICRO] as number);
