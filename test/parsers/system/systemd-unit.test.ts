import { expect } from 'chai';
import fc from 'fast-check';
import { systemdUnit } from '../../../src/parsers/system/systemd-unit.js';
import { at, collect } from '../etcd/collected.js';

const time = at('2026-11-22T13:08:33Z');
const UNIT = 'etcd.service';

describe('parsers/systemd-unit', () => {
  const cases: readonly (readonly [string, string, string, Readonly<Record<string, unknown>>])[] = [
    // recorded: systemd 252
    ['systemd', 'Starting etcd.service - etcd...', 'service-starting', { unit: UNIT }],
    ['systemd', 'Started etcd.service - etcd.', 'service-started', { unit: UNIT }],
    ['systemd', 'Stopping etcd.service - etcd...', 'service-stopped', { unit: UNIT, status: 'stopping' }],
    ['systemd', 'etcd.service: Deactivated successfully.', 'service-stopped', { unit: UNIT, status: 'success' }],
    ['systemd', 'Stopped etcd.service - etcd.', 'service-stopped', { unit: UNIT }],
    // systemd 219 to 24x
    ['systemd', 'Starting Etcd Server...', 'service-starting', { unit: 'Etcd Server' }],
    ['systemd', 'Started Etcd Server.', 'service-started', { unit: 'Etcd Server' }],
    ['systemd', 'Failed to start Etcd Server.', 'service-failed', { status: 'start' }],
    ['systemd', 'etcd.service: Succeeded.', 'service-stopped', { unit: UNIT }],
    [
      'systemd',
      'etcd.service: Main process exited, code=killed, status=9/KILL',
      'service-failed',
      { unit: UNIT, status: '9/KILL' },
    ],
    [
      'systemd',
      'etcd.service: main process exited, code=exited, status=1/FAILURE',
      'service-failed',
      { status: '1/FAILURE' },
    ],
    ['systemd', "etcd.service: Failed with result 'exit-code'.", 'service-failed', { unit: UNIT, status: 'exit-code' }],
    ['systemd', 'Unit etcd.service entered failed state.', 'service-failed', { unit: UNIT }],
    ['systemd', 'etcd.service: Start request repeated too quickly.', 'service-failed', { status: 'start-limit-hit' }],
    [
      'systemd',
      'etcd.service: Scheduled restart job, restart counter is at 5.',
      'service-restarted',
      { unit: UNIT, restarts: 5 },
    ],
    ['systemd', 'etcd.service holdoff time over, scheduling restart.', 'service-restarted', { unit: UNIT }],
    [
      'systemd',
      'etcd.service: Service RestartSec=5s expired, scheduling restart.',
      'service-restarted',
      { unit: UNIT },
    ],
    ['systemd', 'Reached target Multi-User System.', 'log', {}],
    [
      'systemd-journald',
      'Suppressed 1234 messages from etcd.service',
      'log',
      { message: 'Suppressed 1234 messages from etcd.service' },
    ],
    [
      'kernel',
      'Out of memory: Killed process 1234 (etcd) total-vm:10618000kB, anon-rss:8123456kB, file-rss:0kB, shmem-rss:0kB, UID:0',
      'oom-kill',
      { process: 'etcd', pid: 1234, anonRssKb: 8123456 },
    ],
    [
      'kernel',
      '[12345.678901] Memory cgroup out of memory: Killed process 77 (kube-apiserver) total-vm:1kB, anon-rss:2kB, file-rss:3kB',
      'oom-kill',
      { process: 'kube-apiserver', pid: 77, anonRssKb: 2 },
    ],
    [
      'kernel',
      'Killed process 99 (etcd) total-vm:1kB, anon-rss:5kB, file-rss:3kB',
      'oom-kill',
      { pid: 99, anonRssKb: 5 },
    ],
    ['kernel', 'Out of memory: Kill process 99 (etcd) score 900 or sacrifice child', 'log', {}],
    ['kernel', 'blk_update_request: I/O error, dev sda, sector 1234', 'disk-error', {}],
    ['kernel', 'eth0: link up', 'log', {}],
  ];
  for (const [ident, line, kind, fields] of cases) {
    it(`${line.slice(0, 60)} is ${kind}`, () => {
      const { claimed, records } = collect(systemdUnit, line, { ident, outerTime: time });
      expect(claimed).to.equal(true);
      expect(records).to.have.length(1);
      expect(records[0]).to.include({ kind, time, source: 'system', format: 'systemd', ...fields });
    });
  }

  it('takes the unit from the journal where the text has only its title', () => {
    const { records } = collect(systemdUnit, 'Started Etcd Server.', { ident: 'systemd', unit: UNIT });
    expect(records[0]).to.include({ unit: UNIT });
  });

  it('leaves everybody else, and lines without a journal around them', () => {
    expect(collect(systemdUnit, 'Started Etcd Server.').claimed).to.equal(false);
    expect(collect(systemdUnit, 'Started Etcd Server.', { ident: 'etcd' }).claimed).to.equal(false);
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('systemd', 'kernel', 'systemd-journald'),
        (bytes, ident) => {
          collect(systemdUnit, Buffer.from(bytes), { ident });
        },
      ),
    );
  });
});
