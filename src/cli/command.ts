import type { Options as YargsOption } from 'yargs';
import type { ExitCode } from './exit-code.js';
import type { Arguments } from './options.js';

/** One subcommand, one file. */
export interface Command {
  /** As yargs reads it: `timeline [input..]`; the first of several is the one that help shows. */
  readonly usage: string | readonly string[];
  readonly describe: string;
  readonly positionals: Readonly<Record<string, string>>;
  /** Its own options, besides the shared ones. */
  readonly options: Readonly<Record<string, YargsOption>>;
  /** A command line, with `$0` for the program, and what it is for. */
  readonly examples: readonly (readonly [line: string, what: string])[];
  run(args: Arguments): Promise<ExitCode>;
}

export const INPUT = { input: 'file, directory, - for standard input, or FORMAT:PATH' } as const;

/** The values of a variadic positional or of an option that takes several. */
export function many(args: Arguments, name: string): readonly string[] {
  const value = args[name];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.filter((one) => typeof one === 'string');
}
