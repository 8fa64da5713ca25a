import { archiveKind, headLength, headOfPlace, MOST_HELD, type ArchiveKind } from './archives/archive-kind.js';
import type { Member } from './archives/archive.js';
import { hashFile } from './file-hash.js';
import type { InputFile } from './input-list.js';
import { heldBytes, wholeFile, type Place } from './place.js';
import { holdStdin, readStdinHead } from './reader.js';

/** An input that can be read, with its first bytes as they lie: as many as tell what there is. */
export interface OpenInput {
  readonly input: InputFile;
  readonly raw: Buffer;
}

const NONE: Buffer = Buffer.alloc(0);

/**
 * Looks at the beginning of each input, and into archives, known by their content: their regular files are inputs of
 * their own, and they themselves only where they could not be read, or not to their end. In the order given, members in
 * that of their archive.
 */
export async function* openInputs(
  inputs: readonly InputFile[],
  signal?: AbortSignal,
): AsyncGenerator<OpenInput, void, void> {
  const seen = new Set<string>();
  for (const input of inputs) {
    for await (const opened of open(input)) {
      if (signal?.aborted === true) {
        yield { input: { ...input, problem: 'interrupted' }, raw: NONE };
        break;
      }
      if (seen.has(opened.input.path)) continue; // an archive and one of its members, both named
      seen.add(opened.input.path);
      yield opened;
    }
  }
}

async function* open(input: InputFile): AsyncGenerator<OpenInput, void, void> {
  if (input.file === null) return yield* openStdin(input);
  if (input.problem !== null || input.size === null) return yield { input, raw: NONE };
  const place = wholeFile(input.file);
  let raw = NONE;
  try {
    raw = await headOfPlace(place);
  } catch {
    return yield { input, raw }; // reading it will say why
  }
  const kind = await archiveKind(raw);
  if (kind !== null) yield* members(input, place, kind);
  else yield input.select === null ? { input, raw } : missing(input);
}

async function* openStdin(input: InputFile): AsyncGenerator<OpenInput, void, void> {
  const first = await readStdinHead();
  const raw = headLength(first) > first.length && first.length > 0 ? await longer(first) : first;
  const kind = await archiveKind(raw);
  if (kind === null) return yield { input, raw };
  const held = await holdStdin(raw, MOST_HELD);
  if (held !== null) return yield* members(input, heldBytes(held), kind);
  const problem = `an archive of more than ${MOST_HELD >> 20} MiB on standard input; save it to a file and specify that file`;
  yield { input: { ...input, problem }, raw: NONE };
}

async function longer(first: Buffer): Promise<Buffer> {
  return Buffer.concat([first, await readStdinHead(headLength(first) - first.length)]);
}

async function* members(archive: InputFile, place: Place, kind: ArchiveKind): AsyncGenerator<OpenInput, void, void> {
  const { readArchive } = await import('./archives/archive.js');
  const problems = new Map<string, string>();
  const keep = (path: string, message: string): void => {
    if (!problems.has(path)) problems.set(path, message);
  };
  let count = 0;
  for await (const member of readArchive(place, archive.path, kind, keep)) {
    if (!isWanted(archive.select, member.path)) continue;
    count += 1;
    yield { input: memberInput(archive, member), raw: member.head };
  }
  if (count === 0 && problems.size === 0) {
    if (archive.select !== null) return yield missing(archive);
    keep(archive.path, 'an archive that contains no files');
  }
  for (const [path, problem] of problems) yield { input: broken(archive, place, path, problem), raw: NONE };
}

const missing = (input: InputFile): OpenInput => ({
  input: { ...input, path: input.select ?? input.path, container: input.path, problem: 'no such member' },
  raw: NONE,
});

/** A member, or a folder in the archive. */
const isWanted = (select: string | null, path: string): boolean =>
  select === null ||
  path === select ||
  path.startsWith(`${select.replace(/\/$/, '')}/`) ||
  path.startsWith(`${select}!`);

const memberInput = (archive: InputFile, member: Member): InputFile => ({
  path: member.path,
  file: archive.file,
  format: archive.format,
  size: member.size,
  modifiedMs: member.modifiedMs,
  problem: member.problem,
  container: member.container,
  found: archive.select !== member.path,
  place: member.place,
  archiveStream: member.archiveStream,
  select: null,
  read: null,
});

/** The archive itself, or one inside of it, as an input that could not be read, or not to its end. */
function broken(archive: InputFile, place: Place, path: string, problem: string): InputFile {
  if (path !== archive.path)
    return { ...archive, path, container: containerOf(path), size: null, problem, select: null };
  const { bytes, sha256 } = hashFile(place, () => false);
  return { ...archive, problem, select: null, read: { bytes, sha256 } };
}

const containerOf = (path: string): string => path.slice(0, path.lastIndexOf('!'));
