import { isJournalFile } from '../decoders/journal-file/header.js';
import { archiveKind, headOfPlace } from '../sources/archives/archive-kind.js';
import { readArchive } from '../sources/archives/archive.js';
import { wholeFile } from '../sources/place.js';
import { headOf, isAtRest, readChunks, readHead, type Source } from '../sources/reader.js';
import { readCitedEntries } from './journal-input.js';

/** What an input holds at the lines that a report cites. */
export interface CitedLines {
  /** Of the input as it lies, before decompression. */
  readonly sha256: string;
  readonly problem: string | null;
  /** By line number, or, of a binary input, by offset; without the line's end. A line that isn't there isn't in the map. */
  readonly lines: ReadonlyMap<number, string>;
}

/** Longest piece of a line that is kept: evidence holds less. */
const KEPT = 1 << 16;
const LF = 0x0a;

/**
 * Reads an input once, keeping only the wanted lines. Never throws on content; a file that can't be opened is a problem.
 * `head`: its first bytes, where they can't be had without taking them.
 */
export async function readCitedLines(
  source: Source,
  wanted: ReadonlySet<number>,
  head: Buffer | null = null,
): Promise<CitedLines> {
  if (await isJournal(source, head)) {
    const { result, messages } = await readCitedEntries(source, wanted);
    return { sha256: result.sha256, problem: result.problem, lines: messages };
  }
  const lines = new Map<number, string>();
  let line = 1;
  let held: Buffer[] = [];
  let size = 0;
  const keep = (bytes: Buffer): void => {
    if (!wanted.has(line) || size >= KEPT || bytes.length === 0) return;
    held.push(Buffer.from(bytes.subarray(0, KEPT - size)));
    size += bytes.length;
  };
  const close = (): void => {
    if (wanted.has(line)) lines.set(line, textOf(Buffer.concat(held), line));
    held = [];
    size = 0;
  };
  const result = await readChunks(source, (chunk) => {
    let from = 0;
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, from)) {
      keep(chunk.subarray(from, at));
      close();
      from = at + 1;
      line += 1;
    }
    keep(chunk.subarray(from));
  });
  if (size > 0) close();
  return { sha256: result.sha256, problem: result.problem, lines };
}

/**
 * The same of the members of an archive, by their paths. `name` is what their paths begin with, which may be another name
 * than the file's. A member that isn't there isn't in the map.
 */
export async function readCitedMembers(
  file: string,
  name: string,
  wanted: ReadonlyMap<string, ReadonlySet<number>>,
): Promise<ReadonlyMap<string, CitedLines>> {
  const found = new Map<string, CitedLines>();
  const place = wholeFile(file);
  const kind = await archiveKind(await headOfPlace(place));
  if (kind === null) return found;
  for await (const member of readArchive(place, name, kind, () => undefined)) {
    const lines = wanted.get(member.path);
    if (lines === undefined || member.problem !== null) continue;
    found.set(member.path, await readCitedLines(member.place ?? member.read(), lines, member.head));
  }
  return found;
}

async function isJournal(source: Source, head: Buffer | null): Promise<boolean> {
  try {
    const raw = head ?? (isAtRest(source) ? readHead(source).raw : null);
    return raw !== null && isJournalFile(await headOf(raw));
  } catch {
    return false;
  }
}

function textOf(bytes: Buffer, line: number): string {
  const text = bytes.toString('utf8').replace(/\r$/, '');
  return line === 1 ? text.replace(/^\ufeff/, '') : text;
}
