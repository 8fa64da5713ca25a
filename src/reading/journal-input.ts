import { isJournalFile, HEADER_MIN, parseHeader, type JournalHeader } from '../decoders/journal-file/header.js';
import { JournalFile, type JournalFileEntry } from '../decoders/journal-file/journal-file.js';
import type { RandomBytes } from '../model/random-bytes.js';
import type { EpochMicros } from '../model/units.js';
import { FileBytes } from '../sources/file-bytes.js';
import { MEMORY_LIMIT, MemoryBytes } from '../sources/memory-bytes.js';
import { headOf, isAtRest, type ReadResult, type Source } from '../sources/reader.js';
import { unpackXzValue, unpackZstdValue } from '../sources/compression/unpack-value.js';
import type { LineReader } from './line-reader.js';
import { openRandom } from './random-input.js';
import { sourceOf } from './shard/source.js';
import type { Shard, ShardHooks } from './shard/shard.js';

const UNPACKERS = { zstd: unpackZstdValue, xz: unpackXzValue };
/** Entries between two looks at signals. */
const ROUND = 2048;

/** Gives each entry of a systemd journal file to the reader, in the order of the file. */
export async function readJournal(
  shard: Shard,
  reader: LineReader,
  onProblem: (message: string) => void,
  hooks: ShardHooks,
): Promise<ReadResult> {
  const source = sourceOf(shard, hooks);
  const file = typeof source === 'string' ? source : null;
  const journal = await openRandom(source, isJournalFile, hooks);
  try {
    const header = headerOf(journal.bytes);
    let problem = problemOf(header, journal.bytes, file);
    if (header !== null && header.unknownFlags === 0) {
      const entries = new JournalFile(journal.bytes, header, UNPACKERS, (what, offset) =>
        onProblem(`byte ${offset}: ${what}`),
      );
      let told = 0;
      const onRound = async (): Promise<boolean> => {
        if (isAtRest(source)) hooks.onBytes?.(entries.offset - told);
        told = entries.offset;
        hooks.onLines?.(reader.counts.lines);
        await new Promise((resolve) => setImmediate(resolve));
        return hooks.signal?.aborted !== true;
      };
      const all = await eachEntry(entries, onRound, ({ message, wrapping, offset }) =>
        reader.message(message, wrapping, offset),
      );
      if (!all) problem ??= 'interrupted';
      await onRound();
    }
    const result = journal.result();
    return problem === null || result.problem !== null ? result : { ...result, complete: false, problem };
  } finally {
    journal.close();
  }
}

async function eachEntry(
  journal: JournalFile,
  onRound: () => Promise<boolean>,
  onEntry: (entry: JournalFileEntry) => boolean | void,
): Promise<boolean> {
  let left = ROUND;
  for (const step of journal.entries()) {
    if (step instanceof Promise) await step;
    else if (onEntry(step) === false) break;
    if ((left -= 1) > 0) continue;
    left = ROUND;
    if (!(await onRound())) return false;
  }
  return true;
}

function headerOf(source: RandomBytes): JournalHeader | null {
  const at = source.hold(0, HEADER_MIN);
  return at === -1 ? null : parseHeader(source.bytes, at);
}

function problemOf(header: JournalHeader | null, source: RandomBytes, file: string | null): string | null {
  if (header === null) return 'journal file truncated within its header';
  if (header.unknownFlags !== 0) {
    const name =
      file === null || source instanceof MemoryBytes
        ? 'FILE'
        : /^[\w./@+~-]+$/.test(file)
          ? file
          : JSON.stringify(file);
    const flags = `0x${header.unknownFlags.toString(16)}`;
    return `journal file with unsupported features (flags ${flags}); run journalctl --file ${name} -o export | etcd-postmortem -`;
  }
  if (source instanceof MemoryBytes && source.isCut)
    return `journal file of more than ${MEMORY_LIMIT >> 20} MiB, which can be read only uncompressed: unpack it and specify the file`;
  return header.fileSize > source.size
    ? `journal file truncated: ${source.size} of ${header.fileSize} bytes present`
    : null;
}

/** Text that stands for the first entries, and when the first was written. */
export interface JournalHead {
  readonly text: Buffer;
  readonly firstTime: EpochMicros | null;
}

const HEAD_ENTRIES = 1000;
const HEAD_TEXT = 1 << 16;
/** Hash tables precede the entries: megabytes, but empty ones mostly. */
const HEAD_UNPACKED = 1 << 24;

/**
 * The first entries as `journalctl -o short-iso-precise` prints them, for those who look at the head of an input before
 * it is read: zone, names, dialects. `raw`: its first bytes as they lie.
 */
export async function readJournalHead(input: Source, raw: Buffer): Promise<JournalHead> {
  const plain = isJournalFile(raw);
  const source = plain && isAtRest(input) ? new FileBytes(input) : new MemoryBytes();
  try {
    if (source instanceof MemoryBytes) source.push(plain ? raw : await headOf(raw, HEAD_UNPACKED));
    const header = headerOf(source);
    if (header === null) return { text: Buffer.alloc(0), firstTime: null };
    const lines: string[] = [];
    let length = 0;
    if (header.unknownFlags === 0) {
      const journal = new JournalFile(source, header, UNPACKERS, () => undefined);
      const more = (): boolean => lines.length < HEAD_ENTRIES && length < HEAD_TEXT;
      await eachEntry(
        journal,
        () => Promise.resolve(journal.entryCount < HEAD_ENTRIES),
        (entry) => {
          const line = headLine(entry);
          lines.push(line);
          length += line.length;
          return more();
        },
      );
    }
    return { text: Buffer.from(lines.join('')), firstTime: header.firstTime };
  } finally {
    if (source instanceof FileBytes) source.close();
  }
}

function headLine({ wrapping: { outerTime, host, ident, pid }, message }: JournalFileEntry): string {
  const time = outerTime === null ? '' : `${new Date(outerTime / 1000).toISOString().slice(0, -1)}000+0000 `;
  const process = pid === null ? (ident ?? 'unknown') : `${ident ?? 'unknown'}[${pid}]`;
  return `${time}${host ?? 'localhost'} ${process}: ${message.toString('utf8').replaceAll('\n', ' ')}\n`;
}

/** The messages of the entries at these offsets, as evidence has them; one that isn't there isn't in the map. */
export async function readCitedEntries(
  input: Source,
  wanted: ReadonlySet<number>,
): Promise<{ readonly result: ReadResult; readonly messages: ReadonlyMap<number, string> }> {
  const messages = new Map<number, string>();
  const journal = await openRandom(input, isJournalFile);
  try {
    const header = headerOf(journal.bytes);
    if (header !== null && header.unknownFlags === 0) {
      const entries = new JournalFile(journal.bytes, header, UNPACKERS, () => undefined);
      for (const offset of wanted) {
        for (const step of entries.entryAt(offset)) {
          if (step instanceof Promise) await step;
          else messages.set(offset, step.message.toString('utf8'));
        }
      }
    }
    return { result: journal.result(), messages };
  } finally {
    journal.close();
  }
}
