import type { Chunks } from '../chunks.js';
import { Body, type TarInput } from './tar-body.js';
import { TarHeader } from './tar-header.js';
import { readPax, sparseMapOf, type SparsePart } from './tar-extensions.js';

const BLOCK = 512;
/** What a long name or the records of a PAX header may take. */
const MOST_EXTENSION = 1 << 20;

export interface TarEntry {
  /** As it is written there, in bytes. */
  readonly name: Buffer;
  readonly size: number;
  readonly modifiedMs: number | null;
  /** Where its bytes lie in the archive, all in one; null: with holes, so that only reading gives them. */
  readonly at: { readonly from: number; readonly to: number } | null;
  /** Its bytes: read them before the next entry, and not if they were already obtained elsewhere. */
  read(): Chunks;
}

/**
 * The regular files of a tar archive, one after the other: ustar, GNU (long names, sparse files), PAX, and the old form
 * without a magic. A damaged header is passed over, as GNU tar does. `onProblem` hears of what could not be read.
 */
export async function* readTar(
  input: TarInput,
  onProblem: (message: string) => void,
): AsyncGenerator<TarEntry, void, void> {
  let globals: ReadonlyMap<string, Buffer> = new Map();
  let own: ReadonlyMap<string, Buffer> = new Map();
  let longName: Buffer | null = null;
  let isDamaged = false;
  for (;;) {
    const start = input.position;
    const block = await input.exactly(BLOCK);
    if (block.length < BLOCK) {
      if (block.length > 0) onProblem('truncated in a header');
      return;
    }
    if (block.every((byte) => byte === 0)) return;
    const header = TarHeader.read(block);
    if (header === null) {
      if (!isDamaged) onProblem(`damaged: no header at byte ${start}, looking for the next`);
      isDamaged = true;
      continue;
    }
    isDamaged = false;
    if (header.isExtension) {
      const isRead = header.size <= MOST_EXTENSION;
      const data = isRead ? await input.exactly(header.size) : Buffer.alloc(0);
      if (isRead && data.length < header.size) return onProblem('truncated in a header');
      await input.skip(isRead ? padding(header.size) : header.size + padding(header.size));
      if (header.type === 'x' || header.type === 'X') own = readPax(data);
      else if (header.type === 'g') globals = new Map([...globals, ...readPax(data)]);
      else if (header.type === 'L') longName = untilZero(data);
      continue;
    }
    const pax = (key: string): Buffer | null => own.get(key) ?? globals.get(key) ?? null;
    const stored = numberIn(pax('size')) ?? header.size;
    const name = pax('GNU.sparse.name') ?? pax('path') ?? longName ?? header.name;
    const seconds = Number(pax('mtime')?.toString('latin1') ?? NaN);
    const entry = new Body(input, stored);
    if (header.isFile(name)) {
      const sparse = await sparseMapOf(header, block, pax, entry);
      yield {
        name,
        size: sparse === null ? stored : sparse.size,
        modifiedMs: Number.isFinite(seconds) ? seconds * 1000 : header.modifiedMs,
        at: sparse === null ? { from: input.position, to: input.position + stored } : null,
        read: () => (sparse === null ? entry.chunks() : expand(entry, sparse.parts, sparse.size)),
      };
      own = new Map();
      longName = null;
    } else {
      own = new Map();
      longName = null;
      if (!header.hasData) continue;
    }
    const missing = await entry.skip();
    if (missing > 0) return onProblem(`truncated: ${missing} bytes of the last member are missing`);
    await input.skip(padding(stored));
  }
}

/** Up to whole blocks. Sizes may be beyond 32 bits. */
const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

function untilZero(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end === -1 ? bytes : bytes.subarray(0, end);
}

function numberIn(text: Buffer | null): number | null {
  const found = text === null ? '' : text.toString('latin1');
  return /^\d{1,15}$/.test(found) ? Number(found) : null;
}

const ZEROS = Buffer.alloc(1 << 16);

/** A sparse file as it was: zeros where it has holes. */
async function* expand(body: Body, parts: readonly SparsePart[], size: number): Chunks {
  let at = 0;
  for (const { offset, length } of [...parts, { offset: size, length: 0 }]) {
    for (; at < offset; at += Math.min(ZEROS.length, offset - at)) yield ZEROS.subarray(0, offset - at);
    yield* body.chunks(length);
    at += length;
  }
}
