import { ATTRIBUTION_LISTS, sourceWith, type AttributionDimension } from '../../model/attribution-lists.js';
import type { AttributionSource } from '../../model/report.js';
import type { RecordRow } from '../../pipeline/options.js';
import { eachStore } from '../../pipeline/stores.js';
import type { KeyHistory } from '../../reports/store/key-history.js';
import type { StoreReport } from '../../reports/store/store-report.js';
import { KINDS } from '../kinds.js';
import { redactRows } from '../redaction.js';
import { analysisAnswer, entryOf } from './answers.js';
import type { Workspace } from './workspace.js';

type Given = Readonly<Record<string, unknown>>;
type Answer = Readonly<Record<string, unknown>>;

/** What an assistant may ask. All of it reads, nothing writes. */
export interface McpTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments, besides `inputs`. */
  readonly properties: Readonly<Record<string, object>>;
  readonly required?: readonly string[];
  answer(given: Given, inputs: readonly string[], workspace: Workspace): Promise<Answer>;
}

const LIMIT = (most: number): object => ({ type: 'integer', minimum: 1, maximum: most, description: 'default: 20' });
const TIME = { type: 'string', description: 'RFC 3339 in UTC: 2024-12-15T03:15:00Z' };
const limitOf = (given: Given): number => (typeof given['limit'] === 'number' ? given['limit'] : 20);
const textOf = (given: Given, name: string): string | null => (typeof given[name] === 'string' ? given[name] : null);
/** As RFC 3339 sorts. */
const timeOf = (given: Given, name: string): number | null => {
  const text = textOf(given, name);
  if (text === null) return null;
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new Error(`${name}: not a time: ${text}`);
  return time;
};
/** Throws where a bound is no time. */
function periodOf(given: Given): (time: string | null) => boolean {
  const [from, to] = [timeOf(given, 'from'), timeOf(given, 'to')];
  return (time) => {
    if (from === null && to === null) return true;
    const at = time === null ? NaN : Date.parse(time);
    return at >= (from ?? -Infinity) && at <= (to ?? Infinity);
  };
}

export const MCP_TOOLS: readonly McpTool[] = [
  {
    name: 'analyze',
    description:
      'What failed, since when, the causes with their verdicts and cited lines, and what the inputs cannot show.',
    properties: {},
    async answer(_, inputs, workspace) {
      return analysisAnswer((await workspace.analysis(inputs)).shown);
    },
  },
  {
    name: 'top',
    description: 'Who wrote most to etcd, by one dimension, of the strongest source or of one source.',
    properties: {
      by: { type: 'string', enum: Object.keys(ATTRIBUTION_LISTS), description: 'default: workload' },
      source: { type: 'string', description: 'for example audit or request-log' },
      limit: LIMIT(100),
    },
    async answer(given, inputs, workspace) {
      const { report } = (await workspace.analysis(inputs)).shown;
      const by = (textOf(given, 'by') ?? 'workload') as AttributionDimension;
      const told = sourceWith(report, by, textOf(given, 'source') as AttributionSource | null);
      return {
        by,
        source: told?.source ?? null,
        unit: told?.unit ?? null,
        because: told?.because ?? 'no input shows it',
        rows: (told?.[ATTRIBUTION_LISTS[by]] ?? [])
          .slice(0, limitOf(given))
          .map(({ key, count, share, bytes }) => ({ key, count, share, bytes })),
      };
    },
  },
  {
    name: 'timeline',
    description: 'What happened when, with cited lines; filtered by time, kind, member or severity.',
    properties: {
      ...{ from: TIME, to: TIME, kind: { type: 'string' }, member: { type: 'string' } },
      severity: { type: 'string', enum: ['warning', 'critical'], description: 'at least' },
      limit: LIMIT(100),
    },
    async answer(given, inputs, workspace) {
      const isWithin = periodOf(given);
      const { timeline } = (await workspace.analysis(inputs)).shown.report;
      const least = textOf(given, 'severity');
      const found = timeline.filter(
        (one) =>
          isWithin(one.time) &&
          (textOf(given, 'kind') ?? one.kind) === one.kind &&
          (textOf(given, 'member') ?? one.member) === one.member &&
          (least === null || one.severity === 'critical' || one.severity === least),
      );
      return { found: found.length, entries: found.slice(0, limitOf(given)).map(entryOf) };
    },
  },
  {
    name: 'explain',
    description: 'How a verdict came about, from the cited lines to the confidence. Causes are named by analyze.',
    properties: { cause: { type: 'string' } },
    required: ['cause'],
    async answer(given, inputs, workspace) {
      const { causes } = (await workspace.analysis(inputs)).shown.report;
      const cause = causes.find(({ id }) => id === textOf(given, 'cause'));
      if (cause === undefined) throw new Error(`no such cause; there are ${causes.map(({ id }) => id).join(', ')}`);
      const { explain } = await import('../../rules/judging/explain.js');
      return { cause: cause.id, explanation: [...explain(cause)].flatMap((piece) => piece.split('\n')).slice(0, 80) };
    },
  },
  {
    name: 'store',
    description: 'What lives in a database or snapshot of etcd among the inputs: sizes and counts, never values.',
    properties: { limit: LIMIT(50) },
    async answer(given, inputs, workspace) {
      const found: StoreReport[] = [];
      const problems: string[] = [];
      await eachStore(inputs, (one) => {
        problems.push(...one.problems.map((problem) => `${one.path}: ${problem}`));
        if (one.reading !== null) found.push({ facts: one.reading.facts, problems: one.problems });
      });
      const { STORE_FORMATS } = await import('../../reports/store/store-report.js');
      const shown = workspace.settings.redaction === null ? found : await redactRows(found);
      const text = [...STORE_FORMATS.table(shown, limitOf(given))].join('');
      return {
        problems: workspace.settings.redaction === null ? problems : problems.length,
        tables: text.split('\n').slice(0, 400),
      };
    },
  },
  {
    name: 'object',
    description:
      'The history of one key in a database or snapshot: revisions, times, writers, what changed. No values.',
    properties: { key: { type: 'string', description: 'the whole key, as top by object names it' }, limit: LIMIT(100) },
    required: ['key'],
    async answer(given, inputs, workspace) {
      const key = textOf(given, 'key') ?? '';
      const { keyHistory } = await import('../../stores/key-history.js');
      const found: KeyHistory[] = [];
      await eachStore(inputs, ({ path, reading }) => {
        if (reading === null) return;
        const steps = keyHistory(reading, key);
        let step = steps.next();
        while (step.done !== true) step = steps.next();
        if (step.value.length > 0) found.push({ input: path, key, revisions: step.value.slice(-limitOf(given)) });
      });
      const { HISTORY_FORMATS } = await import('../../reports/store/key-history.js');
      const text = [
        ...HISTORY_FORMATS.json(workspace.settings.redaction === null ? found : await redactRows(found)),
      ].join('');
      return { found: found.length, history: found.length === 0 ? [] : JSON.parse(text) };
    },
  },
  {
    name: 'records',
    description:
      'Single log records in input order, filtered by kind and time. At most 100: narrow the filter for others.',
    properties: {
      kind: { type: 'string', description: 'for example slow-apply or leader-elected' },
      from: TIME,
      to: TIME,
      limit: LIMIT(100),
    },
    async answer(given, inputs, workspace) {
      const kind = textOf(given, 'kind');
      const isWithin = periodOf(given);
      if (kind !== null && !KINDS.has(kind)) throw new Error(`no such kind; there are ${[...KINDS].join(', ')}`);
      const redact = await rowRedaction(inputs, workspace);
      const { readRecords } = await import('../../pipeline/records.js');
      const enough = new AbortController();
      const rows: RecordRow[] = [];
      await readRecords(
        inputs,
        workspace.settings.options,
        (row) => {
          if (rows.length >= limitOf(given) || (kind === null ? row.kind === 'unrecognised' : row.kind !== kind))
            return;
          if (!isWithin(typeof row['time'] === 'string' ? row['time'] : null)) return;
          rows.push(redact(row));
          if (rows.length >= limitOf(given)) enough.abort();
        },
        { signal: enough.signal },
      );
      return { isComplete: !enough.signal.aborted, records: rows };
    },
  },
];

/** With the pseudonyms of the analysis, so that all tools say the same of the same. */
async function rowRedaction(inputs: readonly string[], workspace: Workspace): Promise<(row: RecordRow) => RecordRow> {
  if (workspace.settings.redaction === null) return (row) => row;
  const { redactRow, rowRedactor } = await import('../../redaction/redact-row.js');
  const { redactor } = rowRedactor((await workspace.analysis(inputs)).whole);
  return (row) => redactRow(row, redactor);
}
