import { resolveMembers, type MemberResolver } from '../timeline/members/members.js';
import { isoTime } from '../timeline/case-file.js';
import type { LogSet } from '../model/log-set.js';
import type { AnyRecord, Claim, LogRecord } from '../model/record.js';
import { namespaceLabel, parseEtcdKey } from '../model/etcd-key.js';
import { visible, withoutSecrets } from '../model/evidence.js';
import { maskAll, maskShapes } from '../model/secret-shapes.js';
import { OPS, OTHER, type RequestView } from '../model/request.js';
import { epochMicros } from '../model/units.js';
import { PARSERS } from '../parsers/registry.js';
import { listInputs } from '../sources/input-list.js';
import { rotatedSets } from '../sources/rotation.js';
import { outcome } from './analyze.js';
import type { FoldedInput } from './joiner.js';
import type { Hooks, Options, RecordRow } from './options.js';
import { plan, type PlannedInput } from './plan.js';
import { RowOrder } from '../reading/row-order.js';
import { BY_TURNS, emptyResult, type RowSink, type Shard, type ShardResult } from '../reading/shard/shard.js';
import { readUnit, unitsOf } from '../reading/unit.js';

/**
 * Every recognised record in input order, handed over one by one: nothing is kept. Members have the names that the
 * heads of the inputs tell; what only a later line names keeps its id.
 */
export async function readRecords(
  inputs: readonly string[],
  options: Options,
  onRecord: (row: RecordRow) => void,
  hooks: Hooks = {},
): Promise<{ exitCode: 0 | 3; messages: readonly string[] }> {
  const formats = new Set([...PARSERS.lines, ...PARSERS.blocks].map((dialect) => dialect.id));
  const planned = await plan(listInputs(inputs, formats), options, epochMicros(Date.now() * 1000), hooks.signal);
  const members = resolveMembers(
    new Map(planned.flatMap(({ identities }) => identities.map((seen) => [JSON.stringify(seen), seen]))),
    new Map(),
  );
  const sets = rotatedSets(planned.map(({ input }) => input.path));
  const wholes = new Map<Shard, PlannedInput>();
  for (const input of planned)
    if (input.input.problem === null)
      wholes.set({ ...(input.shards[0] as Shard), range: null, place: input.input.place }, input);
  const results = new Map<PlannedInput, ShardResult>();
  const progress = { bytes: 0, lines: 0 };
  for (const unit of unitsOf([...wholes.keys()])) {
    let order = new RowOrder(onRecord);
    await readUnit(
      unit,
      (shard) => {
        const head = wholes.get(shard)?.head ?? null;
        order = new RowOrder(onRecord);
        return {
          ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
          ...(head === null ? {} : { head }),
          onBytes: (bytes) => {
            progress.bytes += bytes;
            hooks.progress?.({ ...progress, totalBytes: null });
          },
          rows: rowsOf(shard.input, olderOf(shard.input, sets), members, order),
        };
      },
      (shard, result) => {
        order.end();
        results.set(wholes.get(shard) as PlannedInput, result);
      },
    );
  }
  return outcome(planned.map((input) => readInput(input, results.get(input) ?? null)));
}

function readInput(planned: PlannedInput, result: ShardResult | null): FoldedInput {
  const problem = planned.input.problem ?? (result === null ? 'interrupted' : null);
  return {
    planned,
    ...(result ?? emptyResult()),
    read: result?.read ?? { bytes: 0, sha256: '', complete: problem === null, problem },
  };
}

/** The files of the same rotated log that came before: what they say of its writer holds for this one. */
function olderOf(input: string, sets: readonly LogSet[]): readonly string[] {
  const files = sets.map(({ files }) => files.map((file) => file.input)).find((set) => set.includes(input)) ?? [];
  return files.slice(0, files.indexOf(input));
}

const onlyOne = (names: readonly string[]): string | null => (new Set(names).size === 1 ? (names[0] ?? null) : null);

function rowsOf(input: string, older: readonly string[], members: MemberResolver, order: RowOrder): RowSink {
  const onRecord = (row: RecordRow): void => order.add(row);
  const memberOf = (stream: string): string | null => {
    const [, host = '', process = ''] = stream.split('\0');
    if (process === BY_TURNS) return null;
    const known = members.ofStream(stream);
    // A log without hosts that has named another process since its head.
    if (known === null && host === '' && process !== '') return members.ofRef({ name: process });
    return (
      known ??
      members.ofStream(`${input}\0${host}\0`) ??
      (process === '' ? onlyOne(older.flatMap((file) => members.ofStream(`${file}\0${host}\0`) ?? [])) : null) ??
      (host === '' ? null : members.ofRef({ host }))
    );
  };
  return {
    record(found, { line, lines, stream }) {
      // What only this program makes of a line is no record of the contract: a claim is a line without a kind of its
      // own, and who is who is beside the line's own record.
      if (found.kind === 'member-identity') return;
      const record: AnyRecord = found.kind === 'claim' ? logOf(found) : found;
      const { kind, time, format, source, about, excerpt: _excerpt, timeEarliest, ...fields } = record;
      const own = source === 'etcd' ? memberOf(stream) : null;
      onRecord({
        input,
        line,
        ...(lines > 1 ? { lines } : {}),
        time: time === null ? null : microTime(time),
        ...(timeEarliest === undefined ? {} : { timeEarliest: microTime(timeEarliest) }),
        format,
        source,
        kind,
        // an alarm is of an id, whatever else the inputs call the member
        member: about === undefined ? own : ((ALARMS.has(kind) ? about.id : null) ?? members.ofRef(about)),
        ...fieldsOf(fields),
      });
    },
    request(view, { line, stream }) {
      onRecord({
        input,
        line,
        time: Number.isNaN(view.time) ? null : microTime(view.time),
        format: view.format,
        source: 'etcd',
        kind: 'request',
        member: memberOf(stream),
        ...requestFields(view),
      });
    },
    continued: (line) => order.extend(line),
    settled: (before) => order.settled(before),
    unrecognised(line, text, lines) {
      onRecord({
        input,
        line,
        ...(lines > 1 ? { lines } : {}),
        time: null,
        format: null,
        source: 'unrecognised',
        kind: 'unrecognised',
        member: null,
        message: visible(withoutSecrets(text.slice(0, 4096))).slice(0, 500),
      });
    },
  };
}

const ALARMS: ReadonlySet<string> = new Set<AnyRecord['kind']>([
  ...(['nospace-alarm-raised', 'nospace-alarm-active', 'nospace-alarm-disarmed'] as const),
  ...(['corrupt-alarm-raised', 'corrupt-alarm-active', 'corrupt-alarm-disarmed'] as const),
]);

const logOf = ({ format, source, time, claim, excerpt }: Claim): LogRecord => ({
  kind: 'log',
  format,
  source,
  time,
  level: null,
  message: excerpt ?? JSON.stringify(claim),
});

const microTime = (time: number): string => {
  const text = isoTime(epochMicros(time));
  return text.length === 24 ? `${text.slice(0, -1)}000Z` : text;
};

/** Durations are microseconds inside and milliseconds outside; moments are strings. */
const RENAMED: Readonly<Record<string, string>> = {
  duration: 'durationMs',
  exceeded: 'exceededMs',
  difference: 'differenceMs',
};
const MOMENTS: ReadonlySet<string> = new Set(['first', 'currentTime', 'limitTime']);
/** What the line says in words of its own. */
const TEXTS: ReadonlySet<string> = new Set([
  'message',
  'user',
  'serverName',
  'errors',
  'error',
  'reason',
  'userAgent',
  'cause',
  'status',
  'unit',
]);
const INTERNAL: ReadonlySet<string> = new Set([
  ...['identity', 'component', 'reporter', 'prefix', 'clientSide', 'self', 'automatic', 'localId'],
  ...['operation', 'bodyHash', 'resourceVersion'],
]);

function fieldsOf(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (INTERNAL.has(name)) continue;
    if (RENAMED[name] !== undefined) out[RENAMED[name]] = typeof value === 'number' ? value / 1000 : null;
    else if (MOMENTS.has(name)) out[name] = typeof value === 'number' ? microTime(value) : null;
    else if (typeof value === 'string' && TEXTS.has(name)) out[name] = visible(withoutSecrets(value));
    else if (typeof value === 'string') out[name] = maskShapes(value);
    else out[name] = Array.isArray(value) ? maskAll(value) : value;
  }
  return out;
}

function requestFields(view: RequestView): Record<string, unknown> {
  const key = view.keyEnd > view.keyStart ? view.key : null;
  const parsed = key === null ? null : parseEtcdKey(key);
  return {
    op: view.op === OTHER && view.opName !== '' ? view.opName : OPS[view.op],
    key,
    resource: parsed?.resource ?? null,
    namespace: parsed === null ? null : namespaceLabel(parsed),
    name: parsed?.name ?? null,
    valueBytes: view.valueBytes < 0 ? null : view.valueBytes,
    durationMs: view.duration < 0 ? null : view.duration / 1000,
    remote: view.remote,
    refused: view.refused,
    conflict: view.conflict,
    failed: view.failed,
  };
}
