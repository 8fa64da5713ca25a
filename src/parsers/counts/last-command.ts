import type { Context } from '../../model/parser.js';

/**
 * The command above a table, for the tables that no command alone explains: a transcript notes each command, by the
 * reader's context, and a parser that opens a table shortly below it may name it as the source of the table.
 */
const COMMANDS = new WeakMap<Context, { readonly command: string; readonly line: number }>();
/** A blank line and a line of the shell or a header may be between. */
const NEAR = 3;

export function noteCommand(context: Context, command: string, line: number): void {
  COMMANDS.set(context, { command, line });
}

/** The command that printed what is on this line; null: none stands just above. */
export function commandAbove(context: Context, line: number): string | null {
  const last = COMMANDS.get(context);
  return last !== undefined && line > last.line && line - last.line <= NEAR ? last.command : null;
}
