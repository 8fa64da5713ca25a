import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parseHeader } from '../../../src/decoders/journal-file/header.js';
import { JournalFile, type JournalFileEntry } from '../../../src/decoders/journal-file/journal-file.js';
import { jsonField, jsonMessage, jsonObject, wrappingOf } from '../../../src/decoders/journal-fields.js';
import type { RandomBytes } from '../../../src/model/random-bytes.js';
import { MemoryBytes } from '../../../src/sources/memory-bytes.js';
import { unpackXzValue, unpackZstdValue } from '../../../src/sources/compression/unpack-value.js';

const FOLDER = 'fixtures/decoders/journal-file';

/** Where the states and flags of a journal file stand in its header. */
export const STATE_AT = 16;
export const FLAGS_AT = 12;
export const TAIL_AT = 136;

export const journalBytes = (name: string): Buffer => gunzipSync(readFileSync(`${FOLDER}/${name}.journal.gz`));

export interface ReadEntry {
  readonly offset: number;
  readonly message: string;
  readonly wrapping: JournalFileEntry['wrapping'];
}

export interface ReadJournal {
  readonly entries: readonly ReadEntry[];
  readonly damage: readonly { readonly message: string; readonly offset: number }[];
  /** Also those without a message. */
  readonly count: number;
}

/** All entries of a journal file; null: no header. */
export async function readJournalBytes(bytes: Buffer | RandomBytes): Promise<ReadJournal | null> {
  let source: RandomBytes;
  if (Buffer.isBuffer(bytes)) {
    const held = new MemoryBytes();
    held.push(bytes);
    source = held;
  } else source = bytes;
  const at = source.hold(0, 208);
  const header = at === -1 ? null : parseHeader(source.bytes, at);
  if (header === null) return null;
  const damage: { message: string; offset: number }[] = [];
  const journal = new JournalFile(source, header, { zstd: unpackZstdValue, xz: unpackXzValue }, (message, offset) =>
    damage.push({ message, offset }),
  );
  const entries: ReadEntry[] = [];
  for (const step of journal.entries()) {
    if (step instanceof Promise) await step;
    else entries.push({ offset: step.offset, message: step.message.toString('utf8'), wrapping: step.wrapping });
  }
  return { entries, damage, count: journal.entryCount };
}

/** What journalctl printed of a fixture, as the decoder tells it. Entries without a message say nothing. */
export function printed(name: string): Omit<ReadEntry, 'offset'>[] {
  const lines = readFileSync(`${FOLDER}/${name}.jsonl`, 'utf8').trimEnd().split('\n');
  return lines.flatMap((line) => {
    const fields = jsonObject(line) ?? {};
    const message = jsonMessage(fields['MESSAGE']);
    if (message === null) return [];
    return [{ message: message.toString('utf8'), wrapping: wrappingOf((field) => jsonField(fields, field)) }];
  });
}

export const withoutOffsets = (entries: readonly ReadEntry[]): Omit<ReadEntry, 'offset'>[] =>
  entries.map(({ message, wrapping }) => ({ message, wrapping }));
