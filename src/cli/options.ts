import os from 'node:os';
import type { Options as YargsOption } from 'yargs';
import type { Verdict } from '../model/report.js';
import { DEFAULT_THRESHOLDS } from '../model/thresholds.js';
import type { Options } from '../pipeline/options.js';
import type { Redaction } from './redaction.js';
import { UsageError } from './usage-error.js';

/** What yargs hands over: every value still as it was typed. */
export type Arguments = Readonly<Record<string, unknown>>;

const text = (describe: string, requiresArg: string): YargsOption => ({
  type: 'string',
  describe: `${describe} [${requiresArg}]`,
  requiresArg: true,
});
const flag = (describe: string): YargsOption => ({ type: 'boolean', describe });

/** The options of every command. */
export const SHARED_OPTIONS = {
  since: text('ignore earlier lines', 'ISO 8601'),
  until: text('ignore later lines', 'ISO 8601'),
  timezone: text('time zone of timestamps without a zone', 'IANA name'),
  year: text('year of timestamps without a year', 'YYYY'),
  'captured-at': text('time of capture; relative ages refer to it', 'ISO 8601'),
  namespace: text('namespace for event tables without a namespace column', 'NS'),
  redact: flag('replace names, addresses, keys and users with pseudonyms in all outputs'),
  'redact-map': text('file for the pseudonym map, outside of --out; verify reads it', 'FILE'),
  jobs: text('number of files to read in parallel; default: number of cores, at most 3', 'N'),
  'format-help': flag('list the input formats with a sample line each'),
  config: text('file with thresholds: JSON, or lines of "name: value"', 'FILE'),
  strict: flag('treat unrecognised or invalid input as an error'),
  'fail-on': text('exit with 4 if a cause has at least this verdict: possible, likely, confirmed', 'VERDICT'),
  quiet: flag('suppress progress and warnings'),
  timings: flag('print the time of each stage to standard error'),
} as const satisfies Readonly<Record<string, YargsOption>>;

/** The options of a run, checked. */
export interface Settings {
  readonly options: Options;
  readonly strict: boolean;
  readonly failOn: Verdict | null;
  readonly quiet: boolean;
  /** Tells at the end where the time went. */
  readonly timings: boolean;
  /** null: names stay. */
  readonly redaction: Redaction | null;
}

const FAIL_ON: readonly Verdict[] = ['possible', 'likely', 'confirmed'];

/** Checks the shared options; throws a `UsageError` that names the option and what is wrong with it. */
export async function readSettings(args: Arguments): Promise<Settings> {
  const { checkZone, parseIsoTime } = await import('./times.js');
  const zone = given(args, 'timezone');
  const timezone = zone === null ? null : checkZone('timezone', zone);
  const time = (name: string): Options['since'] => {
    const value = given(args, name);
    return value === null ? null : parseIsoTime(name, value, timezone);
  };
  const since = time('since');
  const until = time('until');
  if (since !== null && until !== null && since > until) throw new UsageError('--since is later than --until');
  const config = given(args, 'config');
  const failOn = given(args, 'fail-on');
  const map = given(args, 'redact-map');
  const options: Options = {
    since,
    until,
    timezone,
    year: integer(args, 'year', 1970, 2254),
    capturedAt: time('captured-at'),
    namespace: given(args, 'namespace'),
    jobs: integer(args, 'jobs', 1, 1024) ?? Math.min(os.availableParallelism(), 3),
    thresholds: config === null ? DEFAULT_THRESHOLDS : (await import('./config.js')).readConfig(config),
  };
  return {
    options,
    strict: args['strict'] === true,
    failOn: failOn === null ? null : oneOf('fail-on', failOn, FAIL_ON),
    quiet: args['quiet'] === true,
    timings: args['timings'] === true,
    // A map without redaction would be useless: the option implies --redact.
    redaction: args['redact'] === true || map !== null ? { map } : null,
  };
}

/** The value of an option that may be given once; null: it wasn't. */
export function given(args: Arguments, name: string): string | null {
  const value = args[name];
  if (value === undefined) return null;
  if (Array.isArray(value)) throw new UsageError(`--${name} was given more than once`);
  if (typeof value !== 'string' || value.trim() === '') throw new UsageError(`--${name} needs a value`);
  return value;
}

export function integer(args: Arguments, name: string, least: number, most: number): number | null {
  const value = given(args, name);
  if (value === null) return null;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : NaN;
  if (!(number >= least && number <= most))
    throw new UsageError(`--${name}: expected a whole number from ${least} to ${most}, got ${value}`);
  return number;
}

export function oneOf<Choice extends string>(name: string, value: string, choices: readonly Choice[]): Choice {
  const choice = choices.find((one) => one === value);
  if (choice === undefined) throw new UsageError(`--${name}: expected one of ${choices.join(', ')}, got ${value}`);
  return choice;
}

/** `--columns a,b`: some of the known ones, in the order asked for; null: not given. */
export function columnsOf(args: Arguments, known: readonly string[]): readonly string[] | null {
  const value = given(args, 'columns');
  if (value === null) return null;
  const columns = value.split(',').map((name) => name.trim());
  const wrong = columns.find((name) => !known.includes(name));
  if (wrong !== undefined)
    throw new UsageError(
      `--columns: unknown column ${wrong === '' ? '(empty)' : wrong}; known columns: ${known.join(', ')}`,
    );
  if (new Set(columns).size < columns.length) throw new UsageError('--columns: a column is listed twice');
  return columns;
}

export const COLUMNS_OPTION: YargsOption = {
  type: 'string',
  requiresArg: true,
  describe: 'write only these CSV columns, in this order [A,B,...]',
};
