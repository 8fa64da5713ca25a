import { expect } from 'chai';
import { comparedSources } from '../../src/model/case-file/compared-sources.js';
import type { WriteShare, WriteStory } from '../../src/model/case-file.js';
import { epochMicros, micros, SECOND } from '../../src/model/units.js';

const share = (key: string, series: readonly number[]): WriteShare => ({
  ...{ key, series, count: 0, bytes: null, share: 0, shareOfBytes: null, countBeforeOnset: null, exemplars: [] },
  duringPressure: { count: 0, bytes: 0, share: 0, shareOfBytes: null },
});

function story(
  source: WriteStory['source'],
  start: number,
  byKey: Readonly<Record<string, readonly number[]>>,
): WriteStory {
  const rows = Object.entries(byKey);
  const length = Math.max(...rows.map(([, values]) => values.length));
  const puts = Array.from({ length }, (_, i) => rows.reduce((sum, [, values]) => sum + (values[i] ?? 0), 0));
  const shares = rows.map(([key, values]) => share(key, values));
  return {
    ...{ source: source ?? null, count: 0, deletes: 0, bytes: null, refused: 0, conflicts: null, duplicates: 0 },
    ...{ estimate: null, bucket: micros(SECOND), start: epochMicros(start * SECOND), puts, putBytes: null },
    ...{ deletesSeries: [], refusedSeries: [], byResource: shares, byNamespace: [], byWorkload: [], byObject: [] },
    ...{ byClient: [], pairs: [], sizes: null, rises: [], firstRefused: null, lastRefused: null },
  };
}
const even = (value: number, seconds: number): number[] => Array.from({ length: seconds }, () => value);

describe('sources compared', () => {
  const requests = story('request-stats', 100, { pods: even(10, 60), leases: even(5, 60) });

  it('over the time that both cover, with what makes the difference', () => {
    const audit = story('audit', 130, { pods: even(10, 60) });
    const [one] = comparedSources(requests, [audit]);
    expect(one?.lead).to.deep.equal({ source: 'request-stats', count: 450 });
    expect(one?.other).to.deep.equal({ source: 'audit', count: 300 });
    expect(one?.resources[0]).to.deep.equal({ key: 'leases', lead: 150, other: 0 });
    expect((one?.span.from ?? 0) / SECOND).to.equal(130);
    expect((one?.span.to ?? 0) / SECOND).to.equal(160);
  });

  it('count deletes beside revisions', () => {
    const written = { ...requests, deletesSeries: even(2, 60) };
    const revisions = { ...story('revisions', 100, { x: even(17, 60) }), byResource: [] };
    const [one] = comparedSources(written, [revisions]);
    expect([one?.lead.count, one?.other.count]).to.deep.equal([1020, 1020]);
    expect(one?.resources).to.deep.equal([]);
  });

  it('are not where they have no time in common, or hold a part only', () => {
    const later = story('audit', 500, { pods: even(10, 60) });
    const slow = story('slow-requests', 100, { pods: even(1, 60) });
    const events = story('events', 100, { events: even(3, 60) });
    expect(comparedSources(requests, [later, slow, events])).to.deep.equal([]);
    expect(comparedSources(events, [requests])).to.deep.equal([]);
  });
});
