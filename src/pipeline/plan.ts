import type { Context, Payload } from '../model/parser.js';
import { epochMicros, type EpochMicros } from '../model/units.js';
import { datesIn } from '../parsers/dates.js';
import { PARSERS } from '../parsers/registry.js';
import { headOf, isPlain, readHead, readStdinHead } from '../sources/reader.js';
import type { InputFile } from '../sources/input-list.js';
import { identityOf, type SeenIdentity } from '../aggregates/identities.js';
import { makeClock, type ClockSpec } from './clock.js';
import { LineReader } from './line-reader.js';
import type { Options } from './options.js';
import type { Shard } from './shard.js';

/** Lines a piece of a large file holds in bytes: pieces are cut by offset, never by the number of workers. */
export const PIECE = 1 << 25;
const TEXT_LIMIT = 1 << 22;

/** What the head of an input tells before it is read. */
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
  readonly head: Buffer;
  /** As it lies, where `head` is what it holds. */
  readonly raw: Buffer;
  /** Moment of the first stamp with a year. */
  readonly reference: EpochMicros | null;
  /** Offset in minutes that lines with two stamps of one moment show. */
  readonly offset: number | null;
}

/** Settles zone, year and capture time of every input, how it is read and in which pieces. */
export async function plan(
  inputs: readonly InputFile[],
  options: Options,
  runTime: EpochMicros,
): Promise<PlannedInput[]> {
  const looks: Look[] = [];
  for (const input of inputs) looks.push(await look(input));
  const planned: PlannedInput[] = [];
  for (const seen of looks) {
    const clock = clockFor(seen, looks, options, runTime);
    planned.push(await shards(seen, clock, options));
  }
  return planned;
}

async function look(input: InputFile): Promise<Look> {
  let head: Buffer = Buffer.alloc(0);
  let raw: Buffer = Buffer.alloc(0);
  try {
    if (input.file === null) {
      raw = await readStdinHead();
      head = headOf(raw);
    } else if (input.problem === null && input.size !== null) {
      ({ head, raw } = readHead(input.file));
    }
  } catch {
    // Reading it will say why.
  }
  const text = head.toString('utf8');
  return { input, head, raw, reference: referenceIn(text), offset: offsetIn(text) };
}

const FULL_STAMP = /\b((?:19|20)\d\d)-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)/;

function referenceIn(text: string): EpochMicros | null {
  const stamp = FULL_STAMP.exec(text);
  const date = datesIn(text.slice(0, 1 << 14))[0];
  if (stamp !== null) {
    const [year, month, day, hour, minute, second] = stamp.slice(1).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return epochMicros(Date.UTC(year, month - 1, day, hour, minute, second) * 1000);
  }
  const journal = /"__REALTIME_TIMESTAMP"\s*:\s*"(\d{16})"/.exec(text);
  if (journal !== null) return epochMicros(Number(journal[1]));
  return date === undefined ? null : epochMicros(Date.UTC(date.year, date.month - 1, date.day) * 1000);
}

const SYSLOG = /^([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)/;
const MONTH_NAMES = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const ZONED = /(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)? ?(Z|[+-]\d\d:?\d\d)/;
const OLD_TEXT = /(?:^|: )(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.\d{6} [A-Z] \| /;

/** The zone of local stamps, from lines that carry a local stamp and a zoned one of the same moment: the most frequent. */
function offsetIn(text: string): number | null {
  const votes = new Map<number, number>();
  for (const line of text.split('\n').slice(0, 2000)) {
    const zoned = ZONED.exec(line);
    if (zoned === null) continue;
    const zone = zoned[7] as string;
    const shift =
      zone === 'Z' ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));
    const [year, month, day, hour, minute, second] = zoned.slice(1, 7).map(Number) as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    const utc = Date.UTC(year, month - 1, day, hour, minute, second) - shift * 60_000;
    const old = OLD_TEXT.exec(line);
    const syslog = SYSLOG.exec(line);
    let local: number;
    if (old !== null && old.index !== zoned.index) {
      const [y, mo, d, h, mi, s] = old.slice(1, 7).map(Number) as [number, number, number, number, number, number];
      local = Date.UTC(y, mo - 1, d, h, mi, s);
    } else if (syslog !== null && MONTH_NAMES.includes(syslog[1] as string)) {
      local = Date.UTC(
        year,
        MONTH_NAMES.indexOf(syslog[1] as string),
        Number(syslog[2]),
        Number(syslog[3]),
        Number(syslog[4]),
        Number(syslog[5]),
      );
    } else continue;
    const minutes = Math.round((local - utc) / 900_000) * 15;
    // Two stamps of one moment are seconds apart once the zone is out; a request that took minutes is no witness.
    if (Math.abs(local - utc - minutes * 60_000) > 90_000 || Math.abs(minutes) > 14 * 60) continue;
    votes.set(minutes, (votes.get(minutes) ?? 0) + 1);
  }
  if (votes.size === 0) voteOfProcess(text, votes);
  const best = [...votes].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
  return best === undefined ? null : best[0];
}

/** etcd 3.4 with the JSON logger still prints some lines in the old form: one process, so the zone is that of its `ts`. */
function voteOfProcess(text: string, votes: Map<number, number>): void {
  for (const [, zone = 'Z'] of text.matchAll(/"ts":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d{4})"/g)) {
    const minutes =
      zone === 'Z' ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3)));
    votes.set(minutes, (votes.get(minutes) ?? 0) + 1);
  }
}

function clockFor(seen: Look, all: readonly Look[], options: Options, runTime: EpochMicros): ClockSpec {
  const modified = seen.input.modifiedMs === null ? null : epochMicros(Math.round(seen.input.modifiedMs * 1000));
  const zone: ClockSpec['zone'] =
    options.timezone !== null ? { name: options.timezone } : { minutes: seen.offset ?? 0 };
  const zoneFrom = options.timezone !== null ? 'option' : seen.offset !== null ? 'inferred' : 'assumed';
  const sibling = all
    .map((other) => other.reference)
    .filter((time): time is EpochMicros => time !== null)
    .sort((a, b) => a - b);
  const near = seen.reference ?? sibling[Math.floor(sibling.length / 2)] ?? null;
  const year: ClockSpec['year'] =
    options.year !== null
      ? { fixed: options.year }
      : options.capturedAt !== null
        ? { notAfter: options.capturedAt }
        : near !== null
          ? { near }
          : { notAfter: modified ?? runTime };
  const yearFrom =
    options.year !== null || options.capturedAt !== null
      ? 'option'
      : near !== null
        ? 'inferred'
        : modified !== null
          ? 'file-date'
          : 'run-time';
  return { zone, zoneFrom, year, yearFrom, capturedAt: options.capturedAt ?? modified ?? runTime };
}

/** How the head reads: by lines or by blocks, and what it surely is. */
async function shards(seen: Look, clock: ClockSpec, options: Options): Promise<PlannedInput> {
  const { input, head, raw } = seen;
  const base = {
    input: input.path,
    file: input.file,
    format: input.format,
    clock,
    namespace: options.namespace,
    since: options.since,
    until: options.until,
  };
  const sniffed = await sniff(base.input, input.format, clock, head);
  const common = { ...base, hints: sniffed.hints };
  const size = input.size ?? 0;
  const bulk = (sniffed.claimed + sniffed.framed) * 2 >= sniffed.lines && sniffed.lines > 0;
  const whole: Shard = {
    ...common,
    range: null,
    mode: bulk || size > TEXT_LIMIT || input.file === null || sniffed.invalid ? 'bulk' : 'text',
  };
  const pieces: Shard[] = [];
  if (isPlain(raw) && size > PIECE && sniffed.claimed >= sniffed.lines * 0.99) {
    for (let from = 0; from < size; from += PIECE)
      pieces.push({ ...common, mode: 'bulk', range: { from, to: from + PIECE >= size ? Infinity : from + PIECE } });
  }
  return {
    input,
    clock,
    shards: pieces.length > 1 ? pieces : [whole],
    head: input.file === null ? raw : null,
    identities: sniffed.identities,
  };
}

async function sniff(
  input: string,
  format: string | null,
  clockSpec: ClockSpec,
  head: Buffer,
): Promise<{
  lines: number;
  claimed: number;
  framed: number;
  invalid: boolean;
  hints: string[];
  identities: SeenIdentity[];
}> {
  const clock = await makeClock(clockSpec);
  const hints = new Set<string>();
  const identities: SeenIdentity[] = [];
  let host = '';
  const context: Context & { readonly clock: typeof clock } = { input, clock, namespace: null, hints };
  const reader = new LineReader(
    PARSERS,
    format,
    context,
    {
      record: (record) => {
        if (record.kind === 'member-identity') identities.push(identityOf(record, `${input}\0${host}\0`));
      },
      request: (view) => void hints.add(view.format),
      problem: () => undefined,
    },
    { begin: (payload: Payload) => void (host = payload.host ?? ''), plain: () => undefined },
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
