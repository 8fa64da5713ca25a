import { expect } from 'chai';
import { PARSERS } from '../../../src/parsers/registry.js';
import { readText, recordsOf } from '../read-text.js';

const LINES: readonly [name: string, line: string, expected: object][] = [
  [
    'an alarm',
    'Alarm on etcd member 9639983885888023861: NOSPACE ',
    { kind: 'nospace-alarm-active', about: { id: '85c81a44f6d86d35' } },
  ],
  [
    'errors of a status',
    'Errors present on etcd cluster: memberID:9639983885888023861 alarm:NOSPACE ',
    { kind: 'nospace-alarm-active', about: { id: '85c81a44f6d86d35' } },
  ],
  [
    'size and quota',
    'Connected to etcd v3.5.21 - datastore using 2147557376 of 2147483648 bytes',
    { kind: 'member-status', version: '3.5.21', dbSizeBytes: 2147557376, quotaBytes: 2147483648 },
  ],
  ['a disarm', 'NOSPACE alarm disarmed successfully', { kind: 'nospace-alarm-disarmed' }],
  [
    'a failed defragmentation',
    'Failed to defragment etcd database: context deadline exceeded',
    { kind: 'defragmentation-failed', error: 'context deadline exceeded' },
  ],
];

describe('k3s and rke2 on their etcd', () => {
  for (const [name, line, expected] of LINES)
    it(name, () => {
      const [record] = recordsOf(readText(line, PARSERS.lines, []));
      expect(JSON.parse(JSON.stringify(record))).to.deep.include(expected);
    });

  it('leaves others alone', () => {
    for (const line of ['Alarm on etcd member: NOSPACE', 'Connected to etcd v3', 'Connected to etcd via proxy - fine'])
      expect(recordsOf(readText(line, PARSERS.lines, []))).to.deep.equal([]);
  });
});
