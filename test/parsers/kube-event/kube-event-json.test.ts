import { expect } from 'chai';
import fc from 'fast-check';
import { kubeEventJson } from '../../../src/parsers/kube-event/kube-event-json.js';
import { at, fixture, readBlocks } from './reading.js';

/** What the fixture says about its objects, read the plain way. */
interface Truth {
  readonly metadata: { readonly uid: string; readonly creationTimestamp: string };
  readonly firstTimestamp?: string | null;
  readonly deprecatedFirstTimestamp?: string | null;
  readonly lastTimestamp?: string | null;
  readonly deprecatedLastTimestamp?: string | null;
  readonly eventTime: string | null;
  readonly count?: number;
  readonly deprecatedCount?: number;
  readonly series?: { readonly count: number; readonly lastObservedTime: string };
}

const event = (fields: object = {}): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'web-0.18ea5ddfbf5a3655', namespace: 'shop', creationTimestamp: '2026-11-22T12:00:00Z' },
    involvedObject: { kind: 'Pod', namespace: 'shop', name: 'web-0' },
    reason: 'BackOff',
    type: 'Warning',
    message: 'Back-off restarting failed container',
    ...fields,
  });

describe('kubeEventJson', () => {
  for (const name of ['get-list.json', 'get-events-k8s-io-v1.json', 'events-event-list.json', 'get-raw-compact.json']) {
    it(`${name}: every item, with its times and count`, () => {
      const text = fixture(`kube-event-json/${name}`);
      const { items } = JSON.parse(text) as { readonly items: readonly Truth[] };
      const reading = readBlocks(kubeEventJson, text);
      const facts = reading.events.map(({ identity, count, first, time }) => ({ identity, count, first, time }));
      expect(facts).to.deep.equal(
        items.map((item) => {
          const first =
            item.firstTimestamp ?? item.deprecatedFirstTimestamp ?? item.eventTime ?? item.metadata.creationTimestamp;
          const last = item.series?.lastObservedTime ?? item.lastTimestamp ?? item.deprecatedLastTimestamp ?? first;
          const count = item.series?.count ?? item.count ?? item.deprecatedCount ?? 1;
          return { identity: item.metadata.uid, count, first: micros(first), time: micros(last) };
        }),
      );
      expect([reading.unrecognised, reading.problems]).to.deep.equal([0, []]);
    });
  }

  it('places an item of a pretty-printed list at its own lines', () => {
    const text = fixture('kube-event-json/get-list.json');
    const { found } = readBlocks(kubeEventJson, text);
    const lines = text.split('\n');
    for (const { line, lines: count } of found) {
      expect(lines[line - 1]).to.equal('        {');
      expect(lines[line + count - 2]).to.match(/^ {8}\},?$/);
    }
  });

  it('get-single.json: the fields of the contract', () => {
    const [record] = readBlocks(kubeEventJson, fixture('kube-event-json/get-single.json')).events;
    expect(record).to.include({
      reason: 'Evicted',
      type: 'Warning',
      objectKind: 'Pod',
      namespace: 'payments',
      count: 1,
    });
    expect(record?.excerpt).to.match(/^payments pod\/ledger-6f5b9d7c88-lq2hn Evicted: The node was low on resource/);
  });

  it('watch-stream.txt: concatenated objects', () => {
    const reading = readBlocks(kubeEventJson, fixture('kube-event-json/watch-stream.txt'));
    expect([reading.events.length, reading.unrecognised]).to.deep.equal([4, 0]);
  });

  it('watch-envelopes.jsonl: a deletion is no occurrence', () => {
    const text = fixture('kube-event-json/watch-envelopes.jsonl');
    const deleted = text.split('\n').filter((line) => line.startsWith('{"type":"DELETED"')).length;
    const reading = readBlocks(kubeEventJson, text);
    expect(deleted).to.be.greaterThan(0);
    expect([reading.events.length, reading.unrecognised]).to.deep.equal([7 - deleted, 0]);
  });

  it('reads several documents on one line, arrays, and exporters', () => {
    expect(readBlocks(kubeEventJson, `${event()}${event()} ${event()}\n`).events).to.have.length(3);
    expect(readBlocks(kubeEventJson, `[${event()},${event()}]`).events).to.have.length(2);
    expect(
      readBlocks(kubeEventJson, `{"verb":"UPDATED","event":${event({ count: 4 })},"old_event":${event()}}`).events,
    ).to.have.length(1);
    expect(
      readBlocks(kubeEventJson, event({ kind: undefined, apiVersion: undefined, clusterName: 'blue' })).events,
    ).to.have.length(1);
  });

  it('reads a document whose first brace somebody else took', () => {
    const text = fixture('kube-event-json/get-list.json').split('\n').slice(1).join('\n');
    expect(readBlocks(kubeEventJson, text).events).to.have.length(11);
    const single = readBlocks(
      kubeEventJson,
      JSON.stringify(JSON.parse(event()), null, 4).split('\n').slice(1).join('\n'),
    );
    expect(single.events).to.have.length(1);
  });

  it('falls back: creation for missing stamps, 1 for a count of 0, object and message for a missing name', () => {
    const bare = event({ count: 0, firstTimestamp: null, lastTimestamp: null });
    const [record] = readBlocks(kubeEventJson, bare).events;
    expect(record).to.include({ count: 1, time: at('2026-11-22T12:00:00Z'), identity: 'shop/web-0.18ea5ddfbf5a3655' });
    const [nameless] = readBlocks(kubeEventJson, event({ metadata: {} })).events;
    expect(nameless).to.include({
      time: null,
      first: null,
      identity: 'shop/pod/web-0/BackOff/Back-off restarting failed container',
    });
  });

  it('names what the object made', () => {
    const made = event({ reason: 'SuccessfulCreate', message: 'Created pod: web-x2vqk' });
    expect(readBlocks(kubeEventJson, made).events[0]?.component).to.equal('web-x2vqk');
  });

  it('does no harm with __proto__', () => {
    const text = `{"__proto__":{"polluted":1},${event({ metadata: JSON.parse('{"__proto__":{"name":"x"},"uid":"u"}') as object }).slice(1)}`;
    const [record] = readBlocks(kubeEventJson, text).events;
    expect(record?.identity).to.equal('u');
    expect(({} as { polluted?: number }).polluted).to.equal(undefined);
  });

  const foreign: readonly (readonly [string, string])[] = [
    ['etcd', '{"level":"info","ts":"2026-11-22T12:00:00Z","msg":"ready","x":{"involvedObject":{}}}'],
    ['etcdctl', '[{"Endpoint":"127.0.0.1:2379","Status":{"header":{"revision":5}}}]'],
    ['etcdctl get', '{"header":{"revision":5},"kvs":[]}'],
    [
      'audit',
      '{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"x","requestObject":{"involvedObject":{},"reason":"x"}}',
    ],
    ['audit list', '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[]}'],
    ['a pod', '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"x"}}'],
    ['prose', 'the "involvedObject": is {'],
    ['an escaped event', `{"log":${JSON.stringify(event())}}`],
    ['a bracket', '['],
  ];
  for (const [name, text] of foreign) {
    it(`leaves ${name} alone`, () => {
      const { found, problems, unrecognised } = readBlocks(kubeEventJson, text);
      expect([found.length, problems.length, unrecognised]).to.deep.equal([0, 0, 1]);
    });
  }

  it('gives pretty-printed documents of others back', () => {
    const pods = { apiVersion: 'v1', items: [{ apiVersion: 'v1', kind: 'Pod', metadata: {} }], kind: 'List' };
    for (const value of [pods, { header: { revision: 1 }, kvs: [] }, { apiVersion: 'apps/v1', kind: 'Deployment' }]) {
      const text = JSON.stringify(value, null, 2);
      const { found, problems, unrecognised } = readBlocks(kubeEventJson, text);
      expect([found.length, problems.length, unrecognised]).to.deep.equal([0, 0, text.split('\n').length]);
    }
  });

  it('counts what is not of events in a mixed list', () => {
    const items = [JSON.parse(event()) as object, { kind: 'Pod', apiVersion: 'v1' }, JSON.parse(event()) as object];
    const { events, unrecognised } = readBlocks(
      kubeEventJson,
      JSON.stringify({ apiVersion: 'v1', items, kind: 'List' }, null, 4),
    );
    expect([events.length, unrecognised]).to.deep.equal([2, 4]);
  });

  it('stops at a torn document and reads what follows', () => {
    const torn = fixture('kube-event-json/get-list.json').split('\n').slice(0, 100).join('\n');
    const { events, problems, unrecognised } = readBlocks(
      kubeEventJson,
      `${torn}\nI1122 12:00:00.000000 1 x.go:1] hello\n${event()}\n`,
    );
    expect(events).to.have.length(4);
    expect(problems).to.deep.equal(['the document ends inside an event; the events before it were read']);
    expect(unrecognised).to.equal(1);
  });

  it('holds one object at a time, and passes over one that is too long', () => {
    const long = event({ message: 'x'.repeat(5 * 1024 * 1024) });
    const text = `{"kind":"EventList","apiVersion":"v1","items":[\n${event()},\n${long},\n${event()}\n]}`;
    const { events, problems } = readBlocks(kubeEventJson, text);
    expect([events.length, problems.length]).to.deep.equal([2, 1]);
  });

  it('never throws, whatever comes', () => {
    const words = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ',',
      ':',
      '"items"',
      '"kind"',
      '"Event"',
      ' ',
      '\n',
      '"involvedObject":{',
      event(),
    );
    const texts = fc.oneof(
      fc.string(),
      fc.array(fc.oneof(words, fc.string())).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { unrecognised } = readBlocks(kubeEventJson, text);
        expect(unrecognised).to.be.within(0, text.split('\n').length);
      }),
      { numRuns: 500 },
    );
  });
});

function micros(stamp: string): number {
  const fraction = /\.(\d{6})/.exec(stamp)?.[1] ?? '0';
  return Date.parse(stamp.replace(/\.\d+/, '')) * 1000 + Number(fraction);
}
