import { expect } from 'chai';
import fc from 'fast-check';
import type { LineContext } from '../../src/aggregates/aggregate.js';
import { AGGREGATES, emptyTally, mergeTallies, type Tally } from '../../src/aggregates/registry.js';
import type { Exemplar } from '../../src/model/origin.js';
import type { AnyRecord } from '../../src/model/record.js';
import { DELETE, PUT, RequestView, TXN } from '../../src/model/request.js';
import { bytes, epochMicros, micros, revision } from '../../src/model/units.js';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import { makeCaseFile } from '../../src/timeline/case-file.js';

interface Request {
  readonly op: number;
  readonly key: string;
  readonly at: number;
  readonly valueBytes: number;
  readonly refused: boolean;
}
type Step = { readonly line: number; readonly stream: string } & (
  { readonly record: AnyRecord } | { readonly request: Request }
);

const START = 1_700_000_000_000_000;
const time = fc.integer({ min: 0, max: 400_000_000 }).map((at) => epochMicros(START + at));
const etcd = { format: 'etcd-zap', source: 'etcd' } as const;

const record: fc.Arbitrary<AnyRecord> = fc.oneof(
  time.map((at): AnyRecord => ({ ...etcd, kind: 'slow-apply', time: at, duration: micros(200_000), prefix: '' })),
  time.map((at): AnyRecord => ({ ...etcd, kind: 'nospace-alarm-raised', time: at, about: { id: 'a1' } })),
  fc.tuple(time, fc.nat(1000)).map(([at, n]): AnyRecord => ({
    ...etcd,
    kind: 'compaction-finished',
    time: at,
    revision: revision(n),
    duration: micros(n),
    dbSizeBytes: bytes(n * 4096),
  })),
  fc.tuple(time, fc.nat(1e9)).map(([at, n]): AnyRecord => ({
    format: 'endpoint-status',
    source: 'etcdctl',
    kind: 'member-status',
    time: at,
    endpoint: '10.0.0.1:2379',
    version: '3.5.9',
    quotaBytes: null,
    isLeader: true,
    term: 2,
    revision: revision(n),
    errors: [],
    dbSizeBytes: bytes(n),
  })),
  fc.tuple(time, fc.nat(20), fc.nat(5)).map(([at, n, id]): AnyRecord => ({
    format: 'kube-event-json',
    source: 'kube-event',
    kind: 'kube-event',
    time: at,
    reason: 'BackOff',
    type: 'Warning',
    objectKind: 'Pod',
    namespace: 'a',
    name: `p-${id}`,
    count: n + 1,
    first: epochMicros(START),
    message: 'm',
    identity: `u${id}`,
  })),
  fc
    .tuple(time, fc.constantFrom('create', 'update', 'patch', 'delete', 'get'), fc.nat(3), fc.nat(12), fc.nat(2))
    .map(([at, verb, object, agent, body]): AnyRecord => ({
      format: agent > 9 ? 'klog' : 'kube-audit',
      source: 'kubernetes',
      kind: 'api-request',
      time: at,
      verb,
      resource: 'widgets',
      namespace: 'a',
      name: `w-${object}`,
      code: body === 0 ? 409 : 200,
      duration: null,
      user: `user-${agent}`,
      userAgent: 'manager/v1 (linux)',
      bodyHash: body,
    })),
  fc
    .tuple(time, fc.boolean())
    .map(([at, ends]): AnyRecord =>
      ends
        ? { ...etcd, kind: 'snapshot-sent', time: at, appliedIndex: null, to: null, sizeBytes: null }
        : { ...etcd, kind: 'log', time: at, level: 'info', message: 'sending database snapshot to client' },
    ),
  time.map((at): AnyRecord => ({
    ...etcd,
    kind: 'slow-apply',
    time: at,
    duration: micros(900_000),
    operation: 'lease-revoke',
  })),
  fc
    .tuple(
      time,
      fc.constantFrom('applied snapshot', 'removed member', 'etcdserver: mvcc: required revision is a future revision'),
    )
    .map(([at, message]): AnyRecord => ({ ...etcd, kind: 'log', time: at, level: 'info', message })),
  fc
    .tuple(
      fc.constantFrom('pods', 'secrets'),
      fc.constantFrom('a', 'b'),
      fc.nat(5),
      fc.constantFrom('etcdctl-keys', 'count-table'),
    )
    .map(([resource, namespace, n, format]): AnyRecord => ({
      ...{ kind: 'object-count', format, source: 'etcdctl', time: null, of: 'objects', resource, namespace, count: n },
    })),
  fc.constantFrom<AnyRecord>(
    { ...etcd, kind: 'member-identity', time: null, self: true, name: 'm1', id: 'a1', endpoints: ['10.0.0.1:2379'] },
    { ...etcd, kind: 'quota-set', time: null, quotaBytes: bytes(1024) },
    { ...etcd, kind: 'log', time: epochMicros(START), level: 'info', message: 'x' },
  ),
);

const request: fc.Arbitrary<Request> = fc.record({
  op: fc.constantFrom(PUT, PUT, PUT, DELETE, TXN),
  key: fc
    .tuple(
      fc.constantFrom('pods/shop/web-5f9978d6f8-', 'events/shop/web-5f9978d6f8-', 'leases/kube-system/'),
      fc.constantFrom('x2vqk', 'vt96s', 'bq4zx'),
    )
    .map((parts) => `/registry/${parts.join('')}`),
  at: fc.integer({ min: 0, max: 400_000_000 }),
  valueBytes: fc.nat(5000),
  refused: fc.boolean(),
});

const steps = fc.array(
  fc
    .tuple(
      fc.nat(100_000),
      fc.constantFrom('one.log\0\0', 'two.log\0cp2\0'),
      fc.oneof(
        record.map((r) => ({ record: r })),
        request.map((r) => ({ request: r })),
      ),
    )
    .map(([line, stream, what]): Step => ({ line, stream, ...what })),
  { maxLength: 120 },
);

const view = new RequestView();

function fold(list: readonly Step[]): Tally {
  const tally = emptyTally();
  for (const step of list) {
    const input = step.stream.slice(0, step.stream.indexOf('\0'));
    const format = 'record' in step ? step.record.format : 'etcd-zap';
    const exemplar = (at: number | null, excerpt = 'x'): Exemplar => ({
      input,
      line: step.line,
      lines: 1,
      byteOffset: step.line,
      time: at === null ? null : epochMicros(at),
      text: `line ${step.line}`,
      excerpt,
    });
    const sight: LineContext = { stream: step.stream, input, format, exemplar };
    for (const aggregate of AGGREGATES) {
      const own = (tally as unknown as Record<string, never>)[aggregate.name] as never;
      if ('record' in step) aggregate.record?.(own, step.record, sight);
      else aggregate.request?.(own, viewOf(step.request), sight);
    }
  }
  return tally;
}

function viewOf({ op, key, at, valueBytes, refused }: Request): RequestView {
  view.reset();
  view.format = 'etcd-zap';
  view.op = op;
  view.time = START + at;
  view.keyBytes = Buffer.from(op === TXN ? '' : key);
  view.keyEnd = view.keyBytes.length;
  view.valueBytes = valueBytes;
  view.refused = op === TXN && refused;
  view.failed = view.refused;
  return view;
}

/** What anybody downstream can see of a tally. Numbers of objects depend on order, what they say doesn't. */
const told = (tally: Tally): unknown => JSON.parse(JSON.stringify(makeCaseFile(tally, [], DEFAULT_THRESHOLDS)));

describe('aggregates', () => {
  it('fold a split stream to what the whole gives', () => {
    fc.assert(
      fc.property(steps, fc.nat(120), (list, cut) => {
        expect(told(mergeTallies(fold(list.slice(0, cut)), fold(list.slice(cut))))).to.deep.equal(told(fold(list)));
      }),
      { numRuns: 60 },
    );
  });

  it('fold to the same in three parts, however they are joined', () => {
    fc.assert(
      fc.property(steps, fc.nat(60), fc.nat(60), (list, one, two) => {
        const parts = (): Tally[] => [
          fold(list.slice(0, one)),
          fold(list.slice(one, one + two)),
          fold(list.slice(one + two)),
        ];
        const [a, b, c] = parts() as [Tally, Tally, Tally];
        const [d, e, f] = parts() as [Tally, Tally, Tally];
        expect(told(mergeTallies(mergeTallies(a, b), c))).to.deep.equal(told(mergeTallies(d, mergeTallies(e, f))));
      }),
      { numRuns: 40 },
    );
  });

  it('have an empty tally that changes nothing', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const whole = told(fold(list));
        expect(told(mergeTallies(emptyTally(), fold(list)))).to.deep.equal(whole);
        expect(told(mergeTallies(fold(list), emptyTally()))).to.deep.equal(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('survive a worker boundary', () => {
    fc.assert(
      fc.property(steps, (list) => {
        expect(told(structuredClone(fold(list)))).to.deep.equal(told(fold(list)));
      }),
      { numRuns: 20 },
    );
  });
});
