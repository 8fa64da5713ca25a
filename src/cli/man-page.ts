import type { Options as YargsOption } from 'yargs';
import type { Command } from './command.js';
import { SHARED_OPTIONS } from './options.js';
import { COMMANDS } from './registry.js';
import { version } from './version.js';

/** What the exit statuses mean, for help that has room. */
const EXIT_STATUSES: readonly (readonly [code: string, meaning: string])[] = [
  ['0', 'analysis completed, with or without findings'],
  ['1', 'internal error'],
  ['2', 'invalid usage'],
  ['3', 'an input could not be read completely or was empty, or no input was recognised'],
  ['4', 'with --fail-on, a cause has that verdict or a higher one'],
  ['130', 'interrupted: the partial results were written and marked as incomplete'],
];

/** etcd-postmortem(1) in roff's man macros, made from what `--help` prints. The same bytes each time. */
export function manPage(): string {
  const name = 'etcd-postmortem';
  return [
    `.TH ETCD\\-POSTMORTEM 1 "" "${name} ${escaped(version())}" "User Commands"`,
    '.SH NAME',
    `${escaped(name)} \\- timeline and post\\-mortem of a Kubernetes control plane from its logs`,
    '.SH SYNOPSIS',
    ...COMMANDS.flatMap((command) =>
      usages(command)
        .flatMap((usage, i) => [...(i === 0 ? [] : ['.br']), `.B ${escaped(name)}`, escaped(usage)])
        .concat('.br'),
    ).slice(0, -1),
    '.SH COMMANDS',
    ...COMMANDS.flatMap((command) => [
      `.SS ${escaped(usages(command)[0] ?? '')}`,
      sentence(command.describe),
      ...Object.entries(command.positionals).flatMap(([positional, what]) => [
        '.TP',
        `.I ${escaped(positional)}`,
        text(what),
      ]),
      ...Object.entries(command.options).flatMap(([option, spec]) => optionLines(option, spec)),
    ]),
    '.SH OPTIONS',
    'All commands accept these options.',
    ...Object.entries(SHARED_OPTIONS).flatMap(([option, spec]) => optionLines(option, spec)),
    ...optionLines('help', { describe: 'show help of a command' }),
    ...optionLines('version', { describe: 'show the version' }),
    '.SH EXIT STATUS',
    ...EXIT_STATUSES.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, text(meaning)]),
    '.SH EXAMPLES',
    ...COMMANDS.flatMap((command) => command.examples).flatMap(([line, what]) => [
      '.TP',
      `.B ${escaped(line.replaceAll('$0', name))}`,
      text(what),
    ]),
    '',
  ].join('\n');
}

/** `$0` is the program without a command. */
function usages({ usage }: Command): readonly string[] {
  const all: readonly string[] = typeof usage === 'string' ? [usage] : usage;
  const [first = ''] = all;
  return all.map((one) => one.replace('$0', first.replace(/^\S+\s*/, '')).trim());
}

/** `describe` ends in the name of the value: `when the inputs were taken [ISO 8601]`. */
function optionLines(option: string, { describe = '' }: YargsOption): string[] {
  const [, what = describe, value = ''] = /^([\s\S]*?)(?:\s\[([^\]]+)\])?$/.exec(describe) ?? [];
  return ['.TP', `.B \\-\\-${escaped(option)}${value === '' ? '' : ` \\fI${escaped(value)}\\fR`}`, text(what)];
}

const sentence = (what: string): string => text(`${what.charAt(0).toUpperCase()}${what.slice(1)}.`);

/** A line of running text: one that begins with a dot or an apostrophe would be a request. */
const text = (line: string): string => escaped(line).replace(/^(?=[.'])/, '\\&');

function escaped(line: string): string {
  return line.replace(/\\/g, '\\e').replace(/-/g, '\\-').replace(/\s+/g, ' ');
}
