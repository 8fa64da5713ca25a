import { expect } from 'chai';
import fc from 'fast-check';
import { kubeDescribe } from '../../../src/parsers/kube-event/kube-describe.js';
import { at, fixture, readBlocks } from './reading.js';

const capturedAt = at('2026-11-22T12:35:30Z');

describe('parsers/kube-describe', () => {
  it('gives the events to the object above them', () => {
    const { events, found, unrecognised } = readBlocks(kubeDescribe, fixture('kube-describe/pod.txt'), { capturedAt });
    expect([events.length, unrecognised]).to.deep.equal([16, 0]);
    expect(found[0]?.line).to.equal(38);
    for (const event of events)
      expect(event).to.include({
        format: 'kube-describe',
        objectKind: 'Pod',
        namespace: 'payments',
        name: 'checkout-api-7c9d8f6b54-x2vqk',
      });
    expect(events.at(-1)).to.include({
      type: 'Warning',
      reason: 'BackOff',
      count: 241,
      time: at('2026-11-22T12:35:14Z'),
      first: at('2026-11-22T11:38:30Z'),
    });
    expect(events[0]).to.include({ reason: 'Scheduled', count: 1, first: at('2026-11-22T11:37:30Z') });
  });

  it('reads several objects, no events, and messages of several lines', () => {
    const text = [
      'Name:         a',
      'Namespace:    n',
      'Events:       <none>',
      '',
      '',
      'Name:               worker-1',
      'Roles:              <none>',
      'Lease:',
      '  HolderIdentity:  worker-1',
      'Events:',
      '  Type     Reason     Age    From     Message',
      '  ----     ------     ----   ----     -------',
      '  Warning  SystemOOM  5m     kubelet  System OOM encountered:',
      '    victim process: java',
      '  Normal   Started    2s     kubelet  spec.containers{app}: Container started',
    ].join('\n');
    const { events, unrecognised } = readBlocks(kubeDescribe, text, { capturedAt });
    expect(unrecognised).to.equal(0);
    expect(events.map(({ objectKind, name, message }) => [objectKind, name, message])).to.deep.equal([
      ['Node', 'worker-1', 'System OOM encountered:\n    victim process: java'],
      ['Node', 'worker-1', 'Container started'],
    ]);
  });

  it('reads the columns of 1.7', () => {
    const text = [
      'Name:\t\tcheckout-db-0',
      'Name:           checkout-db-0',
      'Namespace:      payments',
      'Events:',
      '  FirstSeen\tLastSeen\tCount\tFrom\t\t\tSubObjectPath\t\tType\tReason\tMessage',
      '  ---------\t--------\t-----\t----\t\t\t-------------\t\t----\t------\t-------',
      '  1h\t\t5m\t\t12\tkubelet, worker-1\tspec.containers{db}\tWarning\tBackOff\tBack-off restarting failed container',
      '  1h\t\t1h\t\t1\tdefault-scheduler\t\t\tNormal\tScheduled\tSuccessfully assigned',
    ].join('\n');
    const { events } = readBlocks(kubeDescribe, text, { capturedAt });
    expect(events.map(({ reason, count, name }) => [reason, count, name])).to.deep.equal([
      ['BackOff', 12, 'checkout-db-0'],
      ['Scheduled', 1, 'checkout-db-0'],
    ]);
  });

  it('gives back what never comes to events, and ends where prose begins', () => {
    expect(readBlocks(kubeDescribe, 'Name:   Jane\nAge:    30\n').unrecognised).to.equal(2);
    expect(readBlocks(kubeDescribe, 'Name:   Jane\nsome prose\n').unrecognised).to.equal(2);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        readBlocks(kubeDescribe, `Name:   a\nEvents:\n  Normal  ${text}\n${text}`, { capturedAt });
      }),
    );
  });
});
