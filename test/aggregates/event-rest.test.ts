import { expect } from 'chai';
import { kubeEvents, type EventTally } from '../../src/aggregates/kube-events.js';
import { EVENT_LIMIT } from '../../src/aggregates/limits.js';
import type { KubeEvent } from '../../src/model/record.js';
import { epochMicros } from '../../src/model/units.js';
import { groupEvents } from '../../src/timeline/entries/event-groups.js';

const event = (i: number): KubeEvent => ({
  kind: 'kube-event',
  format: 'kube-event-json',
  source: 'kube-event',
  time: epochMicros(1_000_000 * (i + 1)),
  reason: i % 2 === 0 ? 'BackOff' : 'Failed',
  type: 'Warning',
  objectKind: 'Pod',
  namespace: 'a',
  name: 'web-7c9d8f6b54-x2vqk',
  count: 3,
  first: epochMicros(1_000_000),
  message: 'm',
  identity: `u${i}`,
});

function folded(from: number, to: number): EventTally {
  const tally = kubeEvents.empty();
  for (let i = from; i < to; i += 1)
    kubeEvents.record?.(tally, event(i), {
      stream: 's',
      input: 'events.json',
      format: 'kube-event-json',
      exemplar: (time) => ({
        input: 'events.json',
        line: i + 1,
        lines: 1,
        byteOffset: i,
        time: time === null ? null : epochMicros(time),
        text: 't',
        excerpt: 'e',
      }),
    });
  return tally;
}

describe('aggregates/event-rest', () => {
  it('counts the events that found no room with their groups, exactly', () => {
    const count = EVENT_LIMIT + 5000;
    const parts = kubeEvents.merge(folded(0, 20_000), folded(20_000, count));
    for (const tally of [folded(0, count), parts]) {
      expect(tally.events.size).to.equal(EVENT_LIMIT);
      const occurrences = groupEvents(tally).reduce((sum, group) => sum + group.count, 0);
      expect(occurrences).to.equal(3 * count);
      const last = Math.max(...groupEvents(tally).map((group) => group.last ?? 0));
      expect(last).to.equal(1_000_000 * count);
    }
    expect(groupEvents(parts)).to.deep.equal(groupEvents(folded(0, count)));
  }).timeout(20_000);
});
