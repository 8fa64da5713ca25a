import type { CaseFile, Rule } from '../../model/case-file.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { burstsOf, firstLines, refusalOf, total, worstLines } from '../queries/event-bursts.js';
import { counted, listed } from '../queries/phrases.js';

/** The file system has no room left: not the quota, which refuses long before, but the disk itself. */
export const diskFull: Rule = {
  id: 'disk-full',
  title: 'Disk full',
  explains: 'limit',
  judge(file) {
    const bursts = burstsOf(file, 'disk-full');
    const members = [...new Set(bursts.flatMap((burst) => burst.member ?? []))].sort();
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'contributing',
      subject: members.length === 0 ? null : listed(members),
      share: null,
      arguments: argumentsFor(file),
      remedies: [
        'Free space on the file system of the data directory (logs, images, old snapshots, never files below member/), then start the member. Do not defragment before that: it writes per second copy.',
        'Put the data directory and the WAL on a dedicated file system, larger than twice the quota, with an alert on free space.',
      ],
      ask: {
        question: 'Did the file systems of the members have free space?',
        command:
          'df -h /var/lib/etcd; journalctl -k | grep -iE "no space left on device|I/O error"; journalctl -u etcd | grep -i "no space left on device"   # on every member',
      },
    });
  },
};

function argumentsFor(file: CaseFile): Argument[] {
  const bursts = burstsOf(file, 'disk-full');
  if (bursts.length === 0) return onlyTheQuota(file);
  const own = bursts.filter((burst) => burst.source === 'etcd');
  const says = `${counted(total(bursts), 'line')} with "no space left on device"`;
  return [
    {
      says,
      factor: own.length > 0 ? 50 : 10,
      basis: own.length > 0 ? 'peer lines' : 'system log',
      evidence: worstLines(bursts),
    },
    ...(own.length > 0 && own.length < bursts.length
      ? [
          {
            says: 'the system log also shows it',
            factor: 3,
            basis: 'system log' as const,
            evidence: firstLines(bursts.filter((burst) => burst.source !== 'etcd')),
          },
        ]
      : []),
  ];
}

/** The alarm is of the quota: a member that could not write its log would have died of it. */
function onlyTheQuota(file: CaseFile): Argument[] {
  const alarms = burstsOf(file, 'nospace-alarm-raised');
  if (alarms.length === 0 || !file.coverage.etcdLogs.some((log) => log.info)) return [];
  const says = 'the alarm is about the quota, and no line of the members reports a full disk';
  return [{ says, factor: 1 / 20, basis: 'alarm lines', evidence: firstLines(alarms) }];
}
