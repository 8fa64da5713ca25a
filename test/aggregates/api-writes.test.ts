import { expect } from 'chai';
import { apiWrites, type ApiWriteTally } from '../../src/aggregates/api-writes.js';
import type { ApiRequest } from '../../src/model/record.js';
import { epochMicros } from '../../src/model/units.js';
import { tellApiWrites } from '../../src/timeline/api-writes.js';

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
      const [first] = tellApiWrites(folded([request(part)]))?.byResource ?? [];
      const told = first === undefined ? '' : [first.creates, first.updates, first.deletes, first.conflicts].join('/');
      expect(told).to.equal(counts);
    });

  it('names the writer by user and program, and counts contents', () => {
    const story = tellApiWrites(
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
    expect(tellApiWrites(folded([...both, request({ format: 'klog', user: null })]))?.byResource[0]?.updates).to.equal(
      2,
    );
  });

  it('is the same, and bounded, past its limit, whatever the parts and their order', () => {
    const records = Array.from({ length: 40_000 }, (_, i) => request({ name: `w-${i}`, time: epochMicros(i) }));
    const whole = folded(records);
    const parts = apiWrites.merge(folded(records.slice(25_000)), folded(records.slice(0, 25_000)));
    const keys = (tally: ApiWriteTally): string[] => [...(tally.get('kube-audit')?.objects.keys() ?? [])].sort();
    expect(keys(parts)).to.deep.equal(keys(whole));
    expect(keys(whole).length).to.be.within(10_000, 32_768);
    expect(tellApiWrites(parts)?.sampled).to.equal(true);
    expect(tellApiWrites(parts)?.byResource[0]?.updates).to.equal(40_000);
  }).timeout(10_000);
});
