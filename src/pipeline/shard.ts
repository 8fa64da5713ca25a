import { StringDecoder } from 'node:string_decoder';
import { finished } from 'node:stream/promises';
import { ReadlineTransform } from 'readline-transform';
import type { Sight } from '../aggregates/aggregate.js';
import { AGGREGATES, emptyTally, type Tally } from '../aggregates/registry.js';
import { LineFramer } from '../decoders/frame/lines.js';
import type { LinePayload } from '../decoders/payload.js';
import { evidenceText, excerptText } from '../model/evidence.js';
import type { Exemplar } from '../model/origin.js';
import type { Context, LineRef, Sink } from '../model/parser.js';
import type { AnyRecord, LogRecord } from '../model/record.js';
import type { RequestView } from '../model/request.js';
import { epochMicros, type EpochMicros } from '../model/units.js';
import { PARSERS } from '../parsers/registry.js';
import { readChunks, readRange, type ReadResult } from '../sources/reader.js';
import { makeClock, type ClockSpec } from './clock.js';
import { LineReader } from './line-reader.js';

/** One piece of work: an input, or a byte range of one, and all that must be known before its first line is read. */
export interface Shard {
  readonly input: string;
  readonly file: string | null;
  readonly format: string | null;
  /** null: the whole. Otherwise the lines that begin in [from, to). */
  readonly range: { readonly from: number; readonly to: number } | null;
  readonly mode: 'bulk' | 'text';
  readonly clock: ClockSpec;
  readonly namespace: string | null;
  readonly hints: readonly string[];
  readonly since: EpochMicros | null;
  readonly until: EpochMicros | null;
}

export interface ShardResult {
  readonly tally: Tally;
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
  /** null for a range: the whole is hashed apart. */
  readonly read: ReadResult | null;
}

export interface ShardHooks {
  readonly signal?: AbortSignal;
  readonly onBytes?: (bytes: number) => void;
  readonly onLines?: (lines: number) => void;
  /** What was read of standard input already. */
  readonly head?: Buffer;
  /** Takes every record with its place instead of the folds (`records`). */
  readonly rows?: RowSink;
}

export interface RowSink {
  record(record: AnyRecord, at: { line: number; lines: number; stream: string }): void;
  request(view: RequestView, at: { line: number; lines: number; stream: string; format: string }): void;
  unrecognised(line: number, text: string): void;
}

/** Reads one shard to its end. */
export async function readShard(shard: Shard, hooks: ShardHooks = {}): Promise<ShardResult> {
  const clock = await makeClock(shard.clock);
  const context: Context = { input: shard.input, clock, namespace: shard.namespace, hints: new Set(shard.hints) };
  const folder = new Folder(shard, hooks);
  const reader = new LineReader(PARSERS, shard.format, { ...context, clock }, folder, folder);
  let read: ReadResult | null = null;
  if (shard.range !== null) readPiece(shard, shard.range, reader, hooks);
  else if (shard.mode === 'text') read = await readText(shard, reader, hooks);
  else read = await readWhole(shard, reader, hooks, folder);
  reader.end();
  folder.finish();
  const { counts } = reader;
  return {
    tally: folder.tally,
    lines: counts.lines,
    unrecognised: counts.unrecognised,
    samples: counts.samples.map((s) => ({ line: s.line, message: excerptText(s.message) })),
    problems: folder.problems,
    records: Object.fromEntries([...folder.records].sort(([a], [b]) => (a < b ? -1 : 1))),
    first: folder.first,
    last: folder.last,
    usedZone: clock.usedZone,
    usedYear: clock.usedYear,
    read,
  };
}

async function readWhole(shard: Shard, reader: LineReader, hooks: ShardHooks, folder: Folder): Promise<ReadResult> {
  let offset = 0;
  const framer = new LineFramer((bytes, start, end) => {
    reader.line(bytes, start, end, offset);
    offset += end - start + 1;
  });
  const read = await readChunks(
    shard.file,
    (chunk) => {
      framer.push(chunk);
      hooks.onLines?.(reader.counts.lines);
    },
    readOptions(hooks),
  );
  framer.end();
  if (framer.cut > 0) folder.problem(`${framer.cut} line(s) longer than 32 MiB were cut`);
  return read;
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
  const read = await readChunks(shard.file, (chunk) => void lines.write(decoder.write(chunk)), readOptions(hooks));
  const rest = decoder.end();
  if (rest.length > 0) lines.write(rest);
  lines.end();
  await finished(lines);
  return read;
}

/** The lines that begin in the range: one that begins before it belongs to the piece before, one that crosses its end to this. */
function readPiece(
  shard: Shard,
  range: { readonly from: number; readonly to: number },
  reader: LineReader,
  hooks: ShardHooks,
): void {
  if (shard.file === null) throw new Error('standard input has no ranges');
  let offset = Math.max(0, range.from - 1);
  let skip = range.from > 0;
  let over = false;
  const framer = new LineFramer((bytes, start, end) => {
    if (skip) skip = false;
    else if (offset < range.to) reader.line(bytes, start, end, offset);
    else over = true;
    offset += end - start + 1;
    if (offset >= range.to) over = true;
  });
  readRange(
    shard.file,
    offset,
    Infinity,
    () => framer.space(),
    (length) => {
      framer.commit(length);
      hooks.onBytes?.(length);
      hooks.onLines?.(reader.counts.lines);
      return !over && hooks.signal?.aborted !== true;
    },
  );
  if (!over && offset < range.to) framer.end();
}

/** With the tally at hand: looking it up by name for each of millions of lines would cost more than some folds do. */
function bind<T, What>(
  fold: (tally: T, what: What, sight: Sight) => void,
  tally: T,
  sight: Sight,
): (what: What) => void {
  return (what) => fold(tally, what, sight);
}

/** Hands every record of a shard to the folds, with the line as it stands. */
class Folder implements Sink, Sight {
  readonly tally: Tally = emptyTally();
  readonly problems = { count: 0, samples: [] as { line: number; message: string }[] };
  readonly records = new Map<string, number>();
  first = Infinity;
  last = -Infinity;
  stream: string;
  format = '';
  readonly input: string;
  private payload: LinePayload | null = null;
  private line = 0;
  private byteOffset = 0;
  private at: LineRef | null = null;
  private lineCount = 1;
  private process = '';
  private lastHost: string | null = null;
  private lastIdent: string | null = null;
  private readonly since: number;
  private readonly until: number;
  private readonly recordFolds: readonly ((record: AnyRecord) => void)[];
  private readonly requestFolds: readonly ((view: RequestView) => void)[];
  private requests = 0;
  private requestFormat = '';

  constructor(
    shard: Shard,
    private readonly hooks: ShardHooks,
  ) {
    this.input = shard.input;
    this.stream = `${shard.input}\0\0`;
    this.since = shard.since ?? -Infinity;
    this.until = shard.until ?? Infinity;
    const tallies = this.tally as unknown as Record<string, never>;
    this.recordFolds = AGGREGATES.flatMap(({ name, record }) =>
      record === undefined ? [] : [bind(record, tallies[name] as never, this)],
    );
    this.requestFolds = AGGREGATES.flatMap(({ name, request }) =>
      request === undefined ? [] : [bind(request, tallies[name] as never, this)],
    );
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
    this.stream = `${this.input}\0${this.lastHost ?? ''}\0${this.lastHost === null ? this.process : unit}`;
  }

  record(record: AnyRecord, at?: LineRef, lines = 1): void {
    this.settleStream();
    if (
      record.kind === 'member-identity' &&
      record.self &&
      record.name !== undefined &&
      this.lastHost === null &&
      record.source === 'etcd' &&
      record.name !== this.process
    ) {
      this.process = record.name;
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
      this.hooks.rows.record(record, { line: at?.line ?? this.line, lines, stream: this.stream });
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
    this.requests += 1;
    if (time < this.first) this.first = time;
    if (time > this.last) this.last = time;
    if (this.hooks.rows !== undefined)
      this.hooks.rows.request(view, { line: this.line, lines: 1, stream: this.stream, format: view.format });
    else
      for (let i = 0; i < this.requestFolds.length; i += 1) (this.requestFolds[i] as (view: RequestView) => void)(view);
    if (this.requests >= 65_536) this.flushRequests();
  }

  private flushRequests(): void {
    if (this.requests > 0)
      this.records.set(this.requestFormat, (this.records.get(this.requestFormat) ?? 0) + this.requests);
    this.requests = 0;
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

  unrecognised(line: number, _byteOffset: number, text: string): void {
    this.hooks.rows?.unrecognised(line, text);
  }

  problem(message: string, at?: LineRef): void {
    this.problems.count += 1;
    if (this.problems.samples.length < 5)
      this.problems.samples.push({ line: at?.line ?? this.line, message: excerptText(message) });
  }

  exemplar(time: number | null, excerpt?: string): Exemplar {
    const text = this.at?.text ?? this.payload?.lineText ?? '';
    return {
      input: this.input,
      line: this.at?.line ?? this.line,
      lines: this.lineCount,
      byteOffset: this.at === null ? this.byteOffset : this.at.byteOffset,
      time: time === null ? null : epochMicros(time),
      text: evidenceText(text),
      excerpt: excerptText(excerpt ?? (this.at === null ? (this.payload?.text ?? '') : text)) || '(blank line)',
    };
  }

  finish(): void {
    this.flushRequests();
  }
}
