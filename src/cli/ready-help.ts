import fs from 'node:fs';
import { PROGRAM, programName } from './program-name.js';

/** Widths that help is made ready for in the build: a pipe or a small terminal, and a wide one. */
export const READY_WIDTHS: readonly number[] = [80, 100];

/** As wide as reads well, and as the terminal is. */
export const helpWidth = (): number => Math.min(100, process.stdout.columns ?? 80);

export const readyHelpName = (command: string | null, width: number): string => `${command ?? 'program'}-${width}.txt`;

/**
 * What `--help` or `COMMAND --help` prints, as the build wrote it: to load yargs and have it lay the text out takes
 * longer than all the rest. Null: the words ask for something else, or this is not built, and yargs shows it.
 */
export function readyHelp(words: readonly string[]): string | null {
  // Another name is of another length: lines would break elsewhere.
  if (programName() !== PROGRAM) return null;
  const [first = '', second] = words;
  const command = first === '--help' && second === undefined ? null : first;
  if (command !== null && !(second === '--help' && words.length === 2 && /^[a-z]+$/.test(command))) return null;
  const file = new URL(`../help/${readyHelpName(command, helpWidth())}`, import.meta.url);
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
