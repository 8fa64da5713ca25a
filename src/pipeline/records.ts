import { resolveMembers, type MemberResolver } from '../timeline/members.js';
import { isoTime } from '../timeline/case-file.js';
import type { AnyRecord, Claim, LogRecord } from '../model/record.js';
import { namespaceLabel, parseEtcdKey } from '../model/etcd-key.js';
import { visible } from '../model/evidence.js';
import { OPS, OTHER, type RequestView } from '../model/request.js';
import { epochMicros } from '../model/units.js';
import { PARSERS } from '../parsers/registry.js';
import { listInputs } from '../sources/input-list.js';
import { outcome } from './analyze.js';
import type { FoldedInput } from './fold.js';
import type { Hooks, Options, RecordRow } from './options.js';
import { plan, type PlannedInput } from './plan.js';
import { readShard, type RowSink, type Shard } from './shard.js';

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
  const planned = await plan(listInputs(inputs, formats), options, epochMicros(Date.now() * 1000));
  const members = resolveMembers(
    new Map(planned.flatMap(({ identities }) => identities.map((seen) => [JSON.stringify(seen), seen]))),
    new Map(),
  );
  const folded: FoldedInput[] = [];
  const progress = { bytes: 0, lines: 0 };
  for (const input of planned) folded.push(await readInput(input, members, onRecord, hooks, progress));
  return outcome(folded);
}

async function readInput(
  planned: PlannedInput,
  members: MemberResolver,
  onRecord: (row: RecordRow) => void,
  hooks: Hooks,
  progress: { bytes: number; lines: number },
): Promise<FoldedInput> {
  const whole: Shard = { ...(planned.shards[0] as Shard), range: null };
  const none = {
    planned,
    lines: 0,
    unrecognised: 0,
    samples: [],
    problems: { count: 0, samples: [] },
    records: {},
    first: Infinity,
    last: -Infinity,
    usedZone: false,
    usedYear: false,
  };
  if (planned.input.problem !== null)
    return { ...none, read: { bytes: 0, sha256: '', complete: false, problem: planned.input.problem } };
  const result = await readShard(whole, {
    ...(hooks.signal === undefined ? {} : { signal: hooks.signal }),
    ...(planned.head === null ? {} : { head: planned.head }),
    onBytes: (bytes) => {
      progress.bytes += bytes;
      hooks.progress?.({ ...progress, totalBytes: null });
    },
    rows: rowsOf(planned.input.path, members, onRecord),
  });
  return { ...none, ...result, read: result.read ?? { bytes: 0, sha256: '', complete: true, problem: null } };
}

function rowsOf(input: string, members: MemberResolver, onRecord: (row: RecordRow) => void): RowSink {
  const memberOf = (stream: string): string | null => {
    const [, host = '', process = ''] = stream.split('\0');
    return (
      members.ofStream(stream) ??
      members.ofStream(`${input}\0${host}\0`) ??
      (host !== '' ? members.ofRef({ host }) : process !== '' ? process : null)
    );
  };
  return {
    record(found, { line, lines, stream }) {
      // What only this program makes of a line is no record of the contract: a claim is a line without a kind of its
      // own, and who is who stands beside the line's own record.
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
        member: about === undefined ? own : members.ofRef(about),
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
    unrecognised(line, text) {
      onRecord({
        input,
        line,
        time: null,
        format: null,
        source: 'unrecognised',
        kind: 'unrecognised',
        member: null,
        message: visible(text).slice(0, 500),
      });
    },
  };
}

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
const MOMENTS: ReadonlySet<string> = new Set(['first']);
const INTERNAL: ReadonlySet<string> = new Set(['identity', 'component', 'prefix', 'clientSide', 'self', 'automatic']);

function fieldsOf(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (INTERNAL.has(name)) continue;
    if (RENAMED[name] !== undefined) out[RENAMED[name]] = typeof value === 'number' ? value / 1000 : null;
    else if (MOMENTS.has(name)) out[name] = typeof value === 'number' ? microTime(value) : null;
    else if (name === 'message' && typeof value === 'string') out[name] = visible(value);
    else out[name] = value;
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
