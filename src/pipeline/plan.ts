import type { Context, Payload } from '../model/parser.js';
import { epochMicros, type EpochMicros } from '../model/units.js';
import { PARSERS } from '../parsers/registry.js';
import { openInputs } from '../sources/open-inputs.js';
import { wholeFile, within } from '../sources/place.js';
import { headOf, isPlain, readRange } from '../sources/reader.js';
import type { InputFile } from '../sources/input-list.js';
import { rotatedSets } from '../sources/rotation.js';
import { identityOf, type SeenIdentity } from '../aggregates/identities.js';
import { isJournalFile } from '../decoders/journal-file/header.js';
import { STORES } from '../stores/registry.js';
import { makeClock, type ClockSpec } from '../reading/clock/clock.js';
import { readJournalHead, type JournalHead } from '../reading/journal-input.js';
import { LineReader } from '../reading/line-reader.js';
import type { Options } from './options.js';
import type { ClockLook } from '../reading/clock/clock-look.js';
import { clockLooks, settleClock } from '../reading/clock/settle-clock.js';
import type { Shard } from '../reading/shard/shard.js';
import { timestampEvidence, type TimestampEvidence } from '../reading/clock/timestamp-evidence.js';

/** Lines a piece of a large file holds in bytes: pieces are cut by offset, never by the number of workers. */
export const PIECE = 1 << 25;
const TEXT_LIMIT = 1 << 22;
const TAIL = 1 << 16;

/** What the head of an input shows before it is read. */
export interface PlannedInput {
  readonly input: InputFile;
  readonly clock: ClockSpec;
  readonly shards: readonly Shard[];
  /** What was read of standard input to look at it. */
  readonly head: Buffer | null;
  /** Who is who, as far as the heads tell: `records` names members by it. */
  readonly identities: readonly SeenIdentity[];
}

interface Look {
  readonly input: InputFile;
  /** What was read of standard input. For other inputs only the result is kept: there may be many. */
  readonly raw: Buffer | null;
  readonly sniffed: Sniffed;
  /** Whether bytes of the input are bytes of its text. */
  readonly isPlain: boolean;
  readonly timestampEvidence: TimestampEvidence;
  /** Whether the look reached its end. */
  readonly endSeen: boolean;
  /** A systemd journal file: what was sniffed is how its first entries read. */
  readonly isJournal: boolean;
  /** A database of etcd or a snapshot of one, or a segment of its write-ahead log; null: neither. */
  readonly store: 'store' | 'wal' | null;
}

/** Settles zone, year and capture time of every input, how it is read and in which pieces. */
export async function plan(
  inputs: readonly InputFile[],
  options: Options,
  runTime: EpochMicros,
  signal?: AbortSignal,
): Promise<PlannedInput[]> {
  const looks: Look[] = [];
  for await (const { input, raw } of openInputs(inputs, signal)) looks.push(await look(input, raw, runTime));
  return settled(looks, options, runTime);
}

/** The same of one input whose first bytes are at hand. */
export async function planOne(
  input: InputFile,
  raw: Buffer,
  options: Options,
  runTime: EpochMicros,
): Promise<PlannedInput> {
  const [planned] = await settled([await look(input, raw, runTime)], options, runTime);
  if (planned === undefined) throw new Error('nothing was planned');
  return planned;
}

async function settled(looks: Look[], options: Options, runTime: EpochMicros): Promise<PlannedInput[]> {
  looks.sort((a, b) => (a.input.path < b.input.path ? -1 : a.input.path > b.input.path ? 1 : 0));
  const sets = rotatedSets(looks.map(({ input }) => input.path));
  const clocks = clockLooks(looks.map(clockLook), sets, options.year);
  const planned: PlannedInput[] = [];
  for (const [i, seen] of looks.entries()) {
    const clock = await settleClock(clocks.all[i] as ClockLook, clocks, options, runTime);
    planned.push(shards(seen, clock, options));
  }
  return planned;
}

const clockLook = ({ input: { path, modifiedMs }, timestampEvidence: told, endSeen }: Look): ClockLook => ({
  path,
  modified: modifiedMs === null ? null : epochMicros(Math.round(modifiedMs * 1000)),
  timestampEvidence: told,
  endSeen,
});

async function look(input: InputFile, raw: Buffer, runTime: EpochMicros): Promise<Look> {
  const head = await headOf(raw);
  const journal = isJournalFile(head) ? await lookIntoJournal(input, raw) : null;
  const store = STORES.find(({ isFile }) => isFile(head))?.mode ?? null;
  const text = store !== null ? NO_TEXT : (journal?.text ?? head);
  const isPlainInput = isPlain(raw) && input.archiveStream === null && (input.place?.deflated ?? null) === null;
  const tail = journal === null && store === null && isPlainInput ? tailOf(input, raw.length) : '';
  const told = timestampEvidence(text.toString('utf8'), tail);
  const reference = journal?.firstTime ?? told.reference;
  return {
    input,
    raw: input.file === null && input.container === null ? raw : null,
    // Dialects are recognised by their shape: any clock will do.
    sniffed: await sniff(input.path, input.format, { ...ANY_CLOCK, year: { notAfter: runTime } }, text),
    isPlain: isPlainInput,
    timestampEvidence: { ...told, reference },
    endSeen: journal === null && (tail !== '' || (isPlainInput && input.size !== null && input.size <= raw.length)),
    isJournal: journal !== null,
    store,
  };
}

const NO_TEXT = Buffer.alloc(0);

const ANY_CLOCK = { zone: { minutes: 0 }, zoneFrom: 'assumed', yearFrom: 'run-time', capturedAt: null } as const;

/** Whole lines near the end of a plain file: a zone may have changed since it began. */
function tailOf({ file, place, size }: InputFile, seen: number): string {
  const source = place ?? (file === null ? null : wholeFile(file));
  if (source === null || size === null || size <= seen) return '';
  const buffer = Buffer.alloc(Math.min(TAIL, size - seen));
  let length = 0;
  try {
    readRange(
      source,
      size - buffer.length,
      size,
      () => buffer.subarray(length),
      (read) => (length += read) < buffer.length,
    );
  } catch {
    return '';
  }
  const text = buffer.toString('utf8', 0, length);
  return text.slice(text.indexOf('\n') + 1);
}

async function lookIntoJournal({ file, place, archiveStream }: InputFile, raw: Buffer): Promise<JournalHead> {
  try {
    return await readJournalHead(archiveStream === null ? (place ?? file) : null, raw);
  } catch {
    return { text: Buffer.alloc(0), firstTime: null };
  }
}

/** How the head reads: by lines or by blocks, and what it surely is. */
function shards(seen: Look, clock: ClockSpec, options: Options): PlannedInput {
  const { input, sniffed } = seen;
  const base = {
    input: input.path,
    file: input.file,
    place: input.place,
    archiveStream: input.archiveStream,
    format: input.format,
    clock,
    namespace: options.namespace,
    since: options.since,
    until: options.until,
  };
  const common = { ...base, hints: sniffed.hints };
  const size = input.size ?? 0;
  const bulk = (sniffed.claimed + sniffed.framed) * 2 >= sniffed.lines && sniffed.lines > 0;
  const whole: Shard = {
    ...common,
    range: null,
    isSmall: seen.isPlain && input.file !== null && input.size !== null && size <= PIECE,
    mode:
      seen.store ??
      (seen.isJournal
        ? 'journal'
        : bulk || size > TEXT_LIMIT || input.file === null || sniffed.invalid
          ? 'bulk'
          : 'text'),
  };
  const pieces: Shard[] = [];
  if (
    !seen.isJournal &&
    seen.store === null &&
    seen.isPlain &&
    input.file !== null &&
    size > PIECE &&
    sniffed.claimed >= sniffed.lines * 0.99
  ) {
    // What is written behind its end from now on is no part of what is read, nor of what is hashed.
    const place = input.place ?? within(wholeFile(input.file), 0, size);
    for (let from = 0; from < size; from += PIECE) {
      const range = { from, to: from + PIECE >= size ? Infinity : from + PIECE };
      pieces.push({ ...common, place, mode: 'bulk', range });
    }
  }
  return {
    input,
    clock,
    shards: pieces.length > 1 ? pieces : [whole],
    head: seen.raw,
    identities: sniffed.identities,
  };
}

interface Sniffed {
  readonly lines: number;
  readonly claimed: number;
  readonly framed: number;
  readonly invalid: boolean;
  readonly hints: readonly string[];
  readonly identities: readonly SeenIdentity[];
}

async function sniff(input: string, format: string | null, clockSpec: ClockSpec, head: Buffer): Promise<Sniffed> {
  const clock = await makeClock(clockSpec);
  const hints = new Set<string>();
  const identities: SeenIdentity[] = [];
  // Asked for the host only when a record comes: by then the wrappings of the line are off.
  let at: Payload | null = null;
  const context: Context & { readonly clock: typeof clock } = { input, clock, namespace: null, hints };
  const reader = new LineReader(
    PARSERS,
    format,
    context,
    {
      record: (record) => {
        if (record.kind === 'member-identity') identities.push(identityOf(record, `${input}\0${at?.host ?? ''}\0`));
        else if (record.kind === 'api-request') hints.add(record.format);
      },
      request: (view) => void hints.add(view.format),
      problem: () => undefined,
    },
    { begin: (payload: Payload) => void (at = payload), plain: () => undefined },
  );
  let start = 0;
  for (let end = head.indexOf(10); end !== -1; end = head.indexOf(10, start)) {
    reader.line(head, start, end, start);
    start = end + 1;
  }
  if (start === 0 && head.length > 0) reader.line(head, 0, head.length, 0);
  const { lines, claimed, framed } = reader.counts;
  return {
    lines,
    claimed,
    framed,
    invalid: head.includes(0) || head.subarray(0, start).toString('utf8').includes('\ufffd'),
    hints: [...hints],
    identities,
  };
}

/** A moment as the manifest and `--captured-at` write it. */
export const isoOf = (time: EpochMicros | null): string | null =>
  time === null ? null : new Date(time / 1000).toISOString();
