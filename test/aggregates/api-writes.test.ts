import { expect } from 'chai';
import { apiWrites, type ApiObject, type ApiWriteTally } from '../../src/aggregates/api-writes.js';
import { API_OBJECT_LIMIT } from '../../src/aggregates/limits.js';
import { emptyMostCounted } from '../../src/mergeable/most-counted.js';
import type { ApiRequest } from '../../src/model/record.js';
import { epochMicros } from '../../src/model/units.js';
import { describeApiWrites } from '../../src/timeline/writes/api-writes.js';

const request = (part: Partial<ApiRequest>): ApiRequest => ({
  kind: 'api-request',
  format: 'kube-audit',
  source: 'kubernetes',
  time: epochMicros(1_000_000),
  verb: 'update',
  resource: 'widgets',
  namespace: 'a',
  name: 'w',
  code: 200,
  duration: null,
  user: 'u',
  userAgent: 'manager/v0.1 (linux/amd64) kubernetes/abc',
  ...part,
});

let line = 0;
function add(tally: ApiWriteTally, record: ApiRequest): void {
  line += 1;
  const at = line;
  apiWrites.record?.(tally, record, {
    stream: 's',
    input: 'audit.log',
    format: record.format,
    exemplar: (time) => ({
      input: 'audit.log',
      line: at,
      lines: 1,
      byteOffset: at,
      time: time === null ? null : epochMicros(time),
      text: 't',
      excerpt: 'e',
    }),
  });
}

const folded = (records: readonly ApiRequest[]): ApiWriteTally => {
  const tally = apiWrites.empty();
  for (const record of records) add(tally, record);
  return tally;
};

describe('aggregates/api-writes', () => {
  const ROWS: readonly (readonly [name: string, part: Partial<ApiRequest>, counts: string])[] = [
    ['an update', {}, '0/1/0/0'],
    ['a patch of the status', { verb: 'patch', subresource: 'status' }, '0/1/0/0'],
    ['a create', { verb: 'create' }, '1/0/0/0'],
    ['a delete', { verb: 'delete' }, '0/0/1/0'],
    ['an eviction deletes', { verb: 'create', subresource: 'eviction' }, '0/0/1/0'],
    ['a binding updates', { verb: 'create', subresource: 'binding' }, '0/1/0/0'],
    ['a conflict', { code: 409 }, '0/0/0/1'],
    ['a read', { verb: 'get' }, ''],
    ['a refused one', { code: 500 }, ''],
    ['a dry run', { dryRun: true }, ''],
    ['a review', { verb: 'create', resource: 'subjectaccessreviews' }, ''],
    ['a token', { verb: 'create', resource: 'serviceaccounts', subresource: 'token' }, ''],
  ];
  for (const [name, part, counts] of ROWS)
    it(name, () => {
      const [first] = describeApiWrites(folded([request(part)]))?.byResource ?? [];
      const told = first === undefined ? '' : [first.creates, first.updates, first.deletes, first.conflicts].join('/');
      expect(told).to.equal(counts);
    });

  it('names the writer by user and program, and counts contents', () => {
    const story = describeApiWrites(
      folded([request({ bodyHash: 1 }), request({ bodyHash: 1 }), request({ bodyHash: 2, user: 'v' })]),
    );
    const [object] = story?.objects ?? [];
    expect(object?.writers).to.deep.equal([
      { writer: 'u manager', updates: 2 },
      { writer: 'v manager', updates: 1 },
    ]);
    expect([object?.updates, object?.bodied, object?.bodies]).to.deep.equal([3, 3, 2]);
  });

  it('lets the audit log count where the same requests stand in the server log too', () => {
    const both = [
      request({}),
      request({}),
      request({ format: 'klog', user: null }),
      request({ format: 'klog', user: null }),
    ];
    expect(
      describeApiWrites(folded([...both, request({ format: 'klog', user: null })]))?.byResource[0]?.updates,
    ).to.equal(2);
  });

  it('is exact as long as its objects fit, whatever the parts and their order', () => {
    const records = Array.from({ length: 12_000 }, (_, i) => request({ name: `w-${i % 6000}`, time: epochMicros(i) }));
    const parts = apiWrites.merge(folded(records.slice(7000)), folded(records.slice(0, 7000)));
    const story = describeApiWrites(parts);
    expect([story?.missing, story?.rest]).to.deep.equal([0, 0]);
    expect(story?.byResource[0]?.updates).to.equal(12_000);
    expect(story?.objects.every(({ updates }) => updates === 2)).to.equal(true);
  }).timeout(10_000);

  it('keeps the most written of too many, counts the rest to the one, and says what a count may lack', () => {
    const hot = 5;
    const records = Array.from({ length: 60_000 }, (_, i) =>
      request({ name: i % 6 === 0 ? `hot-${(i / 6) % hot}` : `w-${i}`, time: epochMicros(i) }),
    );
    let merged = apiWrites.empty();
    for (let at = 0; at < records.length; at += 15_000) {
      const part = folded(records.slice(at, at + 15_000));
      apiWrites.settle?.(part);
      merged = apiWrites.merge(merged, part);
    }
    const { items, missing, rest } = merged.get('kube-audit')?.objects ?? emptyMostCounted<ApiObject>();
    const held = [...items.values()].reduce((sum, { updates }) => sum + updates, 0);
    expect(items.size).to.equal(API_OBJECT_LIMIT);
    expect(held + rest).to.equal(60_000);
    expect(missing).to.be.within(1, 20);
    const story = describeApiWrites(merged);
    expect(story?.objects.map(({ name, updates }) => [name, updates])).to.have.deep.members(
      Array.from({ length: hot }, (_, i) => [`hot-${i}`, 2000]),
    );
    expect(story?.missing).to.equal(missing);
    expect(story?.byResource[0]?.updates).to.equal(60_000);
  }).timeout(10_000);
});
