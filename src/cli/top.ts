import type { Report, Share } from '../model/report.js';
import type { Ranking } from '../reports/top.js';
import { runAnalysis } from './analysis.js';
import { INPUT, many, type Command } from './command.js';
import type { ExitCode } from './exit-code.js';
import { given, integer, oneOf, readSettings, type Settings } from './options.js';
import { streamRecords } from './record-stream.js';
import { reportProblem, print } from './streams.js';

const BY = ['resource', 'namespace', 'workload', 'object', 'client', 'verb', 'user', 'user-agent'] as const;
const FORMATS = ['table', 'csv', 'json', 'markdown'] as const;
type By = (typeof BY)[number];

/** Lists of the report. The others count API requests, which only audit and API server logs have. */
const WRITES: Readonly<Partial<Record<By, (writes: Report['writes']) => readonly Share[]>>> = {
  resource: (writes) => writes.byResource,
  namespace: (writes) => writes.byNamespace,
  workload: (writes) => writes.byWorkload,
  object: (writes) => writes.byObject,
  client: (writes) => writes.byClient,
};
const API_FIELDS: Readonly<Partial<Record<By, string>>> = { verb: 'verb', user: 'user', 'user-agent': 'userAgent' };

/** Who or what wrote most. */
export const topCommand: Command = {
  usage: 'top [input..]',
  describe: 'who or what wrote most',
  positionals: INPUT,
  options: {
    by: { type: 'string', requiresArg: true, describe: `${BY.join(', ')}; default: workload` },
    limit: { type: 'string', requiresArg: true, describe: 'keys to show; default: 20 [N]' },
    format: { type: 'string', requiresArg: true, describe: `${FORMATS.join(', ')}; default: table` },
  },
  examples: [
    ['$0 top bundle/', 'the workloads that wrote most'],
    ['$0 top audit.log --by user-agent --limit 5', 'the programs that sent most requests'],
    ['$0 top bundle/ --by object --format csv', 'objects that are written again and again'],
  ],
  async run(args) {
    const by = oneOf('by', given(args, 'by') ?? 'workload', BY);
    const format = oneOf('format', given(args, 'format') ?? 'table', FORMATS);
    const limit = integer(args, 'limit', 1, 1_000_000) ?? 20;
    const settings = await readSettings(args);
    const { ranking, exitCode } = await rank(by, many(args, 'input'), settings);
    if (ranking.shares.length === 0 && !settings.quiet) reportProblem(`no input shows ${ranking.unit} by ${by}`);
    const { TOP_FORMATS } = await import('../reports/top.js');
    print(TOP_FORMATS[format](ranking, limit));
    return exitCode;
  },
};

async function rank(
  by: By,
  inputs: readonly string[],
  settings: Settings,
): Promise<{ ranking: Ranking; exitCode: ExitCode }> {
  const of = WRITES[by];
  if (of !== undefined) {
    const { postmortem, exitCode } = await runAnalysis(inputs, settings);
    return { ranking: { by, unit: 'puts', shares: of(postmortem.report.writes) }, exitCode };
  }
  const counts = new Map<string, number>();
  const exitCode = await streamRecords(inputs, settings, (row) => {
    const key = row.kind === 'api-request' ? row[API_FIELDS[by] ?? by] : undefined;
    if (typeof key === 'string' && key !== '') counts.set(key, (counts.get(key) ?? 0) + 1);
  });
  return { ranking: { by, unit: 'API requests', shares: sharesOf(counts) }, exitCode };
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
