import fs from 'node:fs';
import { UsageError } from './usage-error.js';

/** The inputs that were named, or standard input where it isn't a terminal. Throws where there is nothing to read. */
export function inputsOrStdin(given: readonly string[]): readonly string[] {
  if (given.some((name) => name === '')) throw new UsageError('an INPUT is empty: specify a file, a directory or -');
  if (given.length > 0) return given;
  if (stdinIsOpen() && !process.stdin.isTTY) return ['-'];
  throw new UsageError('no INPUT: specify files, directories or -, or use a pipe (see --help)');
}

function stdinIsOpen(): boolean {
  try {
    fs.fstatSync(0);
    return true;
  } catch {
    return false;
  }
}
