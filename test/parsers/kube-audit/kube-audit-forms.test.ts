import { expect } from 'chai';
import { readLines } from '../../decoders/read-lines.js';

const EVENT = {
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  level: 'Metadata',
  auditID: 'a1',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/a/pods/b/status?fieldManager=x',
  verb: 'patch',
  user: { username: 'system:node:w1' },
  sourceIPs: ['10.0.0.1'],
  objectRef: { resource: 'pods', namespace: 'a', name: 'b', subresource: 'status' },
  responseStatus: { code: 200 },
  requestReceivedTimestamp: '2026-11-22T13:15:18.500000Z',
  stageTimestamp: '2026-11-22T13:15:18.512000Z',
};
const { kind, apiVersion, ...ITEM } = EVENT;
const LIST = { kind: 'EventList', apiVersion, metadata: {}, items: [ITEM, { ...ITEM, auditID: 'a2' }] };
const SORTED_LIST = { apiVersion, items: LIST.items, kind: 'EventList', metadata: {} };
const compact = (value: unknown): string => JSON.stringify(value);
const pretty = (value: unknown): string => JSON.stringify(value, null, 2);

/** One audit record each, or two, in all the forms in which they come. */
const FORMS: readonly (readonly [string, string, number])[] = [
  ['a line', compact(EVENT), 1],
  ['v1beta1', compact({ ...EVENT, apiVersion: 'audit.k8s.io/v1beta1' }), 1],
  ['a batch', compact(LIST), 2],
  ['a batch, its items first', compact(SORTED_LIST), 2],
  ['a batch, pretty-printed', pretty(LIST), 2],
  ['a batch, sorted and pretty-printed', pretty(SORTED_LIST), 2],
  ['pretty-printed, one after another', `${pretty(EVENT)}\n${pretty({ ...EVENT, auditID: 'a2' })}`, 2],
  ['pretty-printed, annotations first', pretty({ annotations: { 'a/b': 'allow' }, ...EVENT }), 1],
  ['a list', compact([EVENT, EVENT]), 2],
  ['a list, pretty-printed', pretty([EVENT, EVENT]), 2],
  ['over its stages', [{ stage: 'RequestReceived' }, {}].map((stage) => compact({ ...EVENT, ...stage })).join('\n'), 1],
  ['that panicked', compact({ ...EVENT, stage: 'Panic', responseStatus: { code: 500 } }), 1],
];

describe('parsers/kube-audit: forms', () => {
  for (const [name, text, count] of FORMS) {
    it(name, () => {
      const { rows, counts } = readLines(`${text}\n`);
      expect(rows.map((row) => row.kind)).to.deep.equal(Array.from({ length: count }, () => 'api-request'));
      expect(counts.unrecognised).to.equal(0);
      const record = JSON.parse(rows[0]?.said ?? '{}') as Record<string, unknown>;
      expect(record).to.include({ verb: 'patch', resource: 'pods', namespace: 'a', name: 'b', duration: 12_000 });
      expect(record).to.include({ user: 'system:node:w1', remote: '10.0.0.1', subresource: 'status' });
    });
  }

  it('leaves a document of pods alone', () => {
    const pods = { apiVersion: 'v1', items: [{ kind: 'Pod' }], kind: 'List' };
    expect(readLines(pretty(pods)).rows.filter((row) => row.kind === 'api-request')).to.deep.equal([]);
    expect(kind).to.equal('Event');
  });
});
