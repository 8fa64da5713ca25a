import type { Described } from './described.js';
import type { AnyRecord, Kind, Source } from './record.js';
import type { RequestView } from './request.js';
import type { EpochMicros } from './units.js';

/** Turns the digits of a stamp into UTC, for one input: its zone and year were settled before reading began. */
export interface Clock {
  /** A stamp without a zone. `year` null: the stamp has none. Months and days count from 1. */
  local(
    year: number | null,
    month: number,
    day: number,
    hour: number,
    minute: number,
    second: number,
    micro: number,
  ): EpochMicros;
  /** When the inputs were taken, for relative ages; null if unknown. */
  readonly capturedAt: EpochMicros | null;
}

/** What a parser may know of its input beyond the line. */
export interface Context {
  readonly input: string;
  readonly clock: Clock;
  /** `--namespace`: for event tables without that column. */
  readonly namespace: string | null;
  /** Dialects that the head of the input surely has: what alone would be too little to go by may then be claimed. */
  readonly hints: ReadonlySet<string>;
}

/**
 * The inside of a line after its wrappings are off: one reused cursor, valid until the next line. `start` and `end`
 * bound the innermost text in `bytes` (end excludes the line break and a carriage return before it).
 */
export interface Payload {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** The innermost text, decoded on first use. */
  readonly text: string;
  /** The whole line as it stood, decoded on first use. */
  readonly lineText: string;
  /** Time of the wrapping (journal, CRI), null where there is none. */
  readonly outerTime: EpochMicros | null;
  /** Whether the stamp of the wrapper has a zone. */
  readonly outerZoned: boolean;
  readonly host: string | null;
  /** Syslog identifier (`etcd`, `systemd`, `kubelet`), null where there is no wrapping. */
  readonly ident: string | null;
  readonly pid: number | null;
  /** Syslog priority 0 to 7 where the wrapping has it (journal JSON), else null. */
  readonly priority: number | null;
  /** Package of etcd's old logger where journald kept it (field PACKAGE). */
  readonly pkg: string | null;
  /** The systemd unit where the wrapping has it. */
  readonly unit: string | null;
}

/** Where in the input a record stands, when it isn't the line at hand (blocks of several lines). */
export interface LineRef {
  readonly line: number;
  readonly byteOffset: number | null;
  readonly text: string;
  /** The line as it stood, where `text` is what was inside its wrapping or is without its colours. */
  readonly raw?: string;
}

/** Whole lines as bytes, valid during the call only: from the beginning of one to behind a line feed. */
export interface LineStretch {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Of the first line. */
  readonly line: number;
  readonly byteOffset: number;
}

/** Takes what parsers find. Synchronous; copies what it keeps. */
export interface Sink {
  /** `at`: the record's first line, if not the current one; `lines`: how many it has. */
  record(record: AnyRecord, at?: LineRef, lines?: number): void;
  /** The bulk path: valid during the call only. */
  request(view: RequestView): void;
  /** Something was recognised but broken. */
  problem(message: string, at?: LineRef): void;
}

interface Dialect extends Described<Kind> {
  readonly source: Source;
  /** An empty file whose name fits is an answer of this dialect: that there is nothing (`etcdctl alarm list`). */
  readonly emptyWhenNone?: RegExp;
}

/** A dialect whose records are single lines. */
export interface LineParser extends Dialect {
  /**
   * Parses the payload, if it is of this dialect, and returns whether it was. Looks at a few bytes before anything else:
   * it is asked about every line. Never throws on any bytes.
   */
  parse(payload: Payload, context: Context, sink: Sink): boolean;
  /** Each line is one JSON object: one that does not end with its brace may go on in the next line. */
  readonly isObject?: true;
}

/** A dialect whose records span lines, or need lines before them: tables, JSON documents, transcripts. */
export interface BlockParser extends Dialect {
  /** Whether a line with these bytes may begin a block: asked before any text is decoded. It knows of no colours. */
  readonly mayOpen?: (line: Payload) => boolean;
  /** Looks at a line that no line parser claimed; answers a block that has already taken this line, or null. */
  open(line: LineRef, context: Context, sink: Sink): Block | null;
  /**
   * The same for the first piece of a line that is too long to be held, `piece.text` its beginning; the others come
   * through `part`. null also where the piece doesn't prove whose the line is.
   */
  openPart?(piece: LinePiece, context: Context, sink: Sink): Block | null;
}

/** A piece of a line that is too long to be held, valid during the call only. */
export interface LinePiece {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** The line, with as much of its text as is cited. */
  readonly at: LineRef;
}

export interface Block {
  /**
   * `more`: taken. `done`: taken, and the block is over. `over`: not taken, the block ended before this line.
   * `skip`: the block continues, but this line isn't part of it (it is offered to everybody else). `if-none`: not taken,
   * but it may be the rest of a text; unless another dialect begins with such a line, the block `insist`s on it.
   */
  take(line: LineRef): 'more' | 'done' | 'over' | 'skip' | 'if-none';
  insist?(line: LineRef): void;
  /**
   * The same as `take` for as many of these lines as are the block's for certain. Answers how many it took and where the
   * next one begins, which is to come through `take`; `done`: the block is over behind the last one that it took.
   */
  takeMany?(lines: LineStretch): { readonly lines: number; readonly to: number; readonly done: boolean };
  /**
   * Whether it has ended, and takes no line by itself any more, but `takeMany` takes more of its kind. Nothing of it will
   * be released.
   */
  readonly lingers?: boolean;
  /** A further piece of the line that it was opened with. */
  part?(piece: LinePiece, last: boolean): void;
  /** The input ended, or the block did: hand over what is pending. Answers how many of the lines that it took turned out to be not recognised after all. */
  close(): number;
  /** Once closed: which these lines are, where they are neither all that it took nor the last of them. */
  readonly givenBack?: readonly LineSpan[];
}

/** Successive lines. */
export interface LineSpan {
  readonly line: number;
  readonly lines: number;
}

/** `document` dialects see lines before the line parsers do once their block is open. */
export interface Parsers {
  readonly lines: readonly LineParser[];
  readonly blocks: readonly BlockParser[];
}
