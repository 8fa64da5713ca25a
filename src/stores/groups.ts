import type { GroupSums } from '../model/store-facts.js';

/** What comes beyond this many groups is summed as `(other)`, which may be one more. */
const MOST_NAMES = 65_536;
export const MOST_GROUPS = MOST_NAMES + 1;
export const OTHER = '(other)';

/** Sums by name, in columns: names are few, but a name comes with every revision. */
export class Groups {
  private readonly numbers = new Map<string, number>();
  private readonly names: string[] = [];
  private keys = new Float64Array(64);
  private liveKeys = new Float64Array(64);
  private revisions = new Float64Array(64);
  private bytes = new Float64Array(64);
  private liveBytes = new Float64Array(64);
  private deletedBytes = new Float64Array(64);

  numberOf(name: string): number {
    let number = this.numbers.get(name);
    if (number === undefined) {
      if (this.names.length >= MOST_NAMES && name !== OTHER) return this.numberOf(OTHER);
      number = this.names.push(name) - 1;
      this.numbers.set(name, number);
      if (number >= this.keys.length) this.grow();
    }
    return number;
  }

  nameOf(number: number): string {
    return this.names[number] ?? OTHER;
  }

  addRevision(number: number, bytes: number): void {
    (this.revisions[number] as number) += 1;
    (this.bytes[number] as number) += bytes;
  }

  /** A key that is there counts with its latest revision, a deleted one with all of them. */
  addKey(number: number, isLive: boolean, bytes: number): void {
    (this.keys[number] as number) += 1;
    if (!isLive) {
      (this.deletedBytes[number] as number) += bytes;
      return;
    }
    (this.liveKeys[number] as number) += 1;
    (this.liveBytes[number] as number) += bytes;
  }

  /** Most bytes first. */
  sums(): GroupSums[] {
    return this.names
      .map((key, i) => ({
        key,
        keys: this.keys[i] as number,
        liveKeys: this.liveKeys[i] as number,
        revisions: this.revisions[i] as number,
        bytes: this.bytes[i] as number,
        liveBytes: this.liveBytes[i] as number,
        deletedBytes: this.deletedBytes[i] as number,
      }))
      .sort((a, b) => b.bytes - a.bytes || (a.key < b.key ? -1 : 1));
  }

  private grow(): void {
    const larger = (column: Float64Array): Float64Array<ArrayBuffer> => {
      const twice = new Float64Array(column.length * 2);
      twice.set(column);
      return twice;
    };
    this.keys = larger(this.keys);
    this.liveKeys = larger(this.liveKeys);
    this.revisions = larger(this.revisions);
    this.bytes = larger(this.bytes);
    this.liveBytes = larger(this.liveBytes);
    this.deletedBytes = larger(this.deletedBytes);
  }
}
