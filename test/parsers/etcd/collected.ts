import type { Clock, Context, LineParser, Payload } from '../../../src/model/parser.js';
import type { AnyRecord } from '../../../src/model/record.js';
import { OPS } from '../../../src/model/request.js';
import { type EpochMicros, epochMicros } from '../../../src/model/units.js';

/** A request view, copied. */
export interface SeenRequest {
  readonly op: string;
  readonly key: string;
  readonly valueBytes: number;
  readonly time: number;
  readonly duration: number;
  readonly remote: string | null;
  readonly flags: string;
}

export interface Collected {
  readonly claimed: boolean;
  readonly records: readonly AnyRecord[];
  readonly requests: readonly SeenRequest[];
  readonly problems: readonly string[];
}

/** Stamps without a zone are UTC here, those without a year of 2024. */
const clock: Clock = {
  local: (year, month, day, hour, minute, second, micro) =>
    epochMicros(Date.UTC(year ?? 2024, month - 1, day, hour, minute, second) * 1000 + micro),
  capturedAt: null,
};
export const context: Context = { input: 'test.log', clock, namespace: null, hints: new Set() };

export function payloadOf(line: string | Buffer, wrapping: Partial<Payload> = {}): Payload {
  // a line never stands alone in its buffer
  const before = Buffer.from('{"level":"debug\n');
  const inside = typeof line === 'string' ? Buffer.from(line, 'utf8') : line;
  const bytes = Buffer.concat([before, inside, Buffer.from('\n"} > "\n')]);
  const text = inside.toString('utf8');
  return {
    bytes,
    start: before.length,
    end: before.length + inside.length,
    text,
    lineText: text,
    outerTime: null,
    outerZoned: false,
    host: null,
    ident: null,
    pid: null,
    priority: null,
    pkg: null,
    unit: null,
    ...wrapping,
  };
}

/** What a parser makes of one line. */
export function collect(parser: LineParser, line: string | Buffer, wrapping: Partial<Payload> = {}): Collected {
  const records: AnyRecord[] = [];
  const requests: SeenRequest[] = [];
  const problems: string[] = [];
  const claimed = parser.parse(payloadOf(line, wrapping), context, {
    record: (record) => records.push(record),
    request: (view) =>
      requests.push({
        op: view.opName === '' ? (OPS[view.op] ?? 'none') : view.opName,
        key: view.key,
        valueBytes: view.valueBytes,
        time: view.time,
        duration: view.duration,
        remote: view.remote,
        flags: (['failed', 'refused', 'conflict', 'sampled', 'first'] as const).filter((flag) => view[flag]).join(' '),
      }),
    problem: (message) => problems.push(message),
  });
  return { claimed, records, requests, problems };
}

export function at(iso: string): EpochMicros {
  return epochMicros(Date.parse(iso) * 1000);
}
