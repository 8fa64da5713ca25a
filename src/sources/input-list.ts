import fs from 'node:fs';
import path from 'node:path';

/** One input as it will be read. `path` is what reports call it: as it was given, with members of a folder behind it. */
export interface InputFile {
  readonly path: string;
  /** null: standard input. */
  readonly file: string | null;
  /** The dialect that `FORMAT:PATH` forces; null: recognise. */
  readonly format: string | null;
  readonly size: number | null;
  /** Modification time in milliseconds; null on standard input. */
  readonly modifiedMs: number | null;
  /** Why it can't be opened; null: it can. */
  readonly problem: string | null;
}

/**
 * Expands what the command line named: files as they are, folders walked in name order, `-` for standard input,
 * `FORMAT:PATH` where FORMAT is a known dialect and no file of the whole name exists. Sorted by path, so that the order
 * in which inputs were named changes nothing. The same file named twice is read once.
 */
export function listInputs(given: readonly string[], formats: ReadonlySet<string>): InputFile[] {
  const found = new Map<string, InputFile>();
  const add = (input: InputFile): void => {
    if (!found.has(input.path)) found.set(input.path, input);
  };
  for (const name of given) {
    if (name === '-') {
      add({ path: '-', file: null, format: null, size: null, modifiedMs: null, problem: null });
      continue;
    }
    const colon = name.indexOf(':');
    const forced = colon > 0 && formats.has(name.slice(0, colon)) && !fs.existsSync(name) ? name.slice(0, colon) : null;
    for (const input of walk(forced === null ? name : name.slice(colon + 1), forced, new Set())) add(input);
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

function* walk(name: string, format: string | null, above: ReadonlySet<string>): Generator<InputFile> {
  try {
    const stat = fs.statSync(name);
    if (stat.isDirectory()) {
      const real = fs.realpathSync(name);
      if (above.has(real)) return; // a link back to a folder that we are in
      const inside = new Set(above).add(real);
      for (const entry of fs.readdirSync(name).sort()) yield* walk(path.join(name, entry), format, inside);
      return;
    }
    const plain = stat.isFile();
    yield {
      path: name,
      file: name,
      format,
      size: plain ? stat.size : null,
      modifiedMs: plain ? stat.mtimeMs : null,
      problem: null,
    };
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    const said =
      { ENOENT: 'no such file or folder', EACCES: 'permission denied', ELOOP: 'too many links' }[reason] ?? reason;
    yield { path: name, file: name, format, size: null, modifiedMs: null, problem: said };
  }
}
