import { readChunks } from '../sources/reader.js';

/** What an input holds at the lines that a report cites. */
export interface CitedLines {
  /** Of the input as it lies, before decompression. */
  readonly sha256: string;
  readonly problem: string | null;
  /** By line number; without the line's end. A line that isn't there isn't in the map. */
  readonly lines: ReadonlyMap<number, string>;
}

/** Longest piece of a line that is kept: evidence holds less. */
const KEPT = 1 << 16;
const LF = 0x0a;

/** Reads an input once, keeping only the wanted lines. Never throws on content; a file that can't be opened is a problem. */
export async function readCitedLines(file: string | null, wanted: ReadonlySet<number>): Promise<CitedLines> {
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
  const result = await readChunks(file, (chunk) => {
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

function textOf(bytes: Buffer, line: number): string {
  const text = bytes.toString('utf8').replace(/\r$/, '');
  return line === 1 ? text.replace(/^\ufeff/, '') : text;
}
