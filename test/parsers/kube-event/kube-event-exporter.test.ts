import { expect } from 'chai';
import fc from 'fast-check';
import { kubeEventExporter } from '../../../src/parsers/kube-event/kube-event-exporter.js';
import { at, collect } from '../etcd/collected.js';

const event = {
  kind: 'Event',
  apiVersion: 'v1',
  metadata: { name: 'checkout-db-0.18ea5ddfbf5a3655', namespace: 'payments' },
  involvedObject: { kind: 'Pod', name: 'checkout-db-0', namespace: 'payments', labels: { app: 'db' } },
  reason: 'BackOff',
  message: 'Back-off restarting failed container',
  count: 12,
  lastTimestamp: '2026-11-22T12:35:17Z',
};
const wrapped = { outerTime: at('2026-11-22T12:35:18Z') };
const expected = { format: 'kube-event-exporter', reason: 'BackOff', name: 'checkout-db-0', count: 12 };

describe('parsers/kube-event-exporter', () => {
  const cases: readonly (readonly [string, unknown, boolean])[] = [
    ['an event in a wrapping', { clusterName: 'c', ...event }, true],
    ['an envelope in a wrapping', { verb: 'UPDATED', event, old_event: { ...event, count: 11 } }, true],
    ['an envelope with a name around it', { 'payments-cluster': { verb: 'ADDED', event } }, false],
    [
      'a flattened envelope',
      {
        verb: 'ADDED',
        event_involved_object_kind: 'Pod',
        event_involved_object_name: 'checkout-db-0',
        event_involved_object_namespace: 'payments',
        event_metadata_name: 'checkout-db-0.18ea5ddfbf5a3655',
        event_reason: 'BackOff',
        event_count: 12,
        event_last_timestamp: '2026-11-22T12:35:17Z',
      },
      false,
    ],
  ];
  for (const [name, value, inWrapping] of cases)
    it(`reads ${name}`, () => {
      const { claimed, records } = collect(kubeEventExporter, JSON.stringify(value), inWrapping ? wrapped : {});
      expect(claimed).to.equal(true);
      expect(records).to.have.length(1);
      expect(records[0]).to.include({ ...expected, time: at('2026-11-22T12:35:17Z') });
    });

  it('leaves bare events to the dialect of JSON documents, and everything else', () => {
    for (const line of [
      JSON.stringify(event),
      '{"level":"info","msg":"a line of more than forty characters, to be sure"}',
      '{"involvedObject": "torn, and more than forty characters',
    ])
      expect(collect(kubeEventExporter, line).claimed).to.equal(false);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        collect(kubeEventExporter, Buffer.concat([Buffer.from('{"involvedObject":'), bytes]), wrapped);
      }),
    );
  });
});
