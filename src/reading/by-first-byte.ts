import type { Described } from '../model/described.js';

/** The bytes of `begins`: printable ASCII, the blank and the tab. For any other first byte, all parsers are tried. */
const SPOKEN_OF = (byte: number): boolean => byte === 9 || (byte >= 32 && byte < 127);
const ALL = 256;

/** Dialects, or wrappings, by the first byte of a text: those that it may be of, in the order in which they are asked. */
export class ByFirstByte<T extends Pick<Described, 'begins'>> {
  private readonly lists: readonly (readonly T[])[];

  constructor(readonly all: readonly T[]) {
    const classes = all.map(({ begins }) => (begins === undefined ? null : classOf(begins)));
    this.lists = Array.from({ length: ALL + 1 }, (_, byte) => {
      if (!SPOKEN_OF(byte)) return all;
      return all.filter((_one, i) => classes[i]?.has(byte) ?? true);
    });
  }

  /** The parsers that may recognise the text in [start, end). */
  at(bytes: Uint8Array, start: number, end: number): readonly T[] {
    return this.lists[start < end ? (bytes[start] as number) : ALL] as readonly T[];
  }

  /** The same for a text that is decoded. */
  of(text: string): readonly T[] {
    const code = text.length > 0 ? text.charCodeAt(0) : ALL;
    return this.lists[Math.min(code, ALL)] as readonly T[];
  }
}

/** The bytes of `A-Z0-9[{`: a minus between two characters makes a range, the first one stands for itself. */
function classOf(text: string): ReadonlySet<number> {
  const bytes = new Set<number>();
  for (let i = 0; i < text.length; i += 1) {
    const isRange = text[i + 1] === '-' && i + 2 < text.length;
    const to = text.charCodeAt(isRange ? i + 2 : i);
    for (let byte = text.charCodeAt(i); byte <= to; byte += 1) bytes.add(byte);
    if (isRange) i += 2;
  }
  return bytes;
}

const indexes = new WeakMap<readonly Pick<Described, 'begins'>[], unknown>();

/** The index of a list, made once: readers come and go. */
export function byFirstByte<T extends Pick<Described, 'begins'>>(all: readonly T[]): ByFirstByte<T> {
  const known = indexes.get(all) as ByFirstByte<T> | undefined;
  if (known !== undefined) return known;
  const made = new ByFirstByte(all);
  indexes.set(all, made);
  return made;
}
