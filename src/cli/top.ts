import { ATTRIBUTION_LISTS, sourceWith, type AttributionDimension } from '../model/attribution-lists.js';
import type { AttributionSource, Share } from '../model/report.js';
import type { Ranking } from '../reports/top.js';
import { runAnalysis } from './analysis.js';
import type { ShareList } from '../reports/parquet/attribution-columns.js';
import { parquetOnStdout, refuseTerminal } from './binary-output.js';
import { INPUT, many, type Command } from './command.js';
import type { ExitCode } from './exit-code.js';
import { given, integer, oneOf, readSettings, type Settings } from './options.js';
import { streamRecords } from './record-stream.js';
import { reportProblem, print } from './streams.js';
import { conditionsOf, DIMENSIONS as BY, holds, topRowOf, type Condition, type Dimension as By } from './top-rows.js';

const FORMATS = ['table', 'csv', 'json', 'markdown', 'parquet'] as const;
/** The strongest first. */
const SOURCES = [
  ...(['wal', 'store', 'request-stats', 'request-log', 'audit', 'http-log', 'events', 'slow-requests'] as const),
  ...(['revisions', 'object-counts'] as const),
] as const satisfies readonly AttributionSource[];

/** Who or what wrote most. */
export const topCommand: Command = {
  usage: 'top [input..]',
  describe: 'rank writers',
  positionals: INPUT,
  options: {
    by: { type: 'string', requiresArg: true, describe: `${BY.join(', ')}; default: workload` },
    source: { type: 'string', requiresArg: true, describe: `count by this source alone: ${SOURCES.join(', ')}` },
    where: {
      type: 'string',
      requiresArg: true,
      describe: "only writes that match: 'resource=pods,verb!=get' [CONDITIONS]",
    },
    from: { type: 'string', requiresArg: true, describe: 'from this moment on; as --since [ISO 8601]' },
    to: { type: 'string', requiresArg: true, describe: 'up to this moment; as --until [ISO 8601]' },
    limit: { type: 'string', requiresArg: true, describe: 'number of keys to show; default: 20 [N]' },
    format: { type: 'string', requiresArg: true, describe: `${FORMATS.join(', ')}; default: table` },
  },
  examples: [
    ['$0 top bundle/', 'workloads with the most writes'],
    ['$0 top audit.log --by user-agent --limit 5', 'programs with the most requests'],
    ['$0 top bundle/ --by object --format csv', 'objects with the most writes'],
    ['$0 top bundle/ --format parquet > writers.parquet', 'every dimension of every source, for DuckDB'],
  ],
  async run(args) {
    const by = oneOf('by', given(args, 'by') ?? 'workload', BY);
    const format = oneOf('format', given(args, 'format') ?? 'table', FORMATS);
    const limit = integer(args, 'limit', 1, 1_000_000) ?? 20;
    const where = given(args, 'where');
    const wanted = given(args, 'source');
    const ask: Question = {
      by,
      conditions: where === null ? [] : conditionsOf(where),
      source: wanted === null ? null : oneOf('source', wanted, SOURCES),
    };
    const settings = await readSettings({
      ...args,
      since: given(args, 'from') ?? given(args, 'since') ?? undefined,
      until: given(args, 'to') ?? given(args, 'until') ?? undefined,
    });
    if (format === 'parquet') refuseTerminal('parquet', 'writers.parquet');
    // A table that is asked by its columns holds all dimensions, unless one is chosen.
    if (format === 'parquet' && given(args, 'by') === null && ask.conditions.length === 0)
      return writeAttribution(ask.source, many(args, 'input'), settings);
    const { ranking, exitCode } = await rank(ask, many(args, 'input'), settings);
    if (ranking.shares.length === 0 && !settings.quiet) reportProblem(`no input shows writes by ${by}`);
    else if (ranking.source !== undefined && !settings.quiet && format === 'table')
      reportProblem(`source: ${ranking.source}`);
    if (format === 'parquet') {
      const { leading } = await import('../reports/sections/writers.js');
      const shares = given(args, 'limit') === null ? ranking.shares : leading(ranking.shares, limit);
      const told = { source: ranking.source ?? null, leads: null, from: null, to: null };
      await writeLists([{ ...told, unit: ranking.unit, by, shares }]);
      return exitCode;
    }
    const { TOP_FORMATS } = await import('../reports/top.js');
    print(TOP_FORMATS[format](ranking, limit));
    return exitCode;
  },
};

/** Every dimension of every source, or of one. */
async function writeAttribution(
  source: AttributionSource | null,
  inputs: readonly string[],
  settings: Settings,
): Promise<ExitCode> {
  const { postmortem, exitCode } = await runAnalysis(inputs, settings);
  const { attribution, writes } = postmortem.report;
  const { allLists } = await import('../reports/parquet/attribution-columns.js');
  const wanted = attribution.filter((one) => source === null || one.source === source);
  await writeLists(allLists(wanted, writes.source));
  return exitCode;
}

async function writeLists(lists: readonly ShareList[]): Promise<void> {
  const { ATTRIBUTION_TABLE, attributionRows } = await import('../reports/parquet/attribution-columns.js');
  const table = await parquetOnStdout(ATTRIBUTION_TABLE);
  for (const row of attributionRows(lists)) table.add(row);
  table.end();
}

interface Question {
  readonly by: By;
  readonly conditions: readonly Condition[];
  /** null: the strongest that has the dimension. */
  readonly source: AttributionSource | null;
}

type Answer = { ranking: Ranking; exitCode: ExitCode };

async function rank(ask: Question, inputs: readonly string[], settings: Settings): Promise<Answer> {
  const { by, conditions, source } = ask;
  return by === 'verb' || conditions.length > 0
    ? rankRecords(ask, inputs, settings)
    : rankSources(by, source, inputs, settings);
}

/** What the sources of the report say. */
async function rankSources(
  by: AttributionDimension,
  source: AttributionSource | null,
  inputs: readonly string[],
  settings: Settings,
): Promise<Answer> {
  const { postmortem, exitCode } = await runAnalysis(inputs, settings);
  const told = sourceWith(postmortem.report, by, source);
  const unit = told?.unit === 'requests' ? 'writes' : (told?.unit ?? 'puts');
  return {
    ranking: {
      by,
      unit,
      shares: told?.[ATTRIBUTION_LISTS[by]] ?? [],
      ...(told === undefined ? {} : { source: told.source }),
    },
    exitCode,
  };
}

/** Requests and events one by one; without a word on verbs only what wrote. */
async function rankRecords(
  { by, conditions, source }: Question,
  inputs: readonly string[],
  settings: Settings,
): Promise<Answer> {
  const all = by === 'verb' || conditions.some(({ of }) => of === 'verb');
  const counts = new Map<AttributionSource, Map<string, number>>();
  const exitCode = await streamRecords(inputs, settings, (record) => {
    const row = topRowOf(record);
    if (row === null || (!all && !row.write) || (source !== null && row.source !== source)) return;
    const key = row.values[by];
    if (key === null || !holds(row, conditions)) return;
    let own = counts.get(row.source);
    if (own === undefined) counts.set(row.source, (own = new Map<string, number>()));
    own.set(key, (own.get(key) ?? 0) + row.count);
  });
  const told = SOURCES.find((one) => counts.has(one));
  const unit = told === 'events' ? 'occurrences' : all ? 'requests' : 'writes';
  const shares = sharesOf((told === undefined ? undefined : counts.get(told)) ?? new Map<string, number>());
  return { ranking: { by, unit, shares, ...(told === undefined ? {} : { source: told }) }, exitCode };
}

function sharesOf(counts: ReadonlyMap<string, number>): readonly Share[] {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([key, count]) => ({
      key,
      count,
      bytes: null,
      share: count / total,
      shareOfBytes: null,
      countBeforeOnset: null,
    }));
}
