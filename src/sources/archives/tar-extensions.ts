import type { Body } from './tar-body.js';
import { readTarNumber, type TarHeader } from './tar-header.js';

/** `length key=value\n`, one after the other. POSIX.1-2017, pax Extended Header. What doesn't hold to it ends them. */
export function readPax(data: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (let at = 0; at < data.length;) {
    const blank = data.indexOf(0x20, at);
    const length = blank === -1 || blank - at > 8 ? NaN : Number(data.toString('latin1', at, blank));
    const end = at + length;
    const equals = data.indexOf(0x3d, at);
    if (!(length > 0) || end > data.length || equals === -1 || equals >= end) break;
    const key = data.toString('latin1', blank + 1, equals);
    const value = data.subarray(equals + 1, end - 1);
    // Version 0.0 of GNU's sparse files repeats its keys: 0.1 and 1.0 give what it says about the parts.
    if (value.length === 0) found.delete(key);
    else found.set(key, value);
    at = end;
  }
  return found;
}

/** A stretch of a file with holes that isn't one. */
export interface SparsePart {
  readonly offset: number;
  readonly length: number;
}

export interface SparseMap {
  readonly size: number;
  readonly parts: readonly SparsePart[];
}

/**
 * Where the data of a file with holes belong. GNU tar's manual, "Storing Sparse Files": the old form has them in the
 * header and blocks behind it, the PAX forms 0.1 in a record and 1.0 before the data. null: it has no holes.
 */
export async function sparseMapOf(
  header: TarHeader,
  block: Buffer,
  pax: (key: string) => Buffer | null,
  body: Body,
): Promise<SparseMap | null> {
  const text = (key: string): string => pax(key)?.toString('latin1') ?? '';
  if (header.type === 'S') return checked(await oldMap(block, body), readTarNumber(block, 483, 12) ?? 0);
  const size = Number(text('GNU.sparse.realsize') || text('GNU.sparse.size') || NaN);
  if (text('GNU.sparse.major') === '1') return checked(await mapBeforeData(body), size);
  const map = text('GNU.sparse.map');
  return map === '' ? null : checked(pairs(map.split(',').map(Number)), size);
}

/** Zeros cost nothing in an archive: more than any log has is not made of them. */
const MOST_SIZE = 2 ** 32;

/** An invalid map is ignored: the data are read as they are stored. */
function checked(parts: readonly SparsePart[], size: number): SparseMap | null {
  let at = 0;
  for (const { offset, length } of parts) {
    if (!(offset >= at && length >= 0)) return null;
    at = offset + length;
  }
  return size >= at && size <= MOST_SIZE ? { size, parts } : null;
}

function pairs(numbers: readonly number[]): SparsePart[] {
  const parts: SparsePart[] = [];
  for (let i = 0; i + 1 < numbers.length; i += 2)
    parts.push({ offset: numbers[i] as number, length: numbers[i + 1] as number });
  return parts;
}

/** Four pairs in the header, and 21 in each block behind it, as long as the last says that there is one more. */
async function oldMap(block: Buffer, body: Body): Promise<SparsePart[]> {
  const numbers: number[] = [];
  const take = (from: Buffer, at: number, count: number): void => {
    for (let i = 0; i < count * 2; i += 1) {
      const value = readTarNumber(from, at + i * 12, 12);
      if (value !== null) numbers.push(value);
    }
  };
  take(block, 386, 4);
  for (let more = block[482] !== 0; more;) {
    const next = await body.before(512);
    if (next.length < 512) break;
    take(next, 0, 21);
    more = next[504] !== 0;
  }
  return pairs(numbers).filter(({ offset, length }) => offset > 0 || length > 0);
}

/** Decimal numbers, a line each, the first how many pairs follow, filled up to whole blocks. */
async function mapBeforeData(body: Body): Promise<SparsePart[]> {
  let text = '';
  for (let blocks = 0; blocks < 2048; blocks += 1) {
    const block = await body.exactly(512);
    text += block.toString('latin1');
    const lines = text.split('\n');
    if (lines.length > Number(lines[0]) * 2 + 1 || block.length < 512)
      return pairs(lines.slice(1, Number(lines[0]) * 2 + 1).map(Number));
  }
  return [];
}
