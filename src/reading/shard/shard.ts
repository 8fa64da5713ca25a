import type { Tally } from '../../aggregates/registry.js';
import type { AnyRecord } from '../../model/record.js';
import type { RequestView } from '../../model/request.js';
import type { EpochMicros } from '../../model/units.js';
import type { ArchiveStream } from '../../sources/archives/archive.js';
import type { Chunks } from '../../sources/chunks.js';
import type { Place } from '../../sources/place.js';
import type { ReadResult } from '../../sources/reader.js';
import type { ClockSpec } from '../clock/clock.js';

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
  readonly mode: 'bulk' | 'text' | 'journal' | 'store' | 'wal';
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

/** Of a shard of which nothing was read. */
export const emptyResult = (): ShardResult => ({
  tallies: [],
  lasting: null,
  isPostponed: false,
  lines: 0,
  unrecognised: 0,
  samples: [],
  problems: { count: 0, samples: [] },
  records: {},
  first: Infinity,
  last: -Infinity,
  usedZone: false,
  usedYear: false,
  clockNotes: [],
  read: null,
  broken: null,
});

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
  /** Folded apart from all others: it passes limits by itself. */
  readonly isAlone?: boolean;
  /** What was read of standard input already. */
  readonly head?: Buffer;
  /** The bytes of a member that comes by. */
  readonly bytes?: Chunks;
  /** Gets a way to see what the shard came to so far, between chunks; such a shard is read line by line. */
  readonly onOpen?: (peek: () => ShardResult) => void;
  /** Takes every record with its place instead of the folds (`records`). */
  readonly rows?: RowSink;
}

/** Stands where a stream's process would, if the lines of several come alternately and none says whose it is. */
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
