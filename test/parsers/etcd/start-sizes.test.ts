import { expect } from 'chai';
import { etcdZap } from '../../../src/parsers/etcd/etcd-zap.js';
import { readText, recordsOf } from '../read-text.js';

const zap = (msg: string, fields: object): string =>
  JSON.stringify({ level: 'info', ts: '2024-05-16T05:48:47.105Z', caller: 'etcdserver/server.go:522', msg, ...fields });

describe('sizes and settings of start lines', () => {
  const LINES: readonly [line: string, expected: object][] = [
    [
      zap('recovered v3 backend from snapshot', {
        'backend-size-bytes': 2147483648,
        'backend-size-in-use-bytes': 1287716864,
      }),
      { kind: 'member-status', dbSizeBytes: 2147483648, dbSizeInUseBytes: 1287716864 },
    ],
    [
      zap('recovered v3 backend', { 'backend-size-bytes': 25165824, 'backend-size-in-use-bytes': 1 }),
      { kind: 'member-status', dbSizeBytes: 25165824 },
    ],
    [zap('kvstore restored', { 'current-rev': 5122884 }), { kind: 'member-status', revision: 5122884 }],
    [zap('starting an etcd server', { 'quota-size-bytes': 4294967296 }), { kind: 'quota-set', quotaBytes: 4294967296 }],
    [
      zap('starting an etcd server', { 'auto-compaction-mode': 'revision', 'auto-compaction-retention': '1µs' }),
      { kind: 'auto-compaction-set', retention: '1000' },
    ],
    [
      zap('starting an etcd server', { 'auto-compaction-mode': 'periodic', 'auto-compaction-retention': '1h0m0s' }),
      { kind: 'auto-compaction-set', retention: '1h0m0s' },
    ],
  ];
  for (const [line, expected] of LINES)
    it(line.slice(90, 190), () => {
      const records = recordsOf(readText(line, [etcdZap], []));
      expect(records.find(({ kind }) => kind === (expected as { kind: string }).kind)).to.include(expected);
    });
});
