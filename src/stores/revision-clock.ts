import type { OddClock, StoreCourse } from '../model/store-facts.js';

/** A moment that an object of a revision carries. */
export interface DatedRevision {
  /** Microseconds since the epoch. `earliest` null: before the first moment in the store; `latest` null: behind the last. */
  readonly time: number;
  /** The moments around it lie so far apart that `time` is no more than a guess. */
  readonly isVague: boolean;
  readonly earliest: number | null;
  readonly latest: number | null;
}

/**
 * A node renews its lease every ten seconds, electors every two. A longer gap is one in which nothing could: writes were
 * refused, or etcd was down, and what was written then lies anywhere in it.
 */
const GAP = 20e6;
const MOST_ANCHORS = 1 << 20;
/** Neighbours on each side whose median says what time it was. */
const NEIGHBOURS = 8;
/** A clock further away than this is corrected; below it the interval of each revision takes the difference in. */
const ODD = 1e6;

/**
 * Dates revisions by the moments inside the objects: `Lease.spec.renewTime` is taken right before the write, and
 * revisions are in the order of writes. Between two moments time is shared out evenly; the interval is what the moments
 * before and behind allow, and where clocks contradict each other it takes both in.
 */
export class RevisionClock {
  /** `precision`: by how much a moment may lie beside the time that is given for it, to either side. Microseconds. */
  constructor(private readonly precision = 0) {}

  private revisions = new Float64Array(4096);
  private times = new Float64Array(4096);
  private clocks = new Uint32Array(4096);
  private readonly names: string[] = [];
  private readonly numbers = new Map<string, number>();
  private isSettled = false;
  count = 0;
  /** Every how many moments one is kept. */
  private every = 1;
  private seen = 0;
  odd: OddClock[] = [];
  private low: Float64Array = new Float64Array(0);
  private high: Float64Array = new Float64Array(0);

  /** In the order of revisions. */
  add(revision: number, time: number, clock: string): void {
    this.seen += 1;
    if (this.seen % this.every !== 0) return;
    if (this.count === this.revisions.length) this.makeRoom();
    this.revisions[this.count] = revision;
    this.times[this.count] = time;
    this.clocks[this.count] = this.clockNumber(clock);
    this.count += 1;
  }

  /** All moments are in: clocks are held against each other. */
  settle(): void {
    if (this.isSettled) return;
    this.isSettled = true;
    this.correctClocks();
    const { count, times } = this;
    this.low = new Float64Array(count);
    this.high = new Float64Array(count);
    for (let i = 0, most = -Infinity; i < count; i += 1) this.low[i] = most = Math.max(most, times[i] as number);
    for (let i = count - 1, least = Infinity; i >= 0; i -= 1)
      this.high[i] = least = Math.min(least, times[i] as number);
  }

  /** null: the store carries no moments. */
  at(revision: number): DatedRevision | null {
    const dated = this.between(revision);
    const { precision } = this;
    if (dated === null || precision === 0) return dated;
    const { earliest, latest } = dated;
    return {
      ...dated,
      earliest: earliest === null ? null : earliest - precision,
      latest: latest === null ? null : latest + precision,
    };
  }

  private between(revision: number): DatedRevision | null {
    const { count, revisions, times, low, high } = this;
    if (count === 0) return null;
    const next = this.firstAfter(revision);
    if (next === 0) return { time: times[0] as number, earliest: null, latest: times[0] as number, isVague: true };
    const before = next - 1;
    if (next === count) {
      const time = Math.max(times[before] as number, low[before] as number);
      return { time, earliest: Math.min(times[before] as number, time), latest: null, isVague: false };
    }
    const [a, b] = [low[before] as number, high[next] as number];
    const [from, to] = [Math.min(a, b), Math.max(a, b)];
    const [r0, r1] = [revisions[before] as number, revisions[next] as number];
    const part = r1 > r0 ? (revision - r0) / (r1 - r0) : 0;
    // A moment of its own dates a revision, whatever gap follows.
    return { time: a + (b - a) * part, earliest: from, latest: to, isVague: to - from > GAP && revision > r0 };
  }

  /** Some of the dated revisions with their moments, in order, and the gaps between moments: at most `most` of each. */
  course(most: number): StoreCourse {
    const { count, revisions, low } = this;
    const step = Math.max(1, Math.ceil(count / most));
    const points: [number, number][] = [];
    const gaps: [number, number][] = [];
    for (let i = 0; i < count; i += 1) {
      const revision = revisions[i] as number;
      if (i % step === 0 || i === count - 1) points.push([revision, low[i] as number]);
      const next = i + 1 < count ? this.at((revisions[i + 1] as number) - 1) : null;
      if (next?.isVague === true && gaps.length < most) gaps.push([revision + 1, (revisions[i + 1] as number) - 1]);
    }
    return { points, gaps };
  }

  /** The first and last moment; null: none. */
  get span(): { readonly from: number; readonly to: number } | null {
    return this.count === 0 ? null : { from: this.high[0] as number, to: this.low[this.count - 1] as number };
  }

  /** Index of the first moment of a later revision. */
  private firstAfter(revision: number): number {
    let from = 0;
    let to = this.count;
    while (from < to) {
      const middle = (from + to) >> 1;
      if ((this.revisions[middle] as number) > revision) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  /** Each clock's median distance from the median of the moments around each of its own. */
  private correctClocks(): void {
    if (this.names.length < 3) return;
    const apart = this.names.map((): number[] => []);
    for (let i = 0; i < this.count; i += 1) {
      const own = this.clocks[i] as number;
      const around: number[] = [];
      for (let j = Math.max(0, i - NEIGHBOURS); j <= Math.min(this.count - 1, i + NEIGHBOURS); j += 1)
        if (this.clocks[j] !== own) around.push(this.times[j] as number);
      const list = apart[own] as number[];
      if (around.length >= 3 && list.length < 512) list.push((this.times[i] as number) - median(around));
    }
    const ahead = apart.map((list) => (list.length < 3 ? 0 : median(list)));
    this.odd = this.names.flatMap((name, i) =>
      Math.abs(ahead[i] as number) > ODD
        ? [{ name, ahead: ahead[i] as number, anchors: (apart[i] as number[]).length }]
        : [],
    );
    for (let i = 0; i < this.count; i += 1) {
      const off = ahead[this.clocks[i] as number] as number;
      if (Math.abs(off) > ODD) (this.times[i] as number) -= off;
    }
  }

  private clockNumber(name: string): number {
    let number = this.numbers.get(name);
    if (number === undefined) {
      number = this.names.length < MOST_CLOCKS ? this.names.push(name) - 1 : 0;
      this.numbers.set(name, number);
    }
    return number;
  }

  private makeRoom(): void {
    if (this.count < MOST_ANCHORS) {
      const larger = <A extends Float64Array | Uint32Array>(column: A, twice: A): A => {
        twice.set(column);
        return twice;
      };
      this.revisions = larger(this.revisions, new Float64Array(this.count * 2));
      this.times = larger(this.times, new Float64Array(this.count * 2));
      this.clocks = larger(this.clocks, new Uint32Array(this.count * 2));
      return;
    }
    this.every *= 2;
    this.count >>= 1;
    for (let i = 0; i < this.count; i += 1) {
      this.revisions[i] = this.revisions[2 * i + 1] as number;
      this.times[i] = this.times[2 * i + 1] as number;
      this.clocks[i] = this.clocks[2 * i + 1] as number;
    }
  }
}

const MOST_CLOCKS = 16_384;

function median(list: readonly number[]): number {
  const sorted = [...list].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] as number;
}
