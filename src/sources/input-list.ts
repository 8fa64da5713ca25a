import fs from 'node:fs';
import path from 'node:path';
import type { ArchiveStream } from './archives/archive.js';
import { failure } from './failure.js';
import type { Place } from './place.js';

/** One input as it will be read. `path` is what reports call it: as it was given, with members of a folder behind it. */
export interface InputFile {
  readonly path: string;
  /** The file that it is, or that it lies in; null: standard input. */
  readonly file: string | null;
  /** The dialect that `FORMAT:PATH` forces; null: recognise. */
  readonly format: string | null;
  readonly size: number | null;
  /** Modification time in milliseconds; null on standard input. */
  readonly modifiedMs: number | null;
  /** Why it can't be opened; null: it can. */
  readonly problem: string | null;
  /** The archive's path, of a member of one. */
  readonly container: string | null;
  /** Whether it was come upon in a folder or an archive, and not named: there, empty files are nothing unusual. */
  readonly found: boolean;
  /** Where a member's bytes lie; null: it is the file, or it comes by as `archiveStream` is read. */
  readonly place: Place | null;
  readonly archiveStream: ArchiveStream | null;
  /** Of an archive, the one member that is wanted, or all below it; null: all. */
  readonly select: string | null;
  /** What is known of its bytes, where they were read to find its problem. */
  readonly read: { readonly bytes: number; readonly sha256: string } | null;
}

const PLAIN = { format: null, size: null, modifiedMs: null, problem: null, container: null, found: false };
const FILE = { ...PLAIN, place: null, archiveStream: null, select: null, read: null };

/**
 * Expands what the command line named: files as they are, folders walked in name order, `-` for standard input,
 * `FORMAT:PATH` where FORMAT is a known dialect and no file of the whole name exists. Sorted by path, so that the order
 * in which inputs were named changes nothing. The same file named twice is read once.
 */
export function listInputs(given: readonly string[], formats: ReadonlySet<string>): InputFile[] {
  const found = new Map<string, InputFile>();
  const add = (input: InputFile): void => {
    const key = input.select ?? input.path;
    if (!found.has(key)) found.set(key, input);
  };
  for (const name of given) {
    if (name === '-') {
      add({ ...FILE, path: '-', file: null });
      continue;
    }
    const colon = name.indexOf(':');
    const forced = colon > 0 && formats.has(name.slice(0, colon)) && !fs.existsSync(name) ? name.slice(0, colon) : null;
    for (const input of named(forced === null ? name : name.slice(colon + 1), forced)) add(input);
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** A name as it is; else, where the beginning of it is that of a file, the member of an archive that is in that file. */
function named(name: string, format: string | null): Iterable<InputFile> {
  if (name.includes('!') && !fs.existsSync(name)) {
    for (let mark = name.indexOf('!'); mark !== -1; mark = name.indexOf('!', mark + 1)) {
      const archive = name.slice(0, mark);
      if (!isFile(archive)) continue;
      return [...walk(archive, format, new Set(), false)].map((input) => ({ ...input, select: name }));
    }
  }
  return walk(name, format, new Set(), false);
}

const isFile = (name: string): boolean => fs.statSync(name, { throwIfNoEntry: false })?.isFile() === true;

function* walk(name: string, format: string | null, above: ReadonlySet<string>, found: boolean): Generator<InputFile> {
  const input = { ...FILE, path: name, file: name, format, found };
  try {
    const stat = fs.statSync(name);
    if (stat.isDirectory()) {
      const real = fs.realpathSync(name);
      if (above.has(real)) return; // a link back to a folder that we are in
      const inside = new Set(above).add(real);
      for (const entry of fs.readdirSync(name).sort()) yield* walk(path.join(name, entry), format, inside, true);
    } else if (stat.isFile()) yield { ...input, size: stat.size, modifiedMs: stat.mtimeMs };
    else if (!found) yield input; // a pipe that was named; one in a folder would be waited for
  } catch (error) {
    yield { ...input, problem: failure(error) };
  }
}
