import { coarsenCells, eachCell, UNTIMED, type CellTable } from '../../mergeable/cell-table.js';
import { MARKED_PUTS, PUTS, type StreamWrites, type WriteTally } from '../../aggregates/write-tally.js';

/** Which stretches of a stream count: the rest is the same writes in another rendering or copy. */
export interface Kept {
  readonly stream: StreamWrites;
  /** Share of the lines in [second, second + width) that count, 0 to 1. */
  share(second: number, width: number): number;
}

interface Mark {
  lines: number;
  hash: number;
  puts: number;
}

/**
 * Sets the copies of a log apart. Streams of one member are compared second by second: equal counts and hashes are one
 * log in two renderings (journal and stderr, short and JSON, a rotated copy); of two that are copies on the whole, the
 * fuller counts. A plain request log is held against the request lines of all members, since it shows no member.
 */
export function keepOnce(tally: WriteTally, memberOf: (stream: string) => string | null): Kept[] {
  const streams = [...tally.streams.values()].sort((a, b) =>
    a.input !== b.input ? (a.input < b.input ? -1 : 1) : a.stream < b.stream ? -1 : 1,
  );
  const groups = new Map<string, StreamWrites[]>();
  for (const stream of streams) {
    const plain = stream.format === 'request-log';
    const key = plain ? 'plain' : `member:${memberOf(stream.stream) ?? stream.stream}`;
    groups.set(key, [...(groups.get(key) ?? []), stream]);
  }
  const width = Math.max(1, ...streams.map((stream) => stream.marks.width));
  const dropped = new Map<StreamWrites, Set<number>>();
  for (const stream of streams) {
    coarsenCells(stream.marks, width);
    dropped.set(stream, new Set());
  }
  const marks = new Map(streams.map((stream) => [stream, marksOf(stream.marks)]));
  for (const [key, group] of groups) dropCopies(group, marks, dropped, key === 'plain');
  dropNameless(
    streams.filter(({ format }) => format !== 'request-log'),
    (stream) => memberOf(stream.stream) !== null,
    marks,
    dropped,
  );
  const plain = groups.get('plain') ?? [];
  const members = streams.filter((stream) => stream.format !== 'request-log');
  if (plain.length > 0 && members.length > 0) dropRendering(plain, members, marks, dropped, width);
  return streams.map((stream) => ({
    stream,
    share: shareOf(marks.get(stream) ?? new Map(), dropped.get(stream) ?? new Set(), width),
  }));
}

function marksOf(cells: CellTable): Map<number, Mark> {
  const marks = new Map<number, Mark>();
  eachCell(cells, (_id, second, at) =>
    marks.set(second, {
      lines: cells.values[at] as number,
      hash: cells.values[at + 1] as number,
      puts: cells.values[at + MARKED_PUTS] as number,
    }),
  );
  return marks;
}

type Marks = ReadonlyMap<StreamWrites, ReadonlyMap<number, Mark>>;

function dropCopies(
  group: readonly StreamWrites[],
  marks: Marks,
  dropped: Map<StreamWrites, Set<number>>,
  onlyEqual: boolean,
): void {
  if (group.length < 2) return;
  const copies = new Map<string, boolean>();
  const areCopies = (a: number, b: number): boolean => {
    const key = `${a} ${b}`;
    let known = copies.get(key);
    if (known === undefined)
      copies.set(
        key,
        (known = similar(marks.get(group[a] as StreamWrites), marks.get(group[b] as StreamWrites), onlyEqual)),
      );
    return known;
  };
  const seconds = new Set(group.flatMap((stream) => [...(marks.get(stream)?.keys() ?? [])]));
  for (const second of seconds) {
    const present = group
      .map((stream, index) => ({ stream, index, mark: marks.get(stream)?.get(second) }))
      .filter((entry): entry is { stream: StreamWrites; index: number; mark: Mark } => entry.mark !== undefined)
      .sort((a, b) => b.mark.lines - a.mark.lines || a.index - b.index);
    const kept: typeof present = [];
    for (const entry of present) {
      const copy = kept.some(
        (other) =>
          !abut(entry.stream, other.stream) &&
          areCopies(Math.min(entry.index, other.index), Math.max(entry.index, other.index)),
      );
      if (copy) dropped.get(entry.stream)?.add(second);
      else kept.push(entry);
    }
  }
}

/**
 * A log that never says whose it is may be a copy of any other: it is one where their lines were the same whenever both
 * have some, and wrote. Reads alone prove nothing, for every member answers the same health checks.
 */
function dropNameless(
  streams: readonly StreamWrites[],
  isNamed: (stream: StreamWrites) => boolean,
  marks: Marks,
  dropped: Map<StreamWrites, Set<number>>,
): void {
  const order = [...streams.filter(isNamed), ...streams.filter((stream) => !isNamed(stream))];
  order.forEach((stream, index) => {
    if (isNamed(stream)) return;
    for (const other of order.slice(0, index)) {
      const [own, others] = [marks.get(stream), marks.get(other)];
      if (own === undefined || others === undefined || abut(stream, other) || !areEqual(own, others)) continue;
      for (const [second, mark] of own) {
        const found = others.get(second);
        if (found === undefined || dropped.get(other)?.has(second) === true) continue;
        dropped.get(mark.lines > found.lines ? other : stream)?.add(second);
      }
    }
  });
}

/** So many puts are alike by no chance. */
const PUTS_OF_A_COPY = 10;

/** Whether nearly all that two streams have in common is equal: a cut in the middle of a bucket makes two that aren't. */
function areEqual(a: ReadonlyMap<number, Mark>, b: ReadonlyMap<number, Mark>): boolean {
  let common = 0;
  let equal = 0;
  let puts = 0;
  for (const [second, mark] of a) {
    const other = b.get(second);
    if (other === undefined) continue;
    common += 1;
    if (other.lines !== mark.lines || other.hash !== mark.hash) continue;
    equal += 1;
    puts += mark.puts;
  }
  return puts >= PUTS_OF_A_COPY && equal >= 0.9 * (common - 2);
}

/** One ends where the other begins: two halves of a rotated log, which may share a second. */
const abut = (a: StreamWrites, b: StreamWrites): boolean => a.last <= b.first || b.last <= a.first;

/** Whether what two streams have in common is one log. */
function similar(
  a: ReadonlyMap<number, Mark> | undefined,
  b: ReadonlyMap<number, Mark> | undefined,
  onlyEqual: boolean,
): boolean {
  if (a === undefined || b === undefined) return false;
  let common = 0;
  let equal = 0;
  let linesA = 0;
  let linesB = 0;
  for (const [second, mark] of a) {
    const other = b.get(second);
    if (other === undefined) continue;
    common += 1;
    if (other.lines === mark.lines && other.hash === mark.hash) equal += 1;
    linesA += mark.lines;
    linesB += other.lines;
  }
  if (common === 0) return false;
  if (equal * 3 >= common) return true;
  return !onlyEqual && Math.min(linesA, linesB) >= 0.8 * Math.max(linesA, linesB);
}

/** A plain request log beside request lines of the same time: where their writes agree, the fuller of both counts. */
function dropRendering(
  plain: readonly StreamWrites[],
  members: readonly StreamWrites[],
  marks: Marks,
  dropped: Map<StreamWrites, Set<number>>,
  width: number,
): void {
  const covered = new Set<number>();
  const first = Math.min(...members.map((stream) => stream.first)) / 1e6;
  const last = Math.max(...members.map((stream) => stream.last)) / 1e6;
  for (const stream of plain) {
    for (const second of marks.get(stream)?.keys() ?? [])
      if (second !== UNTIMED && second >= first - width - 1 && second <= last + 1) covered.add(second);
  }
  if (covered.size === 0) return;
  const from = Math.min(...covered);
  const to = Math.max(...covered) + width;
  const ofPlain = pairSums(plain, from, to, dropped, width);
  const ofMembers = pairSums(members, from, to, dropped, width);
  const pairs = new Set([...ofPlain.keys(), ...ofMembers.keys()]);
  let both = 0;
  let plainPuts = 0;
  let memberPuts = 0;
  for (const pair of pairs) {
    both += Math.min(ofPlain.get(pair) ?? 0, ofMembers.get(pair) ?? 0);
    plainPuts += ofPlain.get(pair) ?? 0;
    memberPuts += ofMembers.get(pair) ?? 0;
  }
  if (both < 0.5 * Math.min(plainPuts, memberPuts) || Math.min(plainPuts, memberPuts) === 0) return;
  const losers = plainPuts > 1.15 * memberPuts && !members.some((stream) => stream.stamps.count > 0) ? members : plain;
  for (const stream of losers)
    for (const second of marks.get(stream)?.keys() ?? [])
      if (second >= from && second < to) dropped.get(stream)?.add(second);
}

function pairSums(
  streams: readonly StreamWrites[],
  from: number,
  to: number,
  dropped: ReadonlyMap<StreamWrites, ReadonlySet<number>>,
  width: number,
): Map<number, number> {
  const sums = new Map<number, number>();
  for (const stream of streams) {
    eachCell(stream.pairs, (id, second, at) => {
      if (second < from || second >= to || dropped.get(stream)?.has(Math.floor(second / width) * width) === true)
        return;
      sums.set(id, (sums.get(id) ?? 0) + (stream.pairs.values[at + PUTS] as number));
    });
  }
  return sums;
}

function shareOf(marks: ReadonlyMap<number, Mark>, dropped: ReadonlySet<number>, width: number): Kept['share'] {
  if (dropped.size === 0) return () => 1;
  return (second, span) => {
    if (second === UNTIMED) return dropped.has(UNTIMED) ? 0 : 1;
    if (span <= width) return dropped.has(Math.floor(second / width) * width) ? 0 : 1;
    let all = 0;
    let kept = 0;
    for (let at = second; at < second + span; at += width) {
      const lines = marks.get(at)?.lines ?? 0;
      all += lines;
      if (!dropped.has(at)) kept += lines;
    }
    return all === 0 ? 1 : kept / all;
  };
}
