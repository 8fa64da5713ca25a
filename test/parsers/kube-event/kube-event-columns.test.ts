import { expect } from 'chai';
import fc from 'fast-check';
import { kubeEventColumns } from '../../../src/parsers/kube-event/kube-event-columns.js';
import { at, fixture, readBlocks } from './reading.js';

const text = fixture('kube-event-columns/custom-columns.txt');

describe('parsers/kube-event-columns', () => {
  it('reads rows by their header, also below a message of several lines', () => {
    const { events, unrecognised } = readBlocks(kubeEventColumns, text);
    expect([events.length, unrecognised]).to.deep.equal([15, 0]);
    expect(events[0]).to.include({
      namespace: 'batch',
      objectKind: 'Job',
      name: 'migrate-2026',
      reason: 'BackoffLimitExceeded',
      time: at('2026-11-21T10:35:17Z'),
      message: 'Job has reached the specified backoff limit',
    });
    expect(events[7]?.message).to.match(
      /^Startup probe failed: .*\n {2}File .*\n.*\nSystemExit: db \| cache, both down$/,
    );
    expect(events[9]).to.include({ reason: 'FailedScheduling', count: 1, time: at('2026-11-22T11:49:17.03Z') + 457 });
  });

  it('leaves headers that do not tell, and tables whose times are none', () => {
    for (const other of [
      'NAME   AGE\na      5m\n',
      'REASON   NAME\nBackOff   a\n',
      'LAST   REASON    NAME\n5m     BackOff   a\n',
      'NAMESPACE   LAST SEEN   TYPE   REASON   OBJECT   MESSAGE\n',
    ])
      expect(readBlocks(kubeEventColumns, other).events).to.deep.equal([]);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (row) => {
        readBlocks(kubeEventColumns, `LAST   REASON   MSG\n2026-11-22T12:33:18Z   A   b\n${row}`);
      }),
    );
  });
});
