import { expect } from 'chai';
import fc from 'fast-check';
import { kubeEventJson } from '../../../src/parsers/kube-event/kube-event-json.js';
import { kubeEventYaml } from '../../../src/parsers/kube-event/kube-event-yaml.js';
import { at, fixture, readBlocks } from './reading.js';

describe('parsers/kube-event-yaml', () => {
  it('reads a list item by item, with the lines of each', () => {
    const text = fixture('kube-event-yaml/get-list.yaml');
    const { events, found, unrecognised, problems } = readBlocks(kubeEventYaml, text);
    expect([unrecognised, problems]).to.deep.equal([0, []]);
    expect(events).to.have.length(6);
    expect(found.map(({ line, lines }) => [line, lines])).to.deep.equal([
      [3, 26],
      [29, 26],
      [55, 32],
      [87, 28],
      [115, 24],
      [139, 28],
    ]);
    expect(events[0]).to.include({
      format: 'kube-event-yaml',
      namespace: 'batch',
      objectKind: 'Job',
      name: 'migrate-2026',
      reason: 'BackoffLimitExceeded',
      time: at('2026-11-21T10:35:17Z'),
      count: 1,
    });
    expect(events[2]?.message).to.match(/^Startup probe failed: Traceback .*\n {2}File "\/probe\.py", line 12/);
    expect(events[3]?.count).to.be.greaterThan(1);
  });

  it('reads watches, documents and envelopes; a deletion is no occurrence', () => {
    const plain = readBlocks(kubeEventYaml, fixture('kube-event-yaml/watch.yaml'));
    expect([plain.events.length, plain.unrecognised]).to.deep.equal([4, 0]);
    const envelopes = readBlocks(kubeEventYaml, fixture('kube-event-yaml/watch-envelopes.yaml'));
    expect([envelopes.events.length, envelopes.unrecognised]).to.deep.equal([3, 0]);
  });

  it('agrees with the same objects as JSON', () => {
    const json = readBlocks(kubeEventJson, fixture('kube-event-json/get-list.json')).events;
    const yaml = readBlocks(kubeEventYaml, fixture('kube-event-yaml/get-list.yaml')).events;
    const both = yaml.filter(({ identity }) => json.some((event) => event.identity === identity));
    expect(both.length).to.be.greaterThan(0);
    for (const event of both) {
      const twin = json.find(({ identity }) => identity === event.identity);
      expect({ ...event, format: '' }).to.deep.equal({ ...twin, format: '' });
    }
  });

  it('reads Windows line ends, an indented list, a document mark first and managed fields', () => {
    const item = [
      '  - apiVersion: v1',
      '    kind: Event',
      '    involvedObject: {kind: Pod, name: a, namespace: n}',
      '    metadata:',
      '      managedFields:',
      '      - apiVersion: v1',
      '        fieldsV1:',
      '          "f:count": {}',
      '      name: a.1',
      '    reason: BackOff',
      '    lastTimestamp: 2026-11-22T12:35:17Z',
    ];
    const text = ['---', 'apiVersion: v1', 'kind: EventList', 'items:', ...item, ...item].join('\r\n');
    const { events, unrecognised } = readBlocks(kubeEventYaml, text);
    expect(unrecognised).to.equal(0);
    expect(events.map(({ identity, name, time }) => [identity, name, time])).to.deep.equal([
      ['n/a.1', 'a', at('2026-11-22T12:35:17Z')],
      ['n/a.1', 'a', at('2026-11-22T12:35:17Z')],
    ]);
  });

  it('takes an empty list for an answer', () => {
    const { found, unrecognised } = readBlocks(kubeEventYaml, 'apiVersion: v1\nitems: []\nkind: EventList\n');
    expect([found.length, unrecognised]).to.deep.equal([0, 0]);
  });

  it('gives back what is of other kinds', () => {
    for (const text of [
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  quota-backend-bytes: 5\n',
      'apiVersion: v1\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata:\n    name: a\nkind: List\n',
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: nginx\nspec:\n  containers:\n  - image: nginx\n',
      'object:\n  a: 1\n',
    ]) {
      const { found, unrecognised } = readBlocks(kubeEventYaml, text);
      expect(found).to.deep.equal([]);
      expect(unrecognised).to.equal(text.trimEnd().split('\n').length);
    }
  });

  it('goes on behind an item that is broken', () => {
    const text = fixture('kube-event-yaml/get-list.yaml').replace('  count: 1\n', '  count: [1\n');
    const { events, problems } = readBlocks(kubeEventYaml, text);
    expect([events.length, problems.length]).to.deep.equal([5, 1]);
  });

  it('never throws, and counts every line once', () => {
    const line = fc.oneof(
      fc.constantFrom(
        'apiVersion: v1',
        'items:',
        '- apiVersion: v1',
        '  involvedObject: *a',
        '---',
        'kind: List',
        '',
        '  - a',
        '\t',
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const texts = lines.map((one) => one.replaceAll('\n', ' '));
        const { unrecognised } = readBlocks(kubeEventYaml, texts.join('\n'));
        expect(unrecognised).to.be.within(0, texts.length);
      }),
    );
  });
});
