import { expect } from 'chai';
import { metrics } from '../../../src/parsers/metrics/metrics.js';
import { readText, recordsOf } from '../read-text.js';

const SAMPLES: readonly [name: string, line: string, expected: object | null][] = [
  [
    'accepted writes are revisions',
    'apiserver_request_total{code="201",dry_run="",group="",resource="events",subresource="",verb="POST",version="v1"} 145259',
    { kind: 'object-count', of: 'revisions', resource: 'events', count: 145259, key: 'POST 201' },
  ],
  [
    'groups as etcd has them',
    'apiserver_request_total{code="200",group="x.io",resource="widgets",subresource="status",verb="PATCH"} 12',
    { kind: 'object-count', of: 'revisions', resource: 'x.io/widgets', key: 'PATCH 200 status' },
  ],
  [
    'refused ones',
    'apiserver_request_total{code="429",group="",resource="events",verb="POST"} 57351',
    { kind: 'too-many-requests', resource: 'events' },
  ],
  [
    'what priority and fairness rejected',
    'apiserver_flowcontrol_rejected_requests_total{flow_schema="system-nodes",priority_level="system",reason="queue-full"} 48211',
    { kind: 'too-many-requests' },
  ],
  [
    'the file of a managed cluster',
    'apiserver_storage_size_bytes{storage_cluster_id="etcd-0"} 7.902003e+09',
    { kind: 'member-status', dbSizeBytes: 7902003000 },
  ],
  [
    'the file by its endpoint',
    'etcd_db_total_size_in_bytes{endpoint="https://10.0.160.16:2379"} 4.1e+08',
    { kind: 'member-status', dbSizeBytes: 410000000, endpoint: 'https://10.0.160.16:2379' },
  ],
  [
    'the size in use alone',
    'etcd_mvcc_db_total_size_in_use_in_bytes 6e+07',
    { kind: 'member-status', dbSizeInUseBytes: 60000000 },
  ],
  ['reads', 'apiserver_request_total{code="200",resource="pods",verb="LIST"} 12', null],
  ['dry runs', 'apiserver_request_total{code="200",dry_run="All",resource="pods",verb="POST"} 12', null],
];

describe('requests and sizes in metrics of API servers', () => {
  for (const [name, line, expected] of SAMPLES)
    it(name, () => {
      const records = recordsOf(readText(line, [], [metrics])).filter(({ kind }) => kind !== 'log');
      if (expected === null) expect(records).to.deep.equal([]);
      else expect(records[0]).to.include(expected);
    });
});
