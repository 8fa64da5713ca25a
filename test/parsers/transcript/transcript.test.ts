import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import type { StatementBody } from '../../../src/model/record.js';
import { PASTED_BLOCKS, PASTED_LINES } from '../pasted-dialects.js';
import { statementsOf, readText, recordsOf } from '../read-text.js';

const read = (text: string | Buffer) => readText(text, PASTED_LINES, PASTED_BLOCKS);
const bodies = (text: string): StatementBody[] => statementsOf(read(text)).map(({ claim }) => claim);
const commands = (text: string) => bodies(text).filter((claim) => claim.what === 'command');

describe('transcript: a published incident report', () => {
  const text = readFileSync('fixtures/parsers/transcript/incident-report.txt', 'utf8');
  const reading = read(text);
  const claims = statementsOf(reading);
  const at = (what: StatementBody['what']) =>
    claims.filter(({ claim }) => claim.what === what).map(({ line, claim }) => ({ line, ...claim }));

  it('counts, with what they count', () => {
    expect(
      at('count').map((count) => ('of' in count && 'value' in count ? [count.line, count.of, count.value] : [])),
    ).to.deep.equal([
      [56, 'request-lines', 2847293],
      [59, 'event-rows', 45623],
      [62, 'keys', 1847293],
      [109, 'other', 0],
    ]);
    expect(at('count')[0]).to.include({ resource: 'pods' });
    expect(at('count')[1]).to.include({ reason: 'Created' });
  });

  it('sizes, each with its units', () => {
    expect(
      at('size').map((size) => ('of' in size && 'units' in size ? [size.line, size.of, size.text, size.units] : [])),
    ).to.deep.equal([
      [43, 'directory', '8.4G', 'binary'],
      [49, 'live', '156MB', 'unknown'],
      [50, 'database', '8.4GB', 'unknown'],
    ]);
    expect(at('ratio')).to.deep.equal([{ line: 51, what: 'ratio', of: 'fragmentation', value: 0.981 }]);
  });

  it('phases, also where a copy ran them into a command or a table', () => {
    expect(
      at('phase').map((phase) =>
        'minutes' in phase && 'name' in phase ? [phase.line, phase.name, phase.minutes] : [],
      ),
    ).to.deep.equal([
      [70, 'Phase 1 - Expand Storage', 15],
      [74, 'Phase 2 - Manual Compaction', 45],
      [81, 'Phase 3 - Defragmentation', 180],
      [96, 'Phase 4 - Service Verification', 23],
    ]);
    expect(at('duration')).to.deep.equal([{ line: 4, what: 'duration', of: 'recovery', minutes: 263 }]);
    expect(
      claims.filter(({ line, claim }) => line === 74 && claim.what === 'command').map(({ claim }) => claim),
    ).to.deep.equal([{ what: 'command', command: 'systemctl restart etcd', output: [], script: false }]);
  });

  it('statements', () => {
    expect(at('statement')).to.deep.equal([
      { line: 6, what: 'statement', of: 'other', value: Date.UTC(2024, 11, 15, 3, 17), unit: 'date' },
      { line: 57, what: 'statement', of: 'window', value: 1440, unit: 'minutes' },
      { line: 59, what: 'statement', of: 'restarts', value: 2_800_000, unit: 'month' },
      { line: 64, what: 'statement', of: 'other', value: 1_800_000, unit: 'historic keys' },
    ]);
  });

  it('hashes, nodes, tables, answers', () => {
    expect(at('hash')).to.have.length(3);
    expect(at('hash')[0]).to.include({ hash: '3841678299', revision: 1847293, annotated: true });
    expect(at('node').map((node) => ('name' in node ? node.name : ''))).to.deep.equal([
      'k8s-master-1',
      'k8s-master-2',
      'k8s-master-3',
      'k8s-worker-1',
    ]);
    expect(at('status-table')).to.have.length(2);
    expect(at('answer')).to.deep.equal([{ line: 79, what: 'answer', of: 'compact', value: 1846293 }]);
    const compaction = recordsOf(reading).find(({ kind }) => kind === 'compaction-requested');
    expect(compaction).to.include({ revision: 1846293, time: null });
  });

  it('what was in force apart from what is proposed', () => {
    const inForce = reading.read.filter(({ record }) => record.source === 'config' && record.kind !== 'claim');
    expect(inForce.map(({ line, record }) => [line, record.kind])).to.deep.equal([
      [67, 'auto-compaction-set'],
      [68, 'quota-set'],
    ]);
    expect(
      at('setting').map((setting) =>
        'glued' in setting ? [setting.line, setting.name, setting.value, setting.glued, setting.proposed] : [],
      ),
    ).to.deep.equal([
      [113, 'auto-compaction-mode', 'periodic', false, true],
      [114, 'auto-compaction-retention', '5m', false, true],
      [115, 'quota-backend-bytes', '8589934592', false, true],
      [116, 'max-request-bytes', '15728642. Enhanced Monitoring Alerts', true, true],
      [124, 'for', '10m3. Automated Health\u2011Check Script', true, true],
    ]);
    expect(
      at('command')
        .filter((command) => 'proposed' in command && command.proposed)
        .map(({ line }) => line),
    ).to.deep.equal([128, 129, 130, 131, 132]);
  });

  it('metrics and jq paths', () => {
    expect(at('metric').map((metric) => ('name' in metric ? metric.name : ''))).to.deep.equal([
      'etcd_mvcc_db_total_size_in_bytes',
      'etcd_server_quota_backend_bytes',
      'etcd_mvcc_db_total_size_in_bytes',
      'etcd_mvcc_db_total_size_in_use_bytes',
    ]);
    expect(at('jq').map((jq) => ('path' in jq ? [jq.line, jq.path, jq.over] : []))).to.deep.equal([
      [64, '.[0].Status.header.revision', 'endpoint status'],
      [76, '.[0].Status.header.revision', 'endpoint status'],
      [129, '.Status.dbSize', 'endpoint status'],
      [129, '.Status.dbSizeInUse', 'endpoint status'],
    ]);
  });

  it('leaves prose and the journal to others', () => {
    for (const line of [1, 2, 5, 7, 10, 12, 27, 28, 29, 52, 53, 136, 139, 143])
      expect(reading.unclaimed).to.include(line);
  });

  it('reads the same with CRLF', () => {
    const windows = statementsOf(read(text.replaceAll('\n', '\r\n')));
    expect(windows).to.deep.equal(claims);
  });
});

describe('transcript', () => {
  const COMMANDS: readonly (readonly [string, string, string | null])[] = [
    ['dollar', '$ etcdctl alarm list', 'etcdctl alarm list'],
    ['host prompt', '[root@cp-1 ~]# etcdctl endpoint health', 'etcdctl endpoint health'],
    [
      'user prompt',
      'ops@bastion:~$ sudo ETCDCTL_API=3 etcdctl defrag --cluster',
      'sudo ETCDCTL_API=3 etcdctl defrag --cluster',
    ],
    ['root prompt', '# etcdctl compact 5000', 'etcdctl compact 5000'],
    ['no prompt', 'kubectl get pods -A', 'kubectl get pods -A'],
    ['comment behind', '$ etcdctl put quota-backend-bytes 1 # 1 byte', 'etcdctl put quota-backend-bytes 1'],
    ['continued', '$ etcdctl --endpoints=a:2379 \\\n    defrag', 'etcdctl --endpoints=a:2379 defrag'],
    ['a comment', '# Verify the API server', null],
    ['a price', '$ 5,000 was the price', null],
    ['prose about a command', 'etcdctl compact was run by the engineer on duty', null],
    ['prose with a colon', 'kubectl get pods showed the following:', null],
  ];
  for (const [name, text, expected] of COMMANDS) {
    it(`command: ${name}`, () => {
      const [found] = commands(`${text}\n`);
      expect(found?.what === 'command' ? found.command : null).to.equal(expected);
    });
  }

  it('an alarm that `alarm disarm` prints is off', () => {
    const records = recordsOf(
      read('$ etcdctl alarm disarm\nmemberID:4539454061249919681 alarm:NOSPACE \n$ etcdctl alarm list\n'),
    );
    expect(records.map(({ kind }) => kind))
      .to.include('nospace-alarm-disarmed')
      .and.not.include('nospace-alarm-active');
    expect(records.find(({ kind }) => kind === 'nospace-alarm-disarmed')?.about?.id).to.equal('3eff616aeb017ac1');
  });

  it('a refused put is an error that a client saw', () => {
    const records = recordsOf(read('$ etcdctl put a b\nError: etcdserver: mvcc: database space exceeded\n'));
    expect(records.find(({ kind }) => kind === 'nospace-error')).to.include({ clientSide: true, time: null });
  });

  const COUNTS: readonly (readonly [string, string, object])[] = [
    ['grep -c', 'grep -c "KV/Txn" /var/log/etcd.log\n42\n', { of: 'request-lines', value: 42, resource: null }],
    [
      'journal',
      'journalctl -u etcd | grep /registry/leases/ | wc -l\n7\n',
      { of: 'request-lines', value: 7, resource: 'leases' },
    ],
    [
      'endpoints',
      'zgrep "/registry/services/endpoints" x.gz | wc -l\n7\n',
      { of: 'request-lines', resource: 'services/endpoints' },
    ],
    [
      'keys of one resource',
      'etcdctl get /registry/events --prefix --keys-only | wc -l\n8\n',
      { of: 'keys', resource: 'events' },
    ],
    [
      'a warning before it',
      'kubectl get events -A | grep BackOff | wc -l\nWarning: deprecated\n9\n',
      { of: 'event-rows', reason: 'BackOff', value: 9 },
    ],
  ];
  for (const [name, text, expected] of COUNTS) {
    it(`count: ${name}`, () => {
      expect(bodies(`$ ${text}`).find(({ what }) => what === 'count')).to.include(expected);
    });
  }

  const JQ: readonly (readonly [string, readonly string[]])[] = [
    ["etcdctl endpoint status -w json | jq '.[0].Status.dbSize'", ['.[0].Status.dbSize']],
    ["etcdctl endpoint status -w json | jq -r '.[] | .Status.dbSize'", ['.[]', '.[] | .Status.dbSize']],
    ["etcdctl endpoint status -w json | jq 'map(.Status.dbSize) | add'", ['.[] | .Status.dbSize']],
    ['etcdctl endpoint status -w json | jq .Status.dbSize', ['.Status.dbSize']],
    ["kubectl get pods -o json | jq '.items[]'", []],
  ];
  for (const [command, expected] of JQ) {
    it(`jq: ${command}`, () => {
      const found = bodies(`$ ${command}\n`).flatMap((claim) => (claim.what === 'jq' ? [claim.path] : []));
      expect(found).to.deep.equal(expected);
    });
  }

  it('keeps what was said before the first command only if a command follows', () => {
    const said = 'Recovery Time: 1h 5m\nPhase 1 - Look (10 min)\n2024-12-15 03:17 - it began\n';
    expect(read(said).read).to.deep.equal([]);
    expect(read(said).givenBack).to.equal(3);
    expect(bodies(`${said}$ kubectl get nodes\n`).map(({ what }) => what)).to.deep.equal([
      'duration',
      'phase',
      'statement',
      'command',
    ]);
  });

  it('claims nothing of prose', () => {
    const novel = [
      'It was the best of times, it was the worst of times.',
      'Chapter 2: Preventive Measures',
      'Root cause: greed',
      '$ 40 a month, or 3 times a day',
      '',
      '# IV',
      'name: Bob',
      '1899-12-31 - the last night',
    ];
    const text = Array.from({ length: 400 }, (_, i) => novel[i % novel.length]).join('\n');
    const reading = read(text);
    expect(reading.read).to.deep.equal([]);
    expect(reading.unclaimed.length + reading.givenBack).to.be.at.least(350);
  });

  it('claims nothing of an access log', () => {
    const lines = Array.from(
      { length: 300 },
      (_, i) =>
        `10.0.0.${i % 250} - - [15/Dec/2024:03:15:${i % 60} +0000] "GET /registry/${i} HTTP/1.1" 200 ${i} "-" "curl/7.68.0"`,
    );
    const reading = read(lines.join('\n'));
    expect(reading.read).to.deep.equal([]);
    expect(reading.unclaimed).to.have.length(300);
  });

  it('never throws, and counts no line twice', () => {
    const piece = fc.constantFrom(
      '$ ',
      '# ',
      '| ',
      '+--+',
      'etcdctl ',
      'defrag',
      '\n',
      '\n',
      'quota-backend-bytes: ',
      '12',
      'Phase 1 - x (5 min)',
      '{',
      '}',
      '"',
      "'",
      '\\',
      'for i in a b; do',
      'done',
      ' | wc -l',
      '[{"Endpoint":',
      '- alert: x',
      'expr: |',
      '\u2011',
      'memberID:1 alarm:NOSPACE',
      '"ClusterID" : 1',
      ', ',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
          fc.array(piece, { maxLength: 60 }).map((parts) => Buffer.from(parts.join(''))),
        ),
        (bytes) => {
          const reading = read(bytes);
          const lines = bytes.toString('latin1').split('\n').length;
          expect(reading.unclaimed.length + reading.givenBack).to.be.at.most(lines);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('transcript: prompts', () => {
  for (const prompt of ['core@core-01 ~ $', 'core-01 core #', 'ip-10-0-0-1 ~ #', 'core@core-01 /var/lib/etcd2 $'])
    it(`knows «${prompt}»`, () => {
      expect(readText(`${prompt} etcdctl alarm list`, PASTED_LINES, PASTED_BLOCKS).unclaimed).to.deep.equal([]);
    });
});
