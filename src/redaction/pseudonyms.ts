import { unmarked } from './everyday-names.js';
import { NAME_KINDS, type NameKind, type Namer } from './namer.js';
import { isPublic } from './word-shape.js';

/** Beyond so many names of one kind the rest share one pseudonym: memory stays bounded for any input. */
const MOST = 1_000_000;

/**
 * Pseudonyms by rank: the name of a kind that was seen most often is number 1, of equals the one that sorts first. A name
 * has one pseudonym wherever it is. No hash is involved, so no dictionary undoes them.
 */
export class Pseudonyms implements Namer {
  private readonly byOriginal: Map<string, string>;
  private readonly next = new Map<string, number>();

  constructor(pairs: Iterable<readonly [original: string, pseudonym: string]>) {
    this.byOriginal = new Map(pairs);
    for (const pseudonym of this.byOriginal.values()) {
      const match = /^([a-z]+)-(\d+)/.exec(pseudonym);
      if (match !== null)
        this.next.set(match[1] ?? '', Math.max(this.next.get(match[1] ?? '') ?? 1, Number(match[2]) + 1));
    }
  }

  name(kind: NameKind, original: string): string {
    const known = this.known(original);
    if (known !== null) return known;
    const rank = this.next.get(kind) ?? 1;
    if (rank > MOST) return `${kind}-beyond-${MOST}`;
    const pseudonym = `${kind}-${rank}`;
    this.next.set(kind, rank + 1);
    this.byOriginal.set(canonical(original), pseudonym);
    return pseudonym;
  }

  known(original: string): string | null {
    return this.byOriginal.get(canonical(original)) ?? null;
  }

  /** For the map: sorted by pseudonym. */
  entries(): readonly (readonly [original: string, pseudonym: string])[] {
    return [...this.byOriginal].sort(([, a], [, b]) => compareRanked(a, b));
  }
}

/** Notes what is seen, as what and how often, and changes nothing. */
export class Sightings implements Namer {
  private readonly seen = new Map<string, Map<string, number>>();
  /** How much the next sightings count: the writes behind a row, else 1. */
  weight = 1;

  name(kind: NameKind, original: string, sure: boolean): string {
    const name = canonical(original);
    const kinds = this.seen.get(name) ?? new Map<string, number>();
    const slot = sure ? kind : `?${kind}`;
    kinds.set(slot, (kinds.get(slot) ?? 0) + this.weight);
    this.seen.set(name, kinds);
    return original;
  }

  known(): null {
    return null;
  }

  /** Names that are words of everybody's: in a sentence nothing but its making shows that they are names. */
  everyday(): ReadonlySet<string> {
    const isSure = (kinds: ReadonlyMap<string, number>): boolean =>
      [...kinds.keys()].some((kind) => !kind.startsWith('?') && kind !== 'input');
    return new Set([...this.seen].filter(([name, kinds]) => isPublic(name) && isSure(kinds)).map(([name]) => name));
  }

  /** The pseudonyms of all that was seen. `inputs` keep the order that they are listed in. */
  ranked(inputs: readonly (readonly [path: string, pseudonym: string])[]): Pseudonyms {
    const fixed = new Map(inputs);
    const byKind = new Map<NameKind, { name: string; weight: number }[]>();
    for (const [name, kinds] of this.seen) {
      if (fixed.has(name)) continue;
      const kind = settledKind(kinds);
      const weight = [...kinds.values()].reduce((sum, one) => sum + one, 0);
      const names = byKind.get(kind);
      if (names === undefined) byKind.set(kind, [{ name, weight }]);
      else names.push({ name, weight });
    }
    const pairs: [string, string][] = [...fixed];
    for (const kind of NAME_KINDS) {
      const names = [...(byKind.get(kind) ?? [])].sort((a, b) => b.weight - a.weight || (a.name < b.name ? -1 : 1));
      names.slice(0, MOST).forEach(({ name }, i) => pairs.push([name, `${kind}-${i + 1}`]));
    }
    return new Pseudonyms(pairs);
  }
}

/** A place that shows the kind outweighs any guess, and `object` says only that it is of no kind with a name of its own. */
function settledKind(kinds: ReadonlyMap<string, number>): NameKind {
  const sure = NAME_KINDS.filter((kind) => kind !== 'object');
  for (const [mark, choice] of [['', sure] as const, ['', NAME_KINDS] as const, ['?', NAME_KINDS] as const]) {
    let best: NameKind | null = null;
    let most = 0;
    for (const kind of choice) {
      const weight = kinds.get(mark + kind) ?? 0;
      if (weight > most) [best, most] = [kind, weight];
    }
    if (best !== null) return best;
  }
  return 'word';
}

const DECIMAL_ID = /^\d{17,20}$/;

/** A member's id is the same in decimal, as `alarm list` prints it, and in hexadecimal, as all else does. */
function canonical(marked: string): string {
  const name = unmarked(marked);
  if (!DECIMAL_ID.test(name)) return name;
  const hex = BigInt(name).toString(16);
  return hex.length <= 16 ? hex : name;
}

function compareRanked(a: string, b: string): number {
  const [, kindA = a, rankA = '0'] = /^(.*?)(\d+)/.exec(a) ?? [];
  const [, kindB = b, rankB = '0'] = /^(.*?)(\d+)/.exec(b) ?? [];
  if (kindA !== kindB) return kindA < kindB ? -1 : 1;
  return Number(rankA) - Number(rankB) || (a < b ? -1 : 1);
}
