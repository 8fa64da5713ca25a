import type { LineContext } from '../../aggregates/aggregate.js';
import {
  AGGREGATES,
  emptyTally,
  isCrowded,
  release,
  settleLasting,
  settleTally,
  withBulk,
  type Tally,
} from '../../aggregates/registry.js';
import type { LinePayload } from '../../decoders/payload.js';
import { evidenceText, excerptText } from '../../model/evidence.js';
import type { Exemplar } from '../../model/origin.js';
import type { LineRef, Sink } from '../../model/parser.js';
import type { AnyRecord, LogRecord } from '../../model/record.js';
import type { RequestBatch } from '../../model/request-batch.js';
import type { RequestView } from '../../model/request.js';
import { epochMicros } from '../../model/units.js';
import { BATCH, type BatchSink } from '../accelerated/kernel-feed.js';
import type { InputClock } from '../clock/clock.js';
import { isFoldedInTurn } from './kernel-use.js';
import { BY_TURNS, type Shard, type ShardHooks } from './shard.js';

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

/** Hands every record of a shard to the folds, with the line as it is. */
export class Folder implements Sink, LineContext, BatchSink {
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
  private standing: (() => string) | null = null;
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
    this.mayPostpone = hooks.into === undefined && hooks.isAlone !== true && isFoldedInTurn(shard);
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

  /** Something without lines is at this place; `text` is how it reads as one, asked for only where it is cited. */
  stand(byteOffset: number, text: () => string): void {
    this.payload = null;
    this.line = 0;
    this.byteOffset = byteOffset;
    this.standing = text;
  }

  begin(payload: LinePayload, line: number, byteOffset: number): void {
    this.payload = payload;
    this.line = line;
    this.byteOffset = byteOffset;
  }

  /** Which log the line is in: the host's and unit's, or, without a wrapping, the process that started last. */
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

  /** A process that speaks again after another: lines of several alternately, and none says whose it is (`journalctl -o cat`). */
  private nextProcess(name: string): void {
    if (this.process === BY_TURNS) return;
    if (this.process !== '') this.formerProcesses.add(this.process);
    this.process = this.formerProcesses.has(name) ? BY_TURNS : name;
  }

  record(record: AnyRecord, at?: LineRef, lines = 1): void {
    if (Number.isNaN(record.time)) {
      this.problem(`invalid date ${this.clock.noDay}: kept without a time`, at);
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

  flushRequests(): void {
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
    const text = this.at?.text ?? this.payload?.lineText ?? this.standing?.() ?? '';
    const whole = this.at?.raw ?? text;
    return {
      input: this.input,
      line: (this.at?.line ?? this.line) || null,
      lines: this.lineCount,
      byteOffset: this.at === null ? this.byteOffset : this.at.byteOffset,
      time: time === null ? null : epochMicros(time),
      text: this.evidenceOf(whole),
      excerpt: excerptText(excerpt ?? (this.at === null ? (this.payload?.text ?? text) : text)) || '(blank line)',
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
