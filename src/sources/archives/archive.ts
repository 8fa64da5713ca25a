import { visible } from '../../model/evidence.js';
import { archiveKind, beginning, headOfPlace, MOST_HELD, type ArchiveKind } from './archive-kind.js';
import { ByteStream, collect, type Chunks } from '../chunks.js';
import { compressionOf, unpacked } from '../compression/compression.js';
import { heldBytes, OpenPlace, placeChunks, within, type Place } from '../place.js';
import { readTar } from './tar.js';
import { readZip, type ZipEntry } from './zip.js';

/** An archive that can only be read from its beginning, for it is packed as a whole. */
export interface ArchiveStream {
  readonly place: Place;
  /** What its members' paths begin with. */
  readonly path: string;
  /** How many archives it is inside of. */
  readonly depth: number;
}

/** A regular file in an archive. */
export interface Member {
  /** `archive!inner/path` */
  readonly path: string;
  readonly container: string;
  readonly size: number;
  readonly modifiedMs: number | null;
  /** Where its bytes lie; null: they come by only as the archive stream is read. */
  readonly place: Place | null;
  readonly archiveStream: ArchiveStream | null;
  /** Why it can't be read. */
  readonly problem: string | null;
  /** Its first bytes as they lie. */
  readonly head: Buffer;
  /** Its bytes: to be read before the next member is asked for. */
  read(): Chunks;
}

/** An archive that could not be read, or not to its end. */
export type OnProblem = (archive: string, message: string) => void;

/** An archive in an archive, and no deeper. */
const MOST_DEPTH = 2;
const MOST_MEMBERS = 200_000;

/** The regular files of the archive at a place, in its own order, and of archives in it. */
export async function* readArchive(
  place: Place,
  path: string,
  kind: ArchiveKind,
  onProblem: OnProblem,
  depth = 1,
): AsyncGenerator<Member, void, void> {
  try {
    if (kind === 'packed-tar') yield* readArchiveStream({ place, path, depth }, onProblem);
    else if (kind === 'zip') yield* readZipMembers(place, path, null, depth, onProblem);
    else yield* readPlainTar({ place, path, depth }, onProblem);
  } catch (error) {
    onProblem(path, messageOf(error));
  }
}

/** A tar archive whose bytes lie as they are: each member is a stretch of it, but for those with holes and a cut one. */
async function* readPlainTar(archiveStream: ArchiveStream, onProblem: OnProblem): AsyncGenerator<Member, void, void> {
  const { place, path, depth } = archiveStream;
  const input = new PlaceInput(place);
  const names = new Names(path);
  try {
    for await (const entry of readTar(input, (message) => onProblem(path, message))) {
      const name = names.next(entry.name);
      const { at } = entry;
      if (at !== null && at.to <= input.size)
        yield* open(within(place, at.from, at.to), name, path, entry, depth, null, onProblem);
      else yield* pass(entry.read(), name, path, entry, archiveStream, depth, onProblem);
    }
  } finally {
    input.close();
  }
}

/** `archiveStream`: what the archive comes by in, where it is held in memory for it. */
async function* readZipMembers(
  place: Place,
  path: string,
  archiveStream: ArchiveStream | null,
  depth: number,
  onProblem: OnProblem,
): AsyncGenerator<Member, void, void> {
  const names = new Names(path);
  for await (const entry of readZip(place, (message) => onProblem(path, message))) {
    const name = names.next(Buffer.from(entry.name));
    if (entry.place === null) yield { ...unreadable(entry, name, path), archiveStream };
    else yield* open(entry.place, name, path, entry, depth, archiveStream, onProblem);
  }
}

/** The regular files of an archive as they come by, reading it from its beginning. Their paths are those of `readArchive`. */
export async function* readArchiveStream(
  archiveStream: ArchiveStream,
  onProblem: OnProblem,
): AsyncGenerator<Member, void, void> {
  const { path, depth } = archiveStream;
  yield* readStream(placeChunks(archiveStream.place), path, archiveStream, depth, onProblem);
}

/** A member that lies somewhere: itself, or what is in it if it is an archive. */
async function* open(
  place: Place,
  path: string,
  container: string,
  about: Pick<Member, 'size' | 'modifiedMs'>,
  depth: number,
  archiveStream: ArchiveStream | null,
  onProblem: OnProblem,
): AsyncGenerator<Member, void, void> {
  let head: Buffer = Buffer.alloc(0);
  let problem: string | null = null;
  try {
    head = await headOfPlace(place);
  } catch (error) {
    problem = messageOf(error);
  }
  const kind = await archiveKind(head);
  if (kind !== null && depth < MOST_DEPTH) {
    const inner: ArchiveStream = { place, path, depth: depth + 1 };
    // What is packed on its own is read from its beginning, and so is all that is in it.
    if (place.deflated !== null && kind !== 'packed-tar')
      yield* readStream(placeChunks(place), path, inner, depth + 1, onProblem);
    else yield* readArchive(place, path, kind, onProblem, depth + 1);
    return;
  }
  if (isAppleDouble(path, head)) return;
  yield {
    ...about,
    path,
    container,
    place: archiveStream === null ? place : null,
    archiveStream,
    problem: problem ?? (kind === null ? null : TOO_DEEP),
    head,
    read: () => placeChunks(place),
  };
}

const TOO_DEEP = 'an archive nested in two other archives is not opened';

/** A member that comes by: itself, or what is in it if it is an archive. */
async function* pass(
  bytes: Chunks,
  path: string,
  container: string,
  about: Pick<Member, 'size' | 'modifiedMs'>,
  archiveStream: ArchiveStream,
  depth: number,
  onProblem: OnProblem,
): AsyncGenerator<Member, void, void> {
  const { head, all } = await beginning(bytes);
  const kind = await archiveKind(head);
  if (kind !== null && depth < MOST_DEPTH) {
    yield* readStream(all, path, archiveStream, depth + 1, onProblem);
    return;
  }
  if (isAppleDouble(path, head)) return;
  yield {
    ...about,
    path,
    container,
    place: null,
    archiveStream,
    problem: kind === null ? null : TOO_DEEP,
    head,
    read: () => all,
  };
}

async function* readStream(
  bytes: Chunks,
  path: string,
  archiveStream: ArchiveStream,
  depth: number,
  onProblem: OnProblem,
): AsyncGenerator<Member, void, void> {
  const { head, all } = await beginning(bytes);
  try {
    if ((await archiveKind(head)) === 'zip') {
      const held = await collect(all, MOST_HELD);
      if (held === null)
        return onProblem(path, `a compressed zip archive of more than ${MOST_HELD >> 20} MiB: unpack it first`);
      yield* readZipMembers(heldBytes(held), path, archiveStream, depth, onProblem);
      return;
    }
    const compression = compressionOf(head);
    let failure: string | null = null;
    const source = compression === null ? all : unpacked(compression, all);
    const input = new ByteStream(listened(source, (error) => (failure = messageOf(error))));
    const names = new Names(path);
    try {
      // The reason precedes what comes of it.
      for await (const entry of readTar(input, (message) => onProblem(path, failure ?? message)))
        yield* pass(entry.read(), names.next(entry.name), path, entry, archiveStream, depth, onProblem);
      // Whether the packed bytes are whole shows at their end.
      while ((await input.some(1 << 20)) !== null);
    } finally {
      await input.close();
    }
  } catch (error) {
    onProblem(path, messageOf(error));
  }
}

async function* listened(source: Chunks, onError: (error: unknown) => void): Chunks {
  try {
    yield* source;
  } catch (error) {
    onError(error);
    throw error;
  }
}

const unreadable = ({ size, modifiedMs, problem }: ZipEntry, path: string, container: string): Member => ({
  path,
  container,
  size,
  modifiedMs,
  place: null,
  archiveStream: null,
  problem,
  head: Buffer.alloc(0),
  read: () => {
    throw new Error(problem ?? '');
  },
});

/** macOS puts a file's attributes beside it, as one of its own: nothing that anybody wrote. */
function isAppleDouble(path: string, head: Buffer): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/^.*!/, '');
  return name.startsWith('._') && head.length >= 4 && head.readUInt32BE(0) === 0x00051607;
}

/** What members are called in reports: never the name of a file that anything opens. */
class Names {
  private readonly seen = new Map<string, number>();
  private count = 0;

  constructor(private readonly archive: string) {}

  next(raw: Buffer): string {
    if ((this.count += 1) > MOST_MEMBERS) throw new Error(`more than ${MOST_MEMBERS} members`);
    const text = raw.toString('utf8');
    // Names that aren't UTF-8 keep their bytes apart in Latin-1.
    const decoded = text.includes('\ufffd') ? raw.toString('latin1') : text;
    const name = visible(decoded.replace(/^(?:\.\/)+/, '')).slice(0, 1024);
    const times = (this.seen.get(name) ?? 0) + 1;
    this.seen.set(name, times);
    return `${this.archive}!${name}${times === 1 ? '' : `#${times}`}`;
  }
}

/** A tar archive whose bytes lie somewhere: what isn't looked at isn't read. */
class PlaceInput {
  position = 0;
  private readonly open: OpenPlace;

  constructor(place: Place) {
    this.open = new OpenPlace(place);
  }

  get size(): number {
    return this.open.size;
  }

  some(most: number): Promise<Buffer | null> {
    const bytes = this.open.read(this.position, Math.min(most, 1 << 20));
    this.position += bytes.length;
    return Promise.resolve(bytes.length === 0 ? null : bytes);
  }

  exactly(length: number): Promise<Buffer> {
    const bytes = this.open.read(this.position, length);
    this.position += bytes.length;
    return Promise.resolve(bytes);
  }

  skip(length: number): Promise<number> {
    const skipped = Math.min(length, Math.max(0, this.size - this.position));
    this.position += skipped;
    return Promise.resolve(skipped);
  }

  close(): void {
    this.open.close();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
