import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { contradictionChecks } from '../../src/contradictions/registry.js';
import { isEtcdMetric, nearestMetric } from '../../src/contradictions/tables/etcd-metrics.js';
import type { CaseFile, StatementSighting } from '../../src/model/case-file.js';
import { bytes, revision } from '../../src/model/units.js';
import { at, caseFile, happened, quota, ran, refused, retention, said, sampled } from '../case-files/pasted-text.js';

const GIB = 1024 ** 3;
const slowApply = (line: number, text: string) =>
  happened(line, { kind: 'slow-apply', format: 'etcd-capnslog', source: 'etcd', time: at(line), duration: null }, text);
const table = (line: number, columns: readonly string[], version: string, ids: readonly string[]): StatementSighting =>
  said(line, { what: 'status-table', columns, version, ids });
const hash = (line: number, number: number | null, annotated = false): StatementSighting =>
  said(line, { what: 'hash', endpoint: 'a:2379', hash: '1', revision: number, compactRevision: null, annotated });
const counted = (
  line: number,
  of: 'request-lines' | 'keys' | 'event-rows',
  value: number,
  command: string,
  reason: string | null = null,
): StatementSighting =>
  said(line, { what: 'count', of, value, command, resource: of === 'request-lines' ? 'pods' : null, reason });
const statement = (line: number, of: 'restarts' | 'window' | 'other', value: number, unit: string): StatementSighting =>
  said(line, { what: 'statement', of, value, unit });
const size = (
  line: number,
  of: 'directory' | 'database' | 'live',
  text: string,
  value: number,
  units: 'binary' | 'unknown' | 'decimal',
): StatementSighting =>
  said(line, { what: 'size', of, text, value: bytes(value), low: bytes(value), high: bytes(value), units });
const node = (line: number, name: string, roles: string, age = '45d'): StatementSighting =>
  said(line, { what: 'node', name, roles, age, version: 'v1.19.3' });
const log = (from: number, to: number): CaseFile['coverage'] => ({
  etcdLogs: [
    {
      input: 'b.log',
      member: null,
      span: { from: at(from), to: at(to) },
      format: 'etcd-zap',
      debug: false,
      info: true,
      sampled: true,
      version: null,
    },
  ],
  requests: null,
  events: null,
  status: null,
  clients: null,
});
const COLUMNS_3_4 = [
  'endpoint',
  'id',
  'version',
  'db size',
  'is leader',
  'is learner',
  'raft term',
  'raft index',
  'raft applied index',
  'errors',
];
const recovery = [
  ran(20, 'etcdctl compact $((rev-1000))', ['compacted revision 99000']),
  ran(30, 'etcdctl defrag --cluster'),
];

/** Check, name, the case, and words of its statement; null: it must stay silent. */
const CASES: readonly (readonly [string, string, Partial<CaseFile>, readonly string[] | null])[] = [
  [
    'wording-of-another-version',
    'a 3.2 line under 3.4',
    {
      bursts: [slowApply(1, 'W | etcdserver: apply entries took too long [2.3s for 1 entries]')],
      sizes: [sampled(2, { version: '3.4.13' })],
    },
    ['3.2.0 to 3.2.22', '3.4.13'],
  ],
  [
    'wording-of-another-version',
    'a form of no version',
    {
      bursts: [slowApply(1, 'apply entries took too long [2.3s] for 1 entries')],
      sizes: [sampled(2, { version: '3.2.22' })],
    },
    ['edited'],
  ],
  [
    'wording-of-another-version',
    'a 3.2 line under 3.2',
    {
      bursts: [slowApply(1, 'W | etcdserver: apply entries took too long [2.3s for 1 entries]')],
      sizes: [sampled(2, { version: '3.2.22' })],
    },
    null,
  ],
  [
    'wording-of-another-version',
    'no version known',
    { bursts: [slowApply(1, 'W | etcdserver: apply entries took too long [2.3s for 1 entries]')] },
    null,
  ],
  [
    'wording-of-another-version',
    'one of two versions prints it',
    {
      bursts: [slowApply(1, 'apply entries took too long [2.3s for 1 entries]')],
      sizes: [sampled(2, { version: '3.3.0' }), sampled(3, { version: '3.4.13' })],
    },
    null,
  ],
  [
    'wording-of-another-version',
    "the client's text as the server's",
    { bursts: [refused(1, at(1), 'Dec 15 03:15:45 etcd[1234]: database space exceeded')] },
    ['no release logs it'],
  ],
  ['wording-of-another-version', 'the text at a client', { bursts: [refused(1)] }, null],

  [
    'size-below-quota-at-refusal',
    'all files below',
    {
      bursts: [refused(1), quota(2, 8 * GIB)],
      sizes: [
        sampled(3, { dbSizeBytes: bytes(8.2e9), dbSizeHigh: 8.25e9 }),
        sampled(4, { dbSizeBytes: bytes(8.1e9), dbSizeHigh: 8.15e9 }),
      ],
    },
    ['8.1 GB (decimal) to 8.2 GB (decimal)', '8589934592 bytes', '8 GiB', '94.3 %'],
  ],
  [
    'size-below-quota-at-refusal',
    'one file at the quota',
    {
      bursts: [refused(1), quota(2, 67108864)],
      sizes: [sampled(3, { dbSizeBytes: bytes(67149824) }), sampled(4, { dbSizeBytes: bytes(60_000_000) })],
    },
    null,
  ],
  [
    'size-below-quota-at-refusal',
    'rounding reaches the quota',
    {
      bursts: [refused(1), quota(2, 67108864)],
      sizes: [sampled(3, { dbSizeBytes: bytes(67_000_000), dbSizeHigh: 67_500_000 })],
    },
    null,
  ],
  [
    'size-below-quota-at-refusal',
    'measured before the refusal',
    { bursts: [refused(9), quota(2, 8 * GIB)], sizes: [sampled(3, { dbSizeBytes: bytes(1e9) })] },
    null,
  ],
  [
    'size-below-quota-at-refusal',
    'measured after a defragmentation',
    {
      bursts: [refused(1), quota(2, 8 * GIB)],
      claims: [ran(3, 'etcdctl defrag')],
      sizes: [sampled(4, { dbSizeBytes: bytes(1e8) })],
    },
    null,
  ],
  [
    'size-below-quota-at-refusal',
    'an older alarm is listed',
    {
      bursts: [
        refused(1),
        quota(2, 8 * GIB),
        happened(3, { kind: 'nospace-alarm-active', format: 'alarm-list', source: 'etcdctl', time: null }),
      ],
      sizes: [sampled(4, { dbSizeBytes: bytes(1e8) })],
    },
    null,
  ],
  [
    'size-below-quota-at-refusal',
    'a timed sample an hour later',
    { bursts: [refused(1), quota(2, 8 * GIB)], sizes: [sampled(4, { time: at(945 + 3600), dbSizeBytes: bytes(1e8) })] },
    null,
  ],
  [
    'size-below-quota-at-refusal',
    'a timed sample at the refusal',
    { bursts: [refused(1), quota(2, 8 * GIB)], sizes: [sampled(4, { time: at(946), dbSizeBytes: bytes(1e8) })] },
    ['100 MB (decimal)'],
  ],

  [
    'units-mixed',
    'one number, two units',
    { claims: [size(1, 'directory', '8.4G', 8.4 * GIB, 'binary'), size(2, 'database', '8.4GB', 8.4e9, 'unknown')] },
    ['9.02 GB (decimal)', '8.4 GB (decimal)', 'binary'],
  ],
  [
    'units-mixed',
    'two numbers',
    { claims: [size(1, 'directory', '8.4G', 8.4 * GIB, 'binary'), size(2, 'database', '9.0GB', 9e9, 'unknown')] },
    null,
  ],
  [
    'units-mixed',
    'a decimal name for a binary quota',
    { bursts: [quota(1, 8 * GIB, 'quota-backend-bytes: 8589934592 # 8 GB limit')] },
    ['8 GiB', '8.59 GB (decimal)'],
  ],
  ['units-mixed', 'the right name', { bursts: [quota(1, 8 * GIB, 'quota-backend-bytes: 8589934592 # 8 GiB')] }, null],

  [
    'fragmentation-is-history',
    'compaction off',
    {
      claims: [
        said(1, { what: 'ratio', of: 'fragmentation', value: 0.981 }),
        size(2, 'live', '156MB', 156e6, 'unknown'),
      ],
      bursts: [retention(3, '0')],
    },
    ['98.1 %', '156MB', 'with compaction off'],
  ],
  [
    'fragmentation-is-history',
    'free pages measured',
    {
      claims: [said(1, { what: 'ratio', of: 'fragmentation', value: 0.981 })],
      bursts: [retention(3, '0')],
      sizes: [sampled(4, { dbSizeBytes: bytes(8e9), dbSizeInUseBytes: 156e6 })],
    },
    null,
  ],
  [
    'fragmentation-is-history',
    'pages in use measured',
    {
      claims: [said(1, { what: 'ratio', of: 'fragmentation', value: 0.981 })],
      sizes: [sampled(4, { dbSizeBytes: bytes(8e9), dbSizeInUseBytes: 7.9e9 })],
    },
    ['almost nothing was free'],
  ],
  [
    'fragmentation-is-history',
    'nothing known of compaction',
    { claims: [said(1, { what: 'ratio', of: 'fragmentation', value: 0.981 })] },
    null,
  ],

  [
    'puts-exceed-revisions',
    'more lines than revisions',
    { claims: [counted(1, 'request-lines', 2847293, 'grep "PUT /registry/pods" x | wc -l'), hash(2, 1847293)] },
    ['2,847,293', '1,847,293', 'exactly 1,000,000', 'Txn'],
  ],
  [
    'puts-exceed-revisions',
    'fewer',
    { claims: [counted(1, 'request-lines', 1000, 'grep KV/Put x | wc -l'), hash(2, 1847293)] },
    null,
  ],
  [
    'puts-exceed-revisions',
    'no revision known',
    { claims: [counted(1, 'request-lines', 1000, 'grep KV/Put x | wc -l')] },
    null,
  ],

  [
    'rate-above-backoff-ceiling',
    'more than the nodes hold',
    { claims: [statement(1, 'restarts', 2_800_000, 'month'), node(2, 'm', 'master'), node(3, 'w', '<none>')] },
    ['8,643 times at most', '324 containers', '110 pods'],
  ],
  [
    'rate-above-backoff-ceiling',
    'enough nodes',
    {
      claims: [
        statement(1, 'restarts', 2_800_000, 'month'),
        ...[3, 4, 5, 6].map((line) => node(line, `w${line}`, '<none>')),
      ],
    },
    null,
  ],
  ['rate-above-backoff-ceiling', 'within the ceiling', { claims: [statement(1, 'restarts', 5000, 'day')] }, null],

  [
    'revision-too-low-for-age',
    'less than the leases write',
    { claims: [hash(1, 1847293), ...[2, 3, 4, 5].map((line) => node(line, `n${line}`, '<none>'))] },
    ['5,400,000', 'modelled'],
  ],
  ['revision-too-low-for-age', 'a young cluster', { claims: [hash(1, 1847293), node(2, 'n', '<none>', '2d')] }, null],

  [
    'window-exceeds-event-ttl',
    'a day of events',
    {
      claims: [
        statement(1, 'window', 1440, 'minutes'),
        counted(3, 'event-rows', 45623, 'kubectl get events | wc -l', 'Created'),
      ],
    },
    ['45,623', '24 h', '1 h', 'header line', 'container'],
  ],
  [
    'window-exceeds-event-ttl',
    'half an hour',
    { claims: [statement(1, 'window', 30, 'minutes'), counted(3, 'event-rows', 45623, 'kubectl get events | wc -l')] },
    null,
  ],
  [
    'window-exceeds-event-ttl',
    'a window of something else',
    {
      claims: [statement(1, 'window', 1440, 'minutes'), counted(30, 'event-rows', 45623, 'kubectl get events | wc -l')],
    },
    null,
  ],

  [
    'key-count-is-not-history',
    'odd',
    { claims: [counted(1, 'keys', 1847293, 'etcdctl get --prefix --keys-only / | wc -l')] },
    ['2N', 'odd'],
  ],
  [
    'key-count-is-not-history',
    'taken for history',
    {
      claims: [
        counted(1, 'keys', 1848000, 'etcdctl get --prefix --keys-only / | wc -l'),
        statement(2, 'other', 1_800_000, 'historic keys'),
      ],
    },
    ['only current keys', '924,000 keys'],
  ],
  [
    'key-count-is-not-history',
    'blank lines taken out',
    { claims: [counted(1, 'keys', 1847293, "etcdctl get --prefix --keys-only / | grep -v '^$' | wc -l")] },
    null,
  ],
  [
    'key-count-is-not-history',
    'even and not taken for anything',
    { claims: [counted(1, 'keys', 1848000, 'etcdctl get --prefix --keys-only / | wc -l')] },
    null,
  ],

  [
    'key-count-equals-revision',
    'equal',
    { claims: [counted(1, 'keys', 1847293, 'x'), hash(2, 1847293)] },
    ['1,847,293'],
  ],
  [
    'key-count-equals-revision',
    'equal to a status',
    { claims: [counted(1, 'keys', 1847293, 'x')], sizes: [sampled(2, { revision: revision(1847293) })] },
    ['1,847,293'],
  ],
  ['key-count-equals-revision', 'near', { claims: [counted(1, 'keys', 1847292, 'x'), hash(2, 1847293)] }, null],

  [
    'compaction-off-is-default',
    'the setting alone',
    { bursts: [retention(1, '0'), refused(2)] },
    ['default', 'kube-apiserver compacts every 5 minutes'],
  ],
  [
    'compaction-off-is-default',
    'a log covers the time',
    { bursts: [retention(1, '0'), refused(2)], coverage: log(0, 900) },
    null,
  ],
  [
    'compaction-off-is-default',
    'compaction is on',
    {
      bursts: [
        happened(1, {
          kind: 'auto-compaction-set',
          format: 'etcd-conf',
          source: 'config',
          time: null,
          mode: null,
          retention: '5m',
          disabled: false,
        }),
        refused(2),
      ],
    },
    null,
  ],
  ['compaction-off-is-default', 'no trouble with space', { bursts: [retention(1, '0')] }, null],

  [
    'quota-set-as-key',
    'put',
    {
      claims: [
        hash(1, 100_000),
        ran(2, 'etcdctl put quota-backend-bytes 12884901888'),
        ran(3, 'etcdctl compact $((rev-1000))'),
        said(4, { what: 'answer', of: 'compact', value: 99_000 }),
      ],
      bursts: [refused(1)],
    },
    ['ordinary key', '99,000 + 1000 = 100,000'],
  ],
  ['quota-set-as-key', 'put of an unrelated key', { claims: [ran(2, 'etcdctl put greeting hello')] }, null],
  [
    'quota-set-as-key',
    'proposed only',
    { claims: [ran(2, 'etcdctl put quota-backend-bytes 1', [], { proposed: true })] },
    null,
  ],

  [
    'term-unchanged-by-restart',
    'same leader, same term',
    {
      claims: [ran(5, 'systemctl restart etcd')],
      sizes: [
        sampled(1, { dbSizeBytes: bytes(1), isLeader: true, term: 5, member: 'a' }),
        sampled(9, { dbSizeBytes: bytes(1), isLeader: true, term: 5, member: 'a' }),
      ],
    },
    ['term 5'],
  ],
  [
    'term-unchanged-by-restart',
    'a new term',
    {
      claims: [ran(5, 'systemctl restart etcd')],
      sizes: [
        sampled(1, { dbSizeBytes: bytes(1), isLeader: true, term: 5, member: 'a' }),
        sampled(9, { dbSizeBytes: bytes(1), isLeader: true, term: 6, member: 'b' }),
      ],
    },
    null,
  ],

  [
    'status-table-edited',
    'columns missing',
    { claims: [table(1, COLUMNS_3_4.slice(0, 5), '3.4.13', ['1f2e3d4c5b6a7988', '9a8b7c6d5e4f3021'])] },
    ['IS LEARNER', 'ERRORS'],
  ],
  [
    'status-table-edited',
    'ids in a row',
    { claims: [table(1, COLUMNS_3_4, '3.4.13', ['8e9e05c52164694f', '8e9e05c52164694d', '8e9e05c52164694e'])] },
    ['are consecutive', 'default single-member'],
  ],
  [
    'status-table-edited',
    'a real one',
    { claims: [table(1, COLUMNS_3_4, '3.4.23', ['91c84dd4bd32dadc', '92209b44b4eadd40', '3eff616aeb017ac1'])] },
    null,
  ],
  [
    'status-table-edited',
    'a real one of 3.3',
    {
      claims: [
        table(1, ['endpoint', 'id', 'version', 'db size', 'is leader', 'raft term', 'raft index'], '3.3.10', [
          '91c84dd4bd32dadc',
        ]),
      ],
    },
    null,
  ],

  [
    'command-cannot-print-this',
    'offline defragmentation with an RPC error',
    {
      claims: [
        ran(1, 'etcdctl defrag --data-dir=/var/lib/etcd', [
          'Failed to defrag etcd member: rpc error: database space exceeded',
        ]),
      ],
    },
    ['offline'],
  ],
  [
    'command-cannot-print-this',
    'refused defragmentation',
    { claims: [ran(1, 'etcdctl --endpoints=a:2379 defrag', ['Error: etcdserver: mvcc: database space exceeded'])] },
    ['no quota check'],
  ],
  [
    'command-cannot-print-this',
    'refused put',
    { claims: [ran(1, 'etcdctl put a b', ['Error: etcdserver: mvcc: database space exceeded'])] },
    null,
  ],
  [
    'command-cannot-print-this',
    'a defragmentation that timed out',
    { claims: [ran(1, 'etcdctl defrag', ['Failed to defragment etcd member[a:2379] (context deadline exceeded)'])] },
    null,
  ],

  ['hashkv-annotated', 'a revision behind the hash', { claims: [hash(1, 5, true)] }, ['(rev 5)']],
  ['hashkv-annotated', 'as printed', { claims: [hash(1, 5)] }, null],

  [
    'alarm-never-disarmed',
    'no disarm',
    { bursts: [refused(1)], claims: recovery },
    ['compacts and defragments', 'alarm disarm'],
  ],
  [
    'alarm-never-disarmed',
    'disarmed',
    { bursts: [refused(1)], claims: [...recovery, ran(40, 'etcdctl --endpoints=a:2379 alarm disarm')] },
    null,
  ],
  [
    'alarm-never-disarmed',
    'disarmed only in the measures for later',
    { bursts: [refused(1)], claims: [...recovery, ran(40, 'etcdctl alarm disarm', [], { proposed: true })] },
    ['alarm disarm'],
  ],
  [
    'alarm-never-disarmed',
    'a log shows the disarm',
    {
      bursts: [
        refused(1),
        happened(50, { kind: 'nospace-alarm-disarmed', format: 'etcd-zap', source: 'etcd', time: at(2000) }),
      ],
      claims: recovery,
    },
    null,
  ],
  ['alarm-never-disarmed', 'no refusal', { claims: recovery }, null],

  [
    'phases-do-not-add-up',
    'they do not',
    {
      claims: [
        said(1, { what: 'duration', of: 'recovery', minutes: 300 }),
        said(2, { what: 'phase', name: 'Phase 1 - a', minutes: 15 }),
        said(3, { what: 'phase', name: 'Phase 2 - b', minutes: 45 }),
      ],
    },
    ['15 + 45 = 60', '5 h'],
  ],
  [
    'phases-do-not-add-up',
    'they do',
    {
      claims: [
        said(1, { what: 'duration', of: 'recovery', minutes: 60 }),
        said(2, { what: 'phase', name: 'Phase 1 - a', minutes: 15 }),
        said(3, { what: 'phase', name: 'Phase 2 - b', minutes: 45 }),
      ],
    },
    null,
  ],
  [
    'phases-do-not-add-up',
    'one was not read',
    {
      claims: [
        said(1, { what: 'duration', of: 'recovery', minutes: 300 }),
        said(2, { what: 'phase', name: 'Phase 1 - a', minutes: 15 }),
        said(3, { what: 'phase', name: 'Phase 3 - b', minutes: 45 }),
      ],
    },
    null,
  ],

  [
    'metric-does-not-exist',
    'a wrong name',
    { claims: [said(1, { what: 'metric', name: 'etcd_mvcc_db_total_size_in_use_bytes' })] },
    ['etcd_mvcc_db_total_size_in_use_in_bytes', 'never fires'],
  ],
  [
    'metric-does-not-exist',
    'right names',
    {
      claims: [
        'etcd_mvcc_db_total_size_in_bytes',
        'etcd_disk_wal_fsync_duration_seconds_bucket',
        'etcd_request_duration_seconds_count',
        'up_or_down',
      ].map((name, i) => said(i + 1, { what: 'metric', name })),
    },
    null,
  ],

  [
    'script-reads-array-as-object',
    'an object',
    { claims: [said(1, { what: 'jq', path: '.Status.dbSize', over: 'endpoint status' })] },
    ['.[0].Status.dbSize'],
  ],
  [
    'script-reads-array-as-object',
    'an item',
    { claims: [said(1, { what: 'jq', path: '.[0].Status.dbSize', over: 'endpoint status' })] },
    null,
  ],
  [
    'script-reads-array-as-object',
    'an object that is one',
    { claims: [said(1, { what: 'jq', path: '.members', over: 'member list' })] },
    null,
  ],

  [
    'setting-glued-to-text',
    'a heading behind the default',
    {
      claims: [
        said(1, {
          what: 'setting',
          name: 'max-request-bytes',
          value: '15728642. Enhanced Monitoring',
          glued: true,
          proposed: true,
        }),
      ],
    },
    ['1572864, the default (1.5 MiB)'],
  ],
  [
    'setting-glued-to-text',
    'a unit that etcd does not take',
    { claims: [said(1, { what: 'setting', name: 'quota-backend-bytes', value: '8Gi', glued: true, proposed: false })] },
    ['8Gi'],
  ],
  [
    'setting-glued-to-text',
    'as it should be',
    {
      claims: [said(1, { what: 'setting', name: 'max-request-bytes', value: '1572864', glued: false, proposed: true })],
    },
    null,
  ],

  [
    'defragmentation-leader-first',
    'leader first',
    {
      sizes: [sampled(1, { dbSizeBytes: bytes(1), isLeader: true, member: 'a:2379' })],
      claims: [
        ran(2, 'for e in a:2379 b:2379; do', [], { script: true }),
        ran(3, 'etcdctl --endpoints=$e defrag', [], { script: true }),
      ],
    },
    ['a:2379, the leader, first'],
  ],
  [
    'defragmentation-leader-first',
    'leader last',
    {
      sizes: [sampled(1, { dbSizeBytes: bytes(1), isLeader: true, member: 'b:2379' })],
      claims: [
        ran(2, 'for e in a:2379 b:2379; do', [], { script: true }),
        ran(3, 'etcdctl --endpoints=$e defrag', [], { script: true }),
      ],
    },
    null,
  ],

  [
    'unattended-defragmentation',
    'a loop without a look',
    {
      claims: [
        ran(1, 'for e in $ENDPOINTS; do', [], { script: true, proposed: true }),
        ran(2, 'etcdctl --endpoints=$e defrag', [], { script: true, proposed: true }),
      ],
    },
    ['compacts or looks at alarms'],
  ],
  ['unattended-defragmentation', 'by hand', { claims: [ran(1, 'etcdctl defrag', [], { proposed: true })] }, null],
];

describe('contradictions', () => {
  for (const [id, name, parts, words] of CASES) {
    it(`${id}: ${name}${words === null ? ' (silent)' : ''}`, () => {
      const found = contradictionChecks.find((check) => check.id === id)?.check(caseFile(parts)) ?? [];
      if (words === null) {
        expect(found).to.deep.equal([]);
        return;
      }
      expect(found).to.have.length(1);
      for (const word of words) expect(found[0]?.statement).to.include(word);
      expect(found[0]?.evidence).to.not.deep.equal([]);
    });
  }

  it('all stay silent on a case in which nothing happened', () => {
    for (const each of contradictionChecks) expect(each.check(caseFile({})), each.id).to.deep.equal([]);
  });

  it('every check is tried here, and every file is registered under its id', () => {
    const ids = contradictionChecks.map(({ id }) => id).sort();
    expect([...new Set(CASES.map(([id]) => id))].sort()).to.deep.equal(ids);
    const files = readdirSync('src/contradictions').filter((name) => name.endsWith('.ts') && name !== 'registry.ts');
    expect(files.map((name) => name.slice(0, -3)).sort()).to.deep.equal(ids);
  });
});

describe('etcd metrics', () => {
  it('knows parts of histograms, and the nearest name', () => {
    expect(isEtcdMetric('etcd_disk_backend_commit_duration_seconds_bucket')).to.equal(true);
    expect(isEtcdMetric('etcd_disk_backend_commit_duration')).to.equal(false);
    expect(nearestMetric('etcd_server_has_leaders')).to.equal('etcd_server_has_leader');
    expect(nearestMetric('etcd_nothing_like_it_at_all_anywhere')).to.equal(null);
  });
});
