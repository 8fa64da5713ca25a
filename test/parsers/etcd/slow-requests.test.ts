import { expect } from 'chai';
import { etcdCapnslog } from '../../../src/parsers/etcd/etcd-capnslog.js';
import { etcdZap } from '../../../src/parsers/etcd/etcd-zap.js';
import { klog } from '../../../src/parsers/klog/klog.js';
import { collect } from './collected.js';

const zap = (message: string, fields: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({
    level: 'warn',
    ts: '2026-03-04T05:06:07.8Z',
    caller: 'etcdserver/util.go:163',
    msg: message,
    ...fields,
  });
const capnslog = (text: string): string => `2026-03-04 05:06:07.800000 W | etcdserver: ${text}`;
const trace = (text: string): string => `I0304 05:06:07.800000       1 trace.go:236] Trace[17]: ${text}`;

const PUT = 'header:<ID:7 > put:<key:"/registry/pods/a/b" value_size:363 >';
const TXN =
  'header:<ID:7 > txn:<compare:<target:MOD key:"/registry/configmaps/a/b" mod_revision:4 > success:<request_put:<key:"/registry/configmaps/a/b" value_size:982113 >> failure:<request_range:<key:"/registry/configmaps/a/b" > >>';

describe('parsers: what a slow request asked for', () => {
  const tables = [
    [etcdZap, zap('apply request took too long', { took: '120ms', prefix: '', request: PUT, response: 'size:5' })],
    [etcdZap, zap('apply request took too long', { took: 0.12, prefix: '', request: PUT, response: 'size:5' })],
    [etcdCapnslog, capnslog(`request ${JSON.stringify(PUT)} with result "size:5" took too long (120ms) to execute`)],
  ] as const;
  for (const [parser, line] of tables) {
    it(`tells the put and its size: ${line.slice(0, 60)}`, () => {
      expect(collect(parser, line).records[0]).to.include({
        ...{ kind: 'slow-apply', op: 'put', key: '/registry/pods/a/b', valueBytes: 363, responseBytes: 5 },
        duration: 120_000,
      });
    });
  }

  it('tells the put of a transaction', () => {
    const request = { took: '1s', prefix: '', request: TXN, response: 'responses:<response_put:<> > size:22' };
    const [record] = collect(etcdZap, zap('apply request took too long', request)).records;
    expect(record).to.include({ op: 'put', resource: 'configmaps', valueBytes: 982113, responseBytes: 22 });
  });

  it('tells the page of a read, and its answer', () => {
    const text = 'key:"/registry/x/limit:7" range_end:"/registry/x/limit:8" limit:500 ';
    const [record] = collect(
      etcdCapnslog,
      capnslog(
        `read-only range request ${JSON.stringify(text)} with result "range_response_count:500 size:1820114" took too long (393ms) to execute`,
      ),
    ).records;
    expect(record).to.include({ op: 'range', limit: 500, responseCount: 500, responseBytes: 1820114 });
    expect(record).to.not.have.property('valueBytes');
    const all = text.replace('limit:500 ', '');
    const whole = zap('apply request took too long', { took: '1s', prefix: 'read-only range ', request: all });
    expect(collect(etcdZap, whole).records[0]).to.not.have.property('limit');
  });

  it('tells what was refused', () => {
    for (const [parser, line] of [
      [etcdZap, zap('failed to apply request', { took: '5.1µs', request: PUT, error: 'etcdserver: no space' })],
      [
        etcdCapnslog,
        capnslog(
          `failed to apply request ${JSON.stringify(PUT)} with response "" took (5.1µs) to execute, err is etcdserver: no space`,
        ),
      ],
      [etcdCapnslog, capnslog(`failed to apply request,took 5.1µs,request ${PUT},resp ,err is etcdserver: no space`)],
    ] as const)
      expect(collect(parser, line).records[0], line).to.include({
        ...{ kind: 'nospace-error', key: '/registry/pods/a/b', valueBytes: 363, duration: 5 },
      });
  });

  it('tells what was slow over all', () => {
    const fields = {
      ...{ 'time spent': '312ms', remote: '10.0.0.9:40000', 'response type': '/etcdserverpb.KV/Put' },
      ...{ 'request count': 1, 'request size': 40, 'response count': 0, 'response size': 28 },
      'request content': 'key:"/registry/pods/a/b" value_size:363 ',
    };
    expect(collect(etcdZap, zap('request stats', fields)).records[0]).to.include({
      ...{ kind: 'slow-request', op: 'put', valueBytes: 363, responseBytes: 28 },
    });
  });

  it('tells what a trace was of', () => {
    const steps = (...texts: readonly string[]): Readonly<Record<string, unknown>> => ({
      duration: '112ms',
      steps: texts,
    });
    const line = (message: string, fields: Readonly<Record<string, unknown>>): string =>
      zap(message, fields).replace('util.go:163', '../traceutil/trace.go:171').replace('etcdserver/../', '');
    const made = collect(
      etcdZap,
      line('trace[1] transaction', {
        detail: '{read_only:false; response_revision:8; number_of_response:1; }',
        ...steps(
          "trace[1] 'compare'  (duration: 1ms)",
          "trace[1] 'store kv pair into bolt db' {req_type:put; key:/registry/pods/a/b; req_size:1380; } (duration: 101ms)",
        ),
      }),
    ).records[0];
    expect(made).to.include({ kind: 'slow-request', op: 'put', resource: 'pods', name: 'b' });
    const read = { detail: '{range_begin:/registry/pods/; range_end:/registry/pods0; response_count:4711; }' };
    expect(collect(etcdZap, line('trace[2] range', { ...read, ...steps() })).records[0]).to.include({
      ...{ op: 'range', responseCount: 4711 },
    });
  });

  const traces: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
    [
      '"List" accept:application/json,audit-id:x,client:10.0.0.9,protocol:HTTP/2.0,resource:secrets,scope:cluster,url:/api/v1/secrets,user-agent:agent/v1 (linux/amd64),verb:LIST (01-Mar-2025 09:59:54.000) (total time: 6000ms):',
      { op: 'list', verb: 'list', resource: 'secrets', userAgent: 'agent/v1 (linux/amd64)' },
    ],
    [
      '"List" url:/apis/apps/v1/deployments?limit=500,user-agent:k/v1,verb:LIST (01-Mar-2025 09:59:54.000) (total time: 6000ms):',
      { op: 'list', verb: 'list', resource: 'deployments', limit: 500 },
    ],
    [
      '"Update" api-group:example.org,resource:widgets,name:w,namespace:n,url:/apis/example.org/v1/namespaces/n/widgets/w,verb:PUT (01-Mar-2025 09:59:54.000) (total time: 600ms):',
      { op: 'put', verb: 'update', resource: 'example.org/widgets', namespace: 'n', name: 'w' },
    ],
    [
      '"List(recursive=true) etcd3" audit-id:x,key:/secrets,resourceVersion:,resourceVersionMatch:,limit:250,continue: (01-Mar-2025 09:59:54.000) (total time: 600ms):',
      { op: 'list', key: '/secrets', limit: 250 },
    ],
    [
      '"GuaranteedUpdate etcd3: *core.Event" (started: 2019-06-07 15:20:40.79 +0000 UTC m=+212.4) (total time: 691ms):',
      { op: 'put' },
    ],
    [
      '"Patch /api/v1/namespaces/mesh/events/gate-5fbb.17e0" (started: 2019-06-07 15:20:40.99 +0000 UTC m=+212.6) (total time: 692ms):',
      { op: 'put', verb: 'patch', resource: 'events', namespace: 'mesh', name: 'gate-5fbb.17e0' },
    ],
    ['"cacher list" type:pods (01-Mar-2025 09:59:54.000) (total time: 600ms):', { kind: 'slow-request' }],
  ];
  for (const [text, fields] of traces) {
    it(`reads ${text.slice(0, 50)}`, () => {
      expect(collect(klog, trace(text)).records[0]).to.include(fields);
    });
  }

  it('has no operation for what is neither known to read nor to write', () => {
    const [record] = collect(
      klog,
      trace('"cacher list" type:pods (01-Mar-2025 09:59:54.000) (total time: 600ms):'),
    ).records;
    expect(record).to.not.have.any.keys('op', 'verb');
  });
});
