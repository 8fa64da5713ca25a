import { leaderChanges, promDuration, withoutLeader } from './back-test.js';
import { AT, flat, type Make, OF, pair, rising, stepsFor } from './candidate.js';
import { isFound, type Made } from './made.js';

/** Of the leader and of the members. */
export const MEMBER_ALERTS: readonly Make[] = [
  (made) =>
    !lostLeader(made) && !isFound(made, 'leader-flapping', 'quorum-loss', 'network-partition')
      ? null
      : {
          alert: 'EtcdNoLeader',
          expr: 'etcd_server_has_leader == 0',
          forSeconds: 60,
          severity: 'critical',
          summary: 'An etcd member has no leader.',
          observed: withoutLeader(made.file),
          warnsOfRefusal: false,
          tests: (holds) => {
            const steps = stepsFor(holds);
            return pair(
              steps,
              [[`etcd_server_has_leader${AT}`, flat(0, steps)]],
              [[`etcd_server_has_leader${AT}`, flat(1, steps)]],
            );
          },
        },
  (made) => {
    if (!isFound(made, 'leader-flapping', 'network-partition')) return null;
    const { leaderChanges: many, leaderChangeMinutes: minutes } = made.file.thresholds;
    const window = Math.max(60, Math.round(minutes * 60));
    return {
      alert: 'EtcdHighNumberOfLeaderChanges',
      expr: `increase(etcd_server_leader_changes_seen_total[${promDuration(window)}]) >= ${many}`,
      forSeconds: 0,
      severity: 'warning',
      summary: `The etcd leader changed at least ${many} times within ${promDuration(window)}.`,
      observed: leaderChanges(made.file, many, window),
      warnsOfRefusal: false,
      tests: (holds) => {
        const steps = stepsFor(holds, window);
        const series = `etcd_server_leader_changes_seen_total${AT}`;
        return pair(steps, [[series, rising(0, Math.max(1, many), steps)]], [[series, flat(3, steps)]]);
      },
    };
  },
  (made) =>
    !isFound(made, 'network-partition')
      ? null
      : {
          alert: 'EtcdPeerSendFailures',
          expr: 'rate(etcd_network_peer_sent_failures_total[10m]) > 0.05',
          forSeconds: 600,
          severity: 'warning',
          summary: 'An etcd member cannot send to a peer.',
          observed: [],
          warnsOfRefusal: false,
          tests: (holds) => {
            const steps = stepsFor(holds, 600);
            const series = 'etcd_network_peer_sent_failures_total{instance="10.0.0.1:2379",job="etcd",To="a1"}';
            return pair(steps, [[series, rising(0, 60, steps)]], [[series, flat(7, steps)]], { ...OF, To: 'a1' });
          },
        },
  (made) =>
    !isFound(made, 'lagging-member')
      ? null
      : {
          alert: 'EtcdMemberLags',
          expr: 'etcd_server_proposals_committed_total - etcd_server_proposals_applied_total > 5000',
          forSeconds: 300,
          severity: 'warning',
          summary:
            'An etcd member is more than 5000 entries behind in applying; it then refuses requests with "too many requests".',
          observed: [],
          warnsOfRefusal: false,
          tests: (holds) => {
            const steps = stepsFor(holds);
            const series = (applied: number): [string, string][] => [
              [`etcd_server_proposals_committed_total${AT}`, flat(100_000, steps)],
              [`etcd_server_proposals_applied_total${AT}`, flat(applied, steps)],
            ];
            return pair(steps, series(90_000), series(99_990));
          },
        },
  (made) =>
    !isFound(made, 'memory-oom')
      ? null
      : {
          alert: 'EtcdRestarts',
          expr: 'changes(process_start_time_seconds{job=~".*etcd.*"}[1h]) > 1',
          forSeconds: 0,
          severity: 'warning',
          summary: 'An etcd member started more than once within an hour.',
          observed: [],
          warnsOfRefusal: false,
          tests: (holds) => {
            const steps = stepsFor(holds, 3600);
            const series = `process_start_time_seconds${AT}`;
            return pair(steps, [[series, rising(1_000, 100, steps)]], [[series, flat(1_000, steps)]]);
          },
        },
  (made) =>
    !isFound(made, 'quorum-loss')
      ? null
      : {
          alert: 'EtcdInsufficientMembers',
          expr: 'sum(up{job=~".*etcd.*"} == bool 1) without (instance) < ((count(up{job=~".*etcd.*"}) without (instance) + 1) / 2)',
          forSeconds: 180,
          severity: 'critical',
          summary: 'Fewer etcd members are up than quorum requires.',
          observed: [],
          warnsOfRefusal: false,
          tests: (holds) => {
            const steps = stepsFor(holds);
            const series = (up: readonly number[]): [string, string][] =>
              up.map((value, i) => [`up{instance="10.0.0.${i + 1}:2379",job="etcd"}`, flat(value, steps)]);
            return pair(steps, series([1, 0, 0]), series([1, 1, 0]), { job: 'etcd' });
          },
        },
];

/** For longer than an election takes; the stop of a whole cluster loses it too. */
function lostLeader({ report, file }: Made): boolean {
  if (file.leadership === undefined) return report.onsets.leaderLoss !== null;
  return file.leadership.without.some(({ from, to, last }) => (to ?? last) - from >= 5_000_000);
}
