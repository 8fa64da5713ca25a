import yargs, { type Argv } from 'yargs';
import type { Command } from './command.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { SHARED_OPTIONS, type Arguments } from './options.js';
import { COMMANDS } from './registry.js';
import { PROGRAM, programName } from './program-name.js';
import { helpWidth } from './ready-help.js';
import { reportProblem, print } from './streams.js';
import { UsageError } from './usage-error.js';
import { version } from './version.js';

/** Runs the program with what stands after its name, and answers its exit status. Never throws. */
export async function runProgram(words: readonly string[]): Promise<ExitCode> {
  try {
    const own = words.includes('--') ? words.slice(0, words.indexOf('--')) : words;
    if (own.includes('--format-help')) {
      for await (const piece of (await import('./format-help.js')).formatHelp()) print([piece]);
      return EXIT.analysed;
    }
    const chosen = await choose(words);
    return chosen === null ? EXIT.analysed : await chosen.command.run(chosen.args);
  } catch (error) {
    if (error instanceof UsageError) {
      reportProblem(error.message);
      return EXIT.usage;
    }
    reportProblem(`internal error: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof Error && process.env['ETCD_POSTMORTEM_DEBUG'] !== undefined)
      reportProblem(String(error.stack));
    return EXIT.internalError;
  }
}

interface Chosen {
  readonly command: Command;
  readonly args: Arguments;
}

const GENERAL_EXAMPLES: readonly (readonly [line: string, what: string])[] = [
  ['$0 completion >> ~/.bashrc', 'enable completion in new shells'],
];

/** What help says, laid out for so many columns; `words` are a command's name or none. */
export function helpText(words: readonly string[], columns: number): Promise<string> {
  return new Promise((resolve) => {
    void commandLine(columns, () => {}, false).parse([...words, '--help'], {}, (_error, _args, text) =>
      resolve(`${text}\n`),
    );
  });
}

/** Which command the words mean; null: help or the version was asked for and is printed. */
async function choose(words: readonly string[]): Promise<Chosen | null> {
  const found: { chosen: Chosen | null } = { chosen: null };
  const completes = words[0] === 'completion' || words.includes('--get-yargs-completions');
  await commandLine(helpWidth(), (chosen) => void (found.chosen = chosen), completes).parseAsync([...words]);
  // yargs has printed these by now, and takes them for an INPUT all the same.
  return completes ? null : found.chosen;
}

function commandLine(columns: number, onChosen: (chosen: Chosen) => void, isCompletion: boolean): Argv {
  let parser = yargs()
    // A shell completes the name of a program, and the plugin's is two words: the script is of the program itself.
    .scriptName(isCompletion ? PROGRAM : programName())
    .locale('en')
    .usage(
      '$0 [INPUT...]\n\nTurn the logs of a failed Kubernetes control plane into a timeline and a post-mortem of its etcd.',
    )
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'boolean-negation': false,
      'dot-notation': false,
      'camel-case-expansion': false,
    })
    .completion('completion', 'print a completion script for bash and zsh')
    .version(version())
    .help()
    .exitProcess(false)
    .strict()
    .wrap(columns)
    .fail((message: string, error: Error | undefined) => {
      // What yargs itself objects to comes as a YError or as a bare message; all else is ours.
      if (error !== undefined && error.name !== 'YError') throw error;
      const said = (error?.message ?? message)
        .split(/\n\s*/)
        .map((line) => line.trimEnd())
        .join(' ');
      throw new UsageError(`${said} (see --help)`);
    });
  for (const command of COMMANDS) {
    parser = parser.command({
      command: command.usage,
      describe: command.describe,
      builder: (sub) => {
        for (const [name, describe] of Object.entries(command.positionals))
          sub.positional(name, { type: 'string', describe });
        for (const [line, what] of command.examples) sub.example(line, what);
        return sub.options({ ...command.options, ...SHARED_OPTIONS });
      },
      handler: (args) => onChosen({ command, args }),
    });
  }
  for (const [line, what] of GENERAL_EXAMPLES) parser = parser.example(line, what);
  return parser;
}
