import { readKubeObject } from '../objects/kube-object.js';
import { RevisionClock, type DatedRevision } from '../revision-clock.js';
import { readOperations, type OperationHandler } from './operations.js';
import type { WalEntry, WalFile } from './wal-file.js';

/** What is known of a segment before its operations are walked. */
export interface WalReading {
  readonly wal: WalFile;
  /** By raft index: moments that the leases of the log carry. */
  readonly clock: RevisionClock;
  readonly entries: number;
  readonly firstIndex: number | null;
  readonly lastIndex: number | null;
  /** Entries that a later leader wrote over: they were never applied. */
  readonly overwritten: number;
  readonly terms: readonly WalTerm[];
  readonly cuts: readonly Cut[];
}

export interface WalTerm {
  readonly term: number;
  readonly firstIndex: number;
  readonly offset: number;
}

/** From this place on the log continues at this index: what was at or behind it before is void. */
interface Cut {
  readonly offset: number;
  readonly index: number;
}

/** A first walk: order, terms, and the moments by which entries are dated. Yields now and then. */
export function* readWal(wal: WalFile): Generator<void, WalReading, void> {
  const clock = new RevisionClock();
  const cuts: Cut[] = [];
  const terms: WalTerm[] = [];
  let entries = 0;
  let first: number | null = null;
  let last: number | null = null;
  let overwritten = 0;
  const anchors = moments(clock);
  const walk = wal.entries((entry) => {
    entries += 1;
    if (last !== null && entry.index <= last) {
      cuts.push({ offset: entry.offset, index: entry.index });
      overwritten += last - entry.index + 1;
    }
    if (terms.at(-1)?.term !== entry.term && terms.length < MOST_TERMS)
      terms.push({ term: entry.term, firstIndex: entry.index, offset: entry.offset });
    first ??= entry.index;
    last = entry.index;
    anchors(entry);
  });
  for (const _ of walk) yield;
  clock.settle();
  return { wal, clock, entries, firstIndex: first, lastIndex: last, overwritten, terms, cuts };
}
const MOST_TERMS = 10_000;

function moments(clock: RevisionClock): (entry: WalEntry) => void {
  let at: WalEntry | null = null;
  const handler: OperationHandler = {
    put(_keyStart, _keyEnd, valueStart, valueEnd) {
      if (at === null) return;
      const about = readKubeObject(at.bytes, valueStart, valueEnd, false);
      if (about !== null && about.written !== null && about.precision === 0)
        clock.add(at.index, about.written, about.clock ?? '');
    },
    remove: () => undefined,
    compact: () => undefined,
    alarm: () => undefined,
  };
  return (entry) => {
    at = entry;
    if (entry.type === 0 && looksLikeLease(entry)) readOperations(entry.bytes, entry.dataStart, entry.dataEnd, handler);
  };
}

const LEASES = Buffer.from('/leases/');
/** Only leases have moments of microseconds: other objects are not taken apart for it. */
const looksLikeLease = ({ bytes, dataStart, dataEnd }: WalEntry): boolean => {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset + dataStart, dataEnd - dataStart).indexOf(LEASES);
  return at !== -1 && at < HEAD;
};
/** Header, compare and key precede the value. */
const HEAD = 1024;

/** Every entry that was not written over, with when it was proposed; null: the log carries no moments. */
export function* eachEntry(
  { wal, clock, cuts }: WalReading,
  onEntry: (entry: WalEntry, dated: DatedRevision | null) => void,
): Generator<void, void, void> {
  yield* wal.entries((entry) => {
    if (cuts.some((cut) => cut.offset > entry.offset && cut.index <= entry.index)) return;
    onEntry(entry, clock.at(entry.index));
  });
}
