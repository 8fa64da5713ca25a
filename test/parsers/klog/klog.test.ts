import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { klog } from '../../../src/parsers/klog/klog.js';
import { at, collect } from '../etcd/collected.js';
import { readText } from '../read-text.js';

const text = readFileSync('fixtures/parsers/klog/lines.log', 'utf8');
const TIME = 'E1122 13:13:02.123456       1 ';

describe('parsers/klog', () => {
  const reading = readText(text, [klog], []);
  const kindsOf = (part: string): string[] =>
    reading.read.filter(({ line }) => text.split('\n')[line - 1]?.includes(part)).map(({ record }) => record.kind);

  it('claims every line, those without a header too', () => {
    expect(reading.unclaimed).to.deep.equal([]);
  });

  const kinds: readonly (readonly [string, readonly string[]])[] = [
    ['Log file created at', ['log']],
    ['FLAG: --etcd-compaction-interval', ['claim']],
    ['external host', ['log']],
    ['compacted rev', ['compaction-requested']],
    ['compact failed', ['compaction-failed', 'nospace-error']],
    ['rpctypes.EtcdError', ['nospace-error']],
    ['errors.errorString', ['request-timeout']],
    ['Timeout or abort', ['request-timeout']],
    ['Post-timeout activity', ['api-error']],
    ['watch chan error', ['api-error']],
    ['Failed to update lock', ['request-timeout']],
    ['failed to renew lease', ['lease-lost']],
    ['"Failed to renew lease"', ['lease-lost']],
    ['leaderelection lost', ['lease-lost']],
    ['goroutine 1 [running]:\n', []],
    ['"Failed to update status for pod" err=<', ['log']],
    ['\tfailed to patch status', ['request-timeout']],
    ['"Probe failed"', ['probe-failed']],
    ['Killing container', ['container-killed']],
    ['"GuaranteedUpdate etcd3"', ['slow-request']],
    ['---"Txn call completed"', []],
    ['"HTTP" verb', ['api-request', 'nospace-error']],
    ['SyncLoop ADD', ['log']],
    ['"caller":"status/status_manager.go:877"', ['nospace-error']],
    ['unexpected ListAndWatch error', ['leader-changed']],
  ];
  for (const [part, expected] of kinds)
    it(`${part.trim()} is ${expected.join(' and ') || 'no record of its own'}`, () => {
      expect(kindsOf(part)).to.deep.equal(expected);
    });

  const one = (line: string) => collect(klog, line).records[0];

  it('reads the TTL of events that is in force', () => {
    expect(one(`${TIME}flags.go:64] FLAG: --event-ttl="24h0m0s"`)).to.deep.include({
      kind: 'claim',
      claim: { what: 'setting', name: 'event-ttl', value: '24h0m0s', glued: false, proposed: false },
    });
  });

  it('tells whom it is about', () => {
    expect(one(`${TIME}prober.go:107] "Probe failed" probeType="Liveness" pod="kube-system/etcd-cp1"`)).to.include({
      namespace: 'kube-system',
      name: 'etcd-cp1',
    });
    expect(
      one(`${TIME}prober.go:117] Liveness probe for "etcd-cp1_kube-system(5f0d):etcd" failed (failure): x`),
    ).to.include({ kind: 'probe-failed', namespace: 'kube-system', name: 'etcd-cp1' });
    expect(
      one(
        `${TIME}status_manager.go:549] Failed to update status for pod "a_b(5f0d)": etcdserver: mvcc: database space exceeded`,
      ),
    ).to.include({ kind: 'nospace-error', clientSide: true, namespace: 'b', name: 'a' });
    expect(one(`${TIME}leaderelection.go:308] "Failed to renew lease" lock="kube-system/x" err="y"`)).to.include({
      namespace: 'kube-system',
      name: 'x',
    });
    expect(one(`${TIME}compact.go:124] etcd: compacted rev (184629), endpoints ([a])`)).to.include({
      revision: 184629,
    });
  });

  it('reads the HTTP log of each version', () => {
    const requests = reading.read.flatMap(({ record }) => (record.kind === 'api-request' ? [record] : []));
    expect(
      requests.map(({ verb, resource, subresource, code, duration }) => [verb, resource, subresource, code, duration]),
    ).to.deep.equal([
      ['patch', 'pods', 'status', 500, 6030],
      ['list', 'nodes', undefined, 200, 6030],
      ['list', 'stable.example.com/widgets', undefined, 200, 62_300_000],
    ]);
    expect(requests[1]).to.include({ userAgent: 'kubelet/v1.16.3 (linux/amd64) kubernetes/b3cbbae' });
  });

  it('reads a trace by its known fields', () => {
    const traces = reading.read.flatMap(({ record }) => (record.kind === 'slow-request' ? [record] : []));
    expect(traces[0]).to.include({ duration: 994_000, key: '/pods/payments/checkout-db-0', namespace: 'payments' });
    expect(traces[1]).to.include({ duration: 2_000_000, resource: 'pods', name: 'checkout-db-0' });
  });

  describe('time', () => {
    const line = 'I1231 23:59:59.500000       1 server.go:1] x';
    it('is of the clock where nothing wraps the line', () => {
      expect(one(line)?.time).to.equal(at('2024-12-31T23:59:59.5Z'));
    });
    it('takes year and zone from a wrapping with a zone', () => {
      const outerTime = at('2027-01-01T04:59:59.7Z');
      expect(collect(klog, line, { outerTime, outerZoned: true }).records[0]?.time).to.equal(
        at('2027-01-01T04:59:59.5Z'),
      );
    });
    it('takes the year from a wrapping without one', () => {
      const outerTime = at('2027-01-01T00:00:00Z');
      expect(collect(klog, line, { outerTime, outerZoned: false }).records[0]?.time).to.equal(
        at('2026-12-31T23:59:59.5Z'),
      );
    });
    it('is milliseconds in JSON', () => {
      const json = '{"ts":1795353182123.4567,"caller":"a/b.go:1","msg":"x","v":0}';
      expect(one(json)?.time).to.equal(at('2026-11-22T13:13:02.123Z') + 457);
    });
  });

  it('leaves others', () => {
    for (const line of [
      'E1332 13:13:02.123456       1 compact.go:124] x',
      'E1122 25:13:02.123456       1 compact.go:124] x',
      'I1122 13:13:02.123456 but not klog at all, really',
      '{"ts":1735689600.12,"caller":"a/b.go:1","msg":"seconds are of another logger"}',
      '{"ts":1735689600123,"level":"info","caller":"a/b.go:1","msg":"and zap has a level"}',
      '\tat java.lang.Thread.run(Thread.java:748)',
      ' > quoted',
      'Trace of thought',
    ])
      expect(collect(klog, line).claimed, line).to.equal(false);
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom('', TIME, `${TIME}x.go:1] Trace[1]: "`, '{"ts":1'),
        (bytes, head) => {
          collect(klog, Buffer.concat([Buffer.from(head), bytes]));
        },
      ),
    );
  });
});
