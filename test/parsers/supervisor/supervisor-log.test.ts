import { expect } from 'chai';
import { supervisorLog } from '../../../src/parsers/supervisor/supervisor-log.js';
import { at, collect } from '../etcd/collected.js';

const ERROR = 'etcdserver: mvcc: database space exceeded';
const k3s = (message: string, level = 'error'): string =>
  `time="2026-03-12T01:48:12-08:00" level=${level} msg="${message}"`;

const told: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
  [k3s(`starting kubernetes: preparing server: start cluster and https: ${ERROR}`, 'fatal'), { kind: 'nospace-error' }],
  [k3s('failed to get namespace a: etcdserver: request timed out'), { kind: 'request-timeout' }],
  [k3s('apply failed: rpc error: code = Unavailable desc = etcdserver: leader changed'), { kind: 'leader-changed' }],
  [k3s('Alarm on etcd member 9639983885888023861: NOSPACE '), { kind: 'nospace-alarm-active' }],
  [
    k3s('Errors present on etcd cluster: memberID:9639983885888023861 alarm:NOSPACE '),
    { kind: 'nospace-alarm-active' },
  ],
  [
    k3s('Connected to etcd v3.5.21 - datastore using 2147475456 of 2147483648 bytes', 'info'),
    { kind: 'member-status', version: '3.5.21', dbSizeBytes: 2147475456, quotaBytes: 2147483648 },
  ],
  [k3s('Starting k3s v1.23.4+k3s1 (43b1cb48)', 'info'), { kind: 'log', level: 'info' }],
  [`time="2026-03-12 09:48:12" level=error msg="sync" error="put: ${ERROR}" component=x`, { kind: 'nospace-error' }],
  [`2026/03/12 09:48:12 [WARNING] Failed to create rules for event-alert: ${ERROR}`, { kind: 'nospace-error' }],
  [`2026/03/12 09:48:12 [ERROR] NodeController c/m [s] failed with : x: ${ERROR}`, { kind: 'nospace-error' }],
];

describe('parsers/supervisor-log', () => {
  for (const [line, fields] of told) {
    it(`reads ${line.slice(0, 100)}`, () => {
      const { claimed, records } = collect(supervisorLog, line);
      expect(claimed).to.equal(true);
      expect(records[0]).to.include({ ...fields, time: at('2026-03-12T09:48:12Z') });
    });
  }

  it('reads what Talos says', () => {
    const talos = (text: string) => collect(supervisorLog, `[talos] ${text}`, { ident: 'talos' }).records[0];
    expect(talos('service[etcd](Running): Health check failed: context deadline exceeded')).to.include({
      kind: 'health-check-failed',
    });
    expect(talos(`controller failed {"component": "c", "error": "error creating etcd session: ${ERROR}"}`)).to.include({
      kind: 'nospace-error',
    });
    expect(talos('Sending SIGKILL to cgroup {"controller": "runtime.OOMController", "cgroup": "/x"}')).to.include({
      kind: 'oom-kill',
    });
  });

  it('leaves what is quoted, told at ease, or of others', () => {
    for (const line of [
      k3s(`somebody asked about \\"${ERROR}\\" today`),
      k3s('listening on :8080', 'info'),
      `2026/03/12 09:48:12 [INFO] shown: ${ERROR}`,
      `2026/03/12 09:48:12 [ERROR] said "${ERROR}"`,
      '2026/03/12 09:48:12 [ERROR] order 17 failed: out of stock',
    ])
      expect(collect(supervisorLog, line).claimed, line).to.equal(false);
  });
});
