import type { Described, MetadataField } from '../../model/described.js';
import { epochMicros, type EpochMicros } from '../../model/units.js';
import { uint64 } from './integers.js';

const SIGNATURE = Buffer.from('LPKSHHRH');
/** Up to the time of the last entry: what the first journals had. Later headers are longer. */
export const HEADER_MIN = 208;

const COMPACT = 16;
/** XZ 1, LZ4 2, keyed hash 4, ZSTD 8, compact 16. The keyed hash concerns only who looks things up. */
const KNOWN = 1 | 2 | 4 | 8 | COMPACT;

/** What the header of a journal file shows. https://systemd.io/JOURNAL_FILE_FORMAT/ */
export interface JournalHeader {
  /** Entries hold 32-bit offsets instead of 64-bit ones with hashes. */
  readonly compact: boolean;
  /** Unknown incompatible flags; 0: none. */
  readonly unknownFlags: number;
  readonly headerSize: number;
  /** Header and arena: how long the file is. */
  readonly fileSize: number;
  readonly tailObject: number;
  /** Of the first entry; null: there is none. */
  readonly firstTime: EpochMicros | null;
}

/** For `--format-help`. */
export const JOURNAL_FILE: Described<MetadataField> = {
  id: 'journal-file',
  title: 'systemd journal files (*.journal), as journald and systemd-journal-remote write them',
  sample: 'LPKSHHRH…',
  versions: 'systemd 219 on',
  takes: ['time', 'host', 'program', 'process id', 'unit', 'priority', 'package'],
};

/** Whether these bytes begin a systemd journal file. */
export const isJournalFile = (head: Uint8Array): boolean =>
  head.length >= SIGNATURE.length && SIGNATURE.compare(head, 0, SIGNATURE.length) === 0;

/** null: no journal file, or cut off within its header. */
export function parseHeader(bytes: Buffer, at = 0): JournalHeader | null {
  if (bytes.length - at < HEADER_MIN || !isJournalFile(bytes.subarray(at, at + SIGNATURE.length))) return null;
  const flags = bytes.readUInt32LE(at + 12);
  const headerSize = uint64(bytes, at + 88);
  const arenaSize = uint64(bytes, at + 96);
  const first = uint64(bytes, at + 184);
  return {
    compact: (flags & COMPACT) !== 0,
    unknownFlags: (flags & ~KNOWN) >>> 0,
    headerSize: headerSize >= HEADER_MIN && headerSize <= 1 << 16 ? (headerSize + 7) & ~7 : HEADER_MIN,
    fileSize: headerSize + arenaSize,
    tailObject: uint64(bytes, at + 136),
    firstTime: first > 0 && Number.isSafeInteger(first) ? epochMicros(first) : null,
  };
}
