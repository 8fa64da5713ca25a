import { StringDecoder } from 'node:string_decoder';
import { finished } from 'node:stream/promises';
import { ReadlineTransform } from 'readline-transform';
import type { LineContext } from '../aggregates/aggregate.js';
import {
  AGGREGATES,
  emptyTally,
  isCrowded,
  release,
  settleLasting,
  settleTally,
  withBulk,
  type Tally,
} from '../aggregates/registry.js';
import type { LinePayload } from '../decoders/payload.js';
import { evidenceText, excerptText } from '../model/evidence.js';
import type { Exemplar } from '../model/origin.js';
import type { Context, LineRef, Sink } from '../model/parser.js';
import type { AnyRecord, LogRecord } from '../model/record.js';
import type { RequestBatch } from '../model/request-batch.js';
import type { RequestView } from '../model/request.js';
import { epochMicros, type EpochMicros } from '../model/units.js';
import { PARSERS } from '../parsers/registry.js';
import type { ArchiveStream } from '../sources/archives/archive.js';
import type { Chunks } from '../sources/chunks.js';
import { failure } from '../sources/failure.js';
import { wholeFile, type Place } from '../sources/place.js';
import { readChunks, readRange, type ReadResult, type Source } from '../sources/reader.js';
import { makeClock, type ClockSpec, type InputClock } from './clock/clock.js';
import { BATCH, KernelFeed, type BatchSink } from './accelerated/kernel-feed.js';
import { borrowKernel, hasKernel, returnKernel, type Kernel } from './accelerated/kernel.js';
import { readJournal } from './journal-input.js';
import { LineFeed, WHOLE, type Feed, type FeedRange } from './line-feed.js';
import { LineReader } from './line-reader.js';
import { ShapeKeeper } from './accelerated/line-shape.js';
import { warmUp } from './clock/warm-up.js';

/** One piece of work: an input, or a byte range of one, and all that must be known before its first line is read. */
export interface Shard {
  readonly input: string;
  /** The file that it is, or that it lies in; null: standard input. */
  readonly file: string | null;
  /** Where a member of an archive lies, or a file that is read in pieces; null: it is the file, or it comes by as `archiveStream` is read. */
  readonly place: Place | null;
  readonly archiveStream: ArchiveStream | null;
  readonly format: string | null;
  /** null: the whole. Otherwise the lines that begin in [from, to). */
  readonly range: { readonly from: number; readonly to: number } | null;
  readonly mode: 'bulk' | 'text' | 'journal';
  /** All of it is there, in a file, and it is no larger than a piece. */
  readonly isSmall?: boolean;
  readonly clock: ClockSpec;
  readonly namespace: string | null;
  readonly hints: readonly string[];
  readonly since: EpochMicros | null;
  readonly until: EpochMicros | null;
}

export interface ShardResult {
  /** One, to be merged; none where the bulk was folded into another's. */
  readonly tallies: readonly Tally[];
  /** Of such a shard, what is not bulk. Its lines are those of the input. */
  readonly lasting: Tally | null;
  /** It came to a limit before its turn: to be read again, into the tally of all that is before it. */
  readonly isPostponed: boolean;
  readonly lines: number;
  readonly unrecognised: number;
  readonly samples: readonly { readonly line: number; readonly message: string }[];
  readonly problems: { count: number; samples: { line: number; message: string }[] };
  readonly records: Record<string, number>;
  /** Moments of the first and last record. */
  readonly first: number;
  readonly last: number;
  readonly usedZone: boolean;
  readonly usedYear: boolean;
  /** What had to be assumed of single stamps. */
  readonly clockNotes: readonly string[];
  /** null for a range: the whole is hashed apart. */
  readonly read: ReadResult | null;
  /** Why a range could not be read to its end. */
  readonly broken: string | null;
}

export interface ShardHooks {
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
  readonly onLines?: (lines: number) => void;
  /** Of a range: the bytes as they are read, and where in the file they begin. */
  readonly onRange?: (bytes: Buffer, offset: number) => void;
  /** A tally that the shard's will be merged with. */
  readonly beside?: Tally;
  /** The tally of all that is before the shard, to fold the bulk into, and how many lines of the input that is. */
  readonly into?: { readonly tally: Tally; readonly lines: number };
  /** What was read of standard input already. */
  readonly head?: Buffer;
  /** The bytes of a member that comes by. */
  readonly bytes?: Chunks;
  /** Takes every record with its place instead of the folds (`records`). */
  readonly rows?: RowSink;
}

/** Stands where a stream's process would, if the lines of several come by turns and none says whose it is. */
export const BY_TURNS = '?';

export interface RowSink {
  record(record: AnyRecord, at: { line: number | null; lines: number; stream: string }): void;
  request(view: RequestView, at: { line: number | null; lines: number; stream: string; format: string }): void;
  unrecognised(line: number | null, text: string, lines: number): void;
  /** One more line of the entry that begins on this line. */
  continued?(line: number): void;
  /** Nothing more will come of the lines before this one. */
  settled?(before: number): void;
}

/** Reads one shard to its end. */
export async function readShard(shard: Shard, hooks: ShardHooks = {}): Promise<ShardResult> {
  const clock = await makeClock(shard.clock);
  const context: Context = { input: shard.input, clock, namespace: shard.namespace, hints: new Set(shard.hints) };
  const source = shard.place ?? shard.file;
  let broken: string | null = null;
  if (shard.range !== null && shard.range.from > 0 && source !== null && !('minutes' in shard.clock.zone))
    broken = reasonWhy(() => warmUp(clock, (shard.range as FromTo).from, { source, format: shard.format }, context));
  const folder = new Folder(shard, hooks, clock);
  const reader = new LineReader(PARSERS, shard.format, { ...context, clock }, folder, folder);
  const linesBefore = hooks.into?.lines ?? 0;
  reader.counts.lines = linesBefore;
  let read: ReadResult | null = null;
  if (shard.mode === 'journal') read = await readJournal(shard, reader, (message) => folder.problem(message), hooks);
  else if (shard.range === null && shard.mode === 'text') read = await readText(shard, reader, hooks);
  else {
    const kernel = isForKernel(shard, hooks) ? borrowKernel() : null;
    const range = shard.range === null ? WHOLE : pieceOf(shard.range);
    const feed: Feed =
      kernel === null
        ? new LineFeed(reader, range)
        : new KernelFeed(kernel, reader, folder, range, shapesOf(shard, kernel));
    if (shard.range === null) read = await readWhole(shard, feed, reader, hooks);
    else broken = reasonWhy(() => readPiece(shard, range.offset, feed, reader, hooks)) ?? broken;
    feed.end();
    if (kernel !== null) returnKernel(kernel);
    if (feed.cut > 0) folder.problem(`${feed.cut} line(s) longer than 32 MiB were cut`);
  }
  reader.end();
  folder.finish();
  const { counts } = reader;
  return {
    tallies: hooks.into === undefined && !folder.isPostponed ? [folder.tally] : [],
    lasting: hooks.into === undefined ? null : folder.tally,
    isPostponed: folder.isPostponed,
    lines: counts.lines - linesBefore,
    unrecognised: counts.unrecognised,
    samples: counts.samples.map((s) => ({ line: s.line, message: excerptText(s.message) })),
    problems: folder.problems,
    records: Object.fromEntries([...folder.records].sort(([a], [b]) => (a < b ? -1 : 1))),
    first: folder.first,
    last: folder.last,
    usedZone: clock.usedZone,
    usedYear: clock.usedYear,
    clockNotes: [...clock.notes],
    read,
    broken,
  };
}

type FromTo = NonNullable<Shard['range']>;

/** A file may be gone, or shorter, by the time that a piece of it is read. */
function reasonWhy(read: () => void): string | null {
  try {
    read();
    return null;
  } catch (error) {
    return failure(error);
  }
}

/** Where the bytes of a shard come from. */
export function sourceOf({ input, file, place, archiveStream }: Shard, { bytes }: ShardHooks): Source {
  if (bytes !== undefined) return bytes;
  if (archiveStream !== null) throw new Error(`${input} comes by only as its archive is read`);
  return place ?? file;
}

/** The lines that begin in the range: one that begins before it belongs to the piece before, one that crosses its end to this. */
const pieceOf = ({ from, to }: { readonly from: number; readonly to: number }): FeedRange => ({
  offset: Math.max(0, from - 1),
  skip: from > 0,
  to,
});

/** Dialects whose requests the kernel knows. */
const QUICK: ReadonlySet<string> = new Set(['request-log', 'etcd-zap', 'etcd-capnslog', 'kube-audit']);

/** Whether the shard's lines are such as the kernel knows: it makes no rows, and knows of no limits of time. */
const isForKernel = (shard: Shard, hooks: ShardHooks): boolean =>
  shard.mode === 'bulk' &&
  shard.hints.some((hint) => QUICK.has(hint)) &&
  shard.since === null &&
  shard.until === null &&
  hooks.rows === undefined;

/**
 * null: plain request lines. Where clocks change, stamps without a zone mean what their order tells: a reader has to see
 * each.
 */
const shapesOf = ({ hints, clock }: Shard, kernel: Kernel): ShapeKeeper | null =>
  hints.includes('request-log')
    ? null
    : new ShapeKeeper(kernel, 'minutes' in clock.zone ? clock.zone.minutes * 60 : null);

/** Whether a kernel will read most of the shard. */
export const isQuick = (shard: Shard): boolean => isForKernel(shard, {}) && hasKernel();

/**
 * Whether the shard is folded into the tally of all that is before it, if its turn has come when it is read: that saves
 * merging. What it ends in must not depend on that, so one that comes to a limit before its turn is read again. All
 * others are folded by themselves, and pass limits by themselves.
 */
export const isFoldedInTurn = (shard: Shard): boolean =>
  isQuick(shard) && (shard.range !== null || shard.isSmall === true);

async function readWhole(shard: Shard, feed: Feed, reader: LineReader, hooks: ShardHooks): Promise<ReadResult> {
  return readChunks(
    sourceOf(shard, hooks),
    (chunk) => {
      feed.push(chunk);
      hooks.onLines?.(reader.counts.lines);
    },
    readOptions(hooks),
  );
}

const readOptions = (
  hooks: ShardHooks,
): { signal?: AbortSignal; onBytes?: (bytes: number) => void; head?: Buffer } => ({
  ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
  ...(hooks.onBytes === undefined ? {} : { onBytes: hooks.onBytes }),
  ...(hooks.head === undefined ? {} : { head: hooks.head }),
});

/** Small texts (pasted output, kubectl tables) as decoded lines: a character across two chunks stays whole. */
async function readText(shard: Shard, reader: LineReader, hooks: ShardHooks): Promise<ReadResult> {
  const lines = new ReadlineTransform({ breakMatcher: /\n/, decodeStrings: false });
  const decoder = new StringDecoder('utf8');
  let offset = 0;
  lines.on('data', (line: string) => {
    const bytes = Buffer.from(line);
    reader.line(bytes, 0, bytes.length, offset);
    offset += bytes.length + 1;
  });
  const read = await readChunks(
    sourceOf(shard, hooks),
    (chunk) => void lines.write(decoder.write(chunk)),
    readOptions(hooks),
  );
  const rest = decoder.end();
  if (rest.length > 0) lines.write(rest);
  lines.end();
  await finished(lines);
  return read;
}

function readPiece(shard: Shard, from: number, feed: Feed, reader: LineReader, hooks: ShardHooks): void {
  const source = shard.place ?? (shard.file === null ? null : wholeFile(shard.file));
  if (source === null) throw new Error('standard input has no ranges');
  let offset = from;
  let space = feed.space();
  readRange(
    source,
    from,
    Infinity,
    () => (space = feed.space()),
    (length) => {
      hooks.onRange?.(space.subarray(0, length), offset);
      offset += length;
      feed.commit(length);
      hooks.onBytes?.(length);
      hooks.onLines?.(reader.counts.lines);
      return !feed.over && hooks.signal?.aborted !== true;
    },
  );
}

/** With the tally at hand: looking it up by name for each of millions of lines would cost more than some folds do. */
function bind<T, What>(
  fold: (tally: T, what: What, sight: LineContext) => void,
  tally: T,
  sight: LineContext,
): (what: What) => void {
  return (what) => fold(tally, what, sight);
}

/** For a fold that has no use for columns. */
const eachView =
  (fold: (view: RequestView) => void) =>
  (batch: RequestBatch): void => {
    for (let entry = batch.from; entry < batch.to; entry += 1) fold(batch.view(entry));
  };

/** Each log is folded by itself. A piece that names more hosts and processes is of no control plane, and the rest is one. */
const MOST_STREAMS = 512;
const OTHER_HOSTS = '(other hosts)';

/** Hands every record of a shard to the folds, with the line as it stands. */
class Folder implements Sink, LineContext, BatchSink {
  tally: Tally;
  isPostponed = false;
  readonly problems = { count: 0, samples: [] as { line: number; message: string }[] };
  readonly records = new Map<string, number>();
  first = Infinity;
  last = -Infinity;
  stream: string;
  format = '';
  readonly input: string;
  /** Only rows have an order, and grow: folds are spared the calls. */
  readonly unrecognised?: (line: number, byteOffset: number, text: string, lines: number) => void;
  readonly continued?: (line: number) => void;
  readonly settled?: (before: number) => void;
  private payload: LinePayload | null = null;
  private line = 0;
  private byteOffset = 0;
  private at: LineRef | null = null;
  private lineCount = 1;
  private process = '';
  private readonly formerProcesses = new Set<string>();
  private readonly streams = new Set<string>();
  private lastHost: string | null = null;
  private lastIdent: string | null = null;
  private readonly since: number;
  private readonly until: number;
  private recordFolds: readonly ((record: AnyRecord) => void)[] = [];
  private requestFolds: readonly ((view: RequestView) => void)[] = [];
  private batchFolds: readonly ((batch: RequestBatch) => void)[] = [];
  private readonly mayPostpone: boolean;
  private uncounted = 0;
  private requestCount = 0;
  private requestFormat = '';
  private citedLine = '';
  private citedText = '';

  constructor(
    shard: Shard,
    private readonly hooks: ShardHooks,
    private readonly clock: InputClock,
  ) {
    this.input = shard.input;
    this.stream = `${shard.input}\0\0`;
    this.since = shard.since ?? -Infinity;
    this.until = shard.until ?? Infinity;
    const { rows } = hooks;
    if (rows !== undefined) {
      this.unrecognised = (line, _offset, text, lines) => rows.unrecognised(line || null, text, lines);
      this.continued = (line) => rows.continued?.(line);
      this.settled = (before) => rows.settled?.(before);
    }
    this.mayPostpone = hooks.into === undefined && isFoldedInTurn(shard);
    const empty = emptyTally(hooks.beside ?? null);
    this.tally = hooks.into === undefined ? empty : withBulk(empty, hooks.into.tally);
    const tallies = this.tally as unknown as Record<string, never>;
    this.recordFolds = AGGREGATES.flatMap(({ name, record }) =>
      record === undefined ? [] : [bind(record, tallies[name] as never, this)],
    );
    this.batchFolds = AGGREGATES.flatMap(({ name, request, requests }) => {
      if (requests !== undefined) return [bind(requests, tallies[name] as never, this)];
      return request === undefined ? [] : [eachView(bind(request, tallies[name] as never, this))];
    });
    this.requestFolds = AGGREGATES.flatMap(({ name, request }) =>
      request === undefined ? [] : [bind(request, tallies[name] as never, this)],
    );
  }

  /** Stops before a limit is passed out of turn: see `Aggregate.isCrowded`. */
  private checkRoom(): void {
    this.uncounted = 0;
    if (!this.mayPostpone || this.isPostponed || !isCrowded(this.tally, BATCH)) return;
    this.isPostponed = true;
    settleTally(this.tally);
    release(this.tally);
    this.tally = emptyTally();
    this.recordFolds = [];
    this.requestFolds = [];
    this.batchFolds = [];
  }

  begin(payload: LinePayload, line: number, byteOffset: number): void {
    this.payload = payload;
    this.line = line;
    this.byteOffset = byteOffset;
  }

  /** Which log the line stands in: the host's and unit's, or, without a wrapping, the process that started last. */
  private settleStream(): void {
    const host = this.payload?.host ?? null;
    const ident = this.payload?.ident ?? null;
    if (host === this.lastHost && ident === this.lastIdent) return;
    this.lastHost = host;
    this.lastIdent = ident;
    this.nameStream();
  }

  private nameStream(): void {
    const unit =
      this.lastIdent !== null && this.lastIdent !== 'etcd' && this.lastIdent.startsWith('etcd') ? this.lastIdent : '';
    const stream = `${this.input}\0${this.lastHost ?? ''}\0${this.lastHost === null ? this.process : unit}`;
    const isKnown = this.streams.has(stream);
    if (!isKnown && this.streams.size < MOST_STREAMS) this.streams.add(stream);
    this.stream = isKnown || this.streams.size < MOST_STREAMS ? stream : `${this.input}\0${OTHER_HOSTS}\0`;
  }

  /** A process that speaks again after another: lines of several by turns, and none says whose it is (`journalctl -o cat`). */
  private nextProcess(name: string): void {
    if (this.process === BY_TURNS) return;
    if (this.process !== '') this.formerProcesses.add(this.process);
    this.process = this.formerProcesses.has(name) ? BY_TURNS : name;
  }

  record(record: AnyRecord, at?: LineRef, lines = 1): void {
    if (Number.isNaN(record.time)) {
      this.problem(`there is no ${this.clock.noDay}: kept without a time`, at);
      record = { ...record, time: null };
    }
    this.settleStream();
    if (
      record.kind === 'member-identity' &&
      record.self &&
      record.name !== undefined &&
      this.lastHost === null &&
      record.source === 'etcd' &&
      record.name !== this.process
    ) {
      this.nextProcess(record.name);
      this.nameStream();
    }
    if (record.time !== null && (record.time < this.since || record.time > this.until)) return;
    this.at = at ?? null;
    this.lineCount = lines;
    this.format = record.format;
    this.records.set(record.format, (this.records.get(record.format) ?? 0) + 1);
    if (record.time !== null) {
      if (record.time < this.first) this.first = record.time;
      if (record.time > this.last) this.last = record.time;
    }
    if (this.hooks.rows !== undefined)
      this.hooks.rows.record(record, {
        ...(at === undefined ? this.span : { line: at.line || null, lines }),
        stream: this.stream,
      });
    else for (const fold of this.recordFolds) fold(record);
    this.at = null;
    this.lineCount = 1;
  }

  request(view: RequestView): void {
    this.settleStream();
    const { time } = view;
    if (time < this.since || time > this.until) return;
    this.format = view.format;
    if (view.format !== this.requestFormat) this.flushRequests();
    this.requestFormat = view.format;
    this.requestCount += 1;
    if (time < this.first) this.first = time;
    if (time > this.last) this.last = time;
    if ((this.uncounted += 1) >= BATCH) this.checkRoom();
    if (this.hooks.rows !== undefined)
      this.hooks.rows.request(view, { ...this.span, stream: this.stream, format: view.format });
    else
      for (let i = 0; i < this.requestFolds.length; i += 1) (this.requestFolds[i] as (view: RequestView) => void)(view);
    if (this.requestCount >= 65_536) this.flushRequests();
  }

  get outerTime(): number | null {
    const time = this.at === null && this.payload?.exported === false ? this.payload.outerTime : null;
    return Number.isNaN(time) ? null : time;
  }

  get isBare(): boolean {
    return this.payload === null || (this.payload.host === null && this.payload.ident === null);
  }

  /** Many at once, of which none is left out: a kernel's. */
  requests(batch: RequestBatch): void {
    this.settleStream();
    this.format = batch.format;
    if (batch.format !== this.requestFormat) this.flushRequests();
    this.requestFormat = batch.format;
    this.requestCount += batch.to - batch.from;
    if (batch.first < this.first) this.first = batch.first;
    if (batch.last > this.last) this.last = batch.last;
    this.uncounted += batch.to - batch.from;
    if (this.uncounted >= BATCH) this.checkRoom();
    for (const fold of this.batchFolds) fold(batch);
  }

  /** Where the lines of the entry at hand begin, and how many it has: what is cited may be another of them. */
  private get span(): { line: number | null; lines: number } {
    const { payload, line } = this;
    return { line: payload?.firstLine || line || null, lines: payload?.lines ?? 1 };
  }

  private flushRequests(): void {
    if (this.requestCount > 0)
      this.records.set(this.requestFormat, (this.records.get(this.requestFormat) ?? 0) + this.requestCount);
    this.requestCount = 0;
  }

  plain(payload: LinePayload): void {
    const log: LogRecord = {
      kind: 'log',
      format: 'journal',
      source: 'system',
      time: payload.outerTime,
      level: null,
      message: payload.text,
    };
    this.record(log);
  }

  problem(message: string, at?: LineRef): void {
    this.problems.count += 1;
    if (this.problems.samples.length < 5)
      this.problems.samples.push({ line: at?.line ?? this.line, message: excerptText(message) });
  }

  exemplar(time: number | null, excerpt?: string): Exemplar {
    const text = this.at?.text ?? this.payload?.lineText ?? '';
    const whole = this.at?.raw ?? text;
    return {
      input: this.input,
      line: (this.at?.line ?? this.line) || null,
      lines: this.lineCount,
      byteOffset: this.at === null ? this.byteOffset : this.at.byteOffset,
      time: time === null ? null : epochMicros(time),
      text: this.evidenceOf(whole),
      excerpt: excerptText(excerpt ?? (this.at === null ? (this.payload?.text ?? '') : text)) || '(blank line)',
    };
  }

  /** Records of one line, and objects of a document that begin alike, share what is kept of it. */
  private evidenceOf(line: string): string {
    if (line !== this.citedLine) {
      this.citedLine = line;
      this.citedText = evidenceText(line);
    }
    return this.citedText;
  }

  finish(): void {
    this.flushRequests();
    (this.hooks.into === undefined ? settleTally : settleLasting)(this.tally);
  }
}
