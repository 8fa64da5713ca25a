import type * as Yauzl from 'yauzl';
import type { Entry, ExtraField, ZipFile } from 'yauzl';
import { OpenPlace, within, type Place } from '../place.js';
import { readTornZip } from './torn-zip.js';

export interface ZipEntry {
  readonly name: string;
  readonly size: number;
  readonly modifiedMs: number | null;
  /** null: it can't be read, and `problem` says why. */
  readonly place: Place | null;
  readonly problem: string | null;
}

/** More than a bundle has; a crafted list would continue for ever. */
const MOST_ENTRIES = 200_000;
/** Unpacked they may hold so much, or so many times the archive's size. */
const ALWAYS = 2 ** 30;
const MOST_TIMES = 250;

type Library = Pick<typeof Yauzl, 'getFileNameLowLevel' | 'parseExtraFields'>;

const CUT = 'zip archive truncated';
const UNIX = 3;
const FORMAT = 0o170000;
const FOLDER = 0o040000;
const LINK = 0o120000;

/**
 * The regular files of a zip archive by its central directory, with where their bytes lie: stored or deflated ones,
 * also of a zip64. Without a directory, for it was cut off, by what precedes each member. `onProblem` hears of what
 * could not be read. The place must be one of bytes as they lie.
 */
export async function* readZip(
  place: Place,
  onProblem: (message: string) => void,
): AsyncGenerator<ZipEntry, void, void> {
  const { default: yauzl } = await import('yauzl');
  const open = new OpenPlace(place);
  /** What the library reads from: a place, which may be a stretch of a file or bytes in memory. */
  class PlaceReader extends yauzl.RandomAccessReader {
    override read(
      buffer: Buffer,
      offset: number,
      length: number,
      position: number,
      done: (error: Error | null) => void,
    ): void {
      let error: Error | null = null;
      try {
        const bytes = open.read(position, length);
        bytes.copy(buffer, offset);
        if (bytes.length < length) error = new Error('truncated');
      } catch (thrown) {
        error = thrown instanceof Error ? thrown : new Error(String(thrown));
      }
      setImmediate(done, error);
    }
  }
  try {
    const zip = await yauzl.fromRandomAccessReaderPromise(new PlaceReader(), open.size, {
      decodeStrings: false,
      validateEntrySizes: false,
      autoClose: false,
    });
    let count = 0;
    let total = 0;
    for await (const entry of zip.eachEntry()) {
      if ((count += 1) > MOST_ENTRIES) throw new Error(`more than ${MOST_ENTRIES} members`);
      const name = nameOf(yauzl, entry);
      if (name.endsWith('/') || !isRegular(entry)) continue;
      total += entry.uncompressedSize;
      const isTooMuch = total > ALWAYS && total > open.size * MOST_TIMES;
      const problem = isTooMuch
        ? `unpacks to more than ${MOST_TIMES} times the size of its archive`
        : unreadable(entry);
      yield {
        name,
        size: entry.uncompressedSize,
        modifiedMs: entry.getLastModDate({ timezone: 'UTC' }).getTime(),
        ...(problem === null ? await placeOf(zip, entry, place) : { place: null, problem }),
      };
    }
  } catch (error) {
    const reason = reasonOf(error);
    onProblem(reason);
    if (reason === CUT) yield* withoutDirectory(yauzl, place);
  } finally {
    open.close();
  }
}

async function* withoutDirectory(yauzl: Library, archive: Place): AsyncGenerator<ZipEntry, void, void> {
  let count = 0;
  for await (const { flags, name: raw, extra, size, place, method } of readTornZip(archive)) {
    if ((count += 1) > MOST_ENTRIES) return;
    const name = yauzl.getFileNameLowLevel(flags, raw, fieldsIn(yauzl, extra), false);
    if (name.endsWith('/')) continue;
    const problem = unreadable({ isEncrypted: () => (flags & 1) !== 0, compressionMethod: method });
    const about = { name, size, modifiedMs: null };
    yield place === null ? { ...about, place, problem: problem ?? CUT } : { ...about, place, problem: null };
  }
}

function fieldsIn(yauzl: Library, extra: Buffer): ExtraField[] {
  try {
    return yauzl.parseExtraFields(extra);
  } catch {
    return [];
  }
}

function nameOf(yauzl: Library, entry: Entry): string {
  return yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
}

/** Where a Unix program packed it, its mode shows links. What was piped into `zip` is marked as a pipe, and is data. */
function isRegular({ versionMadeBy, externalFileAttributes }: Entry): boolean {
  const mode = versionMadeBy >> 8 === UNIX ? (externalFileAttributes >>> 16) & FORMAT : 0;
  return mode !== LINK && mode !== FOLDER;
}

function unreadable(entry: Pick<Entry, 'isEncrypted' | 'compressionMethod'>): string | null {
  if (entry.isEncrypted()) return 'encrypted';
  const { compressionMethod: method } = entry;
  return method === 0 || method === 8 ? null : `compressed with an unsupported zip method (${method})`;
}

async function placeOf(
  zip: ZipFile,
  entry: Entry,
  archive: Place,
): Promise<{ readonly place: Place | null; readonly problem: string | null }> {
  try {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    const bytes = within(archive, fileDataStart, fileDataStart + entry.compressedSize);
    const deflated = entry.compressionMethod === 0 ? null : { size: entry.uncompressedSize, crc32: entry.crc32 };
    return { place: { ...bytes, deflated }, problem: null };
  } catch (error) {
    return { place: null, problem: reasonOf(error) };
  }
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.includes('truncated') || message === 'truncated' ? CUT : `zip: ${message}`;
}
