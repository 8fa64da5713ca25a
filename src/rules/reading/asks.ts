import type { CaseFile } from '../../model/case-file.js';
import type { Ask } from '../confidence.js';
import { etcdctl, refusalOf } from './happenings.js';
import { stamp } from './words.js';

/**
 * The questions that rules ask where the inputs do not answer, each with the command that does. One wording for all
 * rules, so that what several of them lack is one gap.
 */
export const whoWrote = (file: CaseFile): Ask => ({
  question: 'Who wrote to etcd, and what, in the time before the refusal?',
  command: `jq -r 'select(.stage=="ResponseComplete" and (.verb|test("create|update|patch|delete"))) | [.user.username,.userAgent,.objectRef.resource,.objectRef.namespace]|@tsv' /var/log/kubernetes/audit/audit.log | sort | uniq -c | sort -rn | head -20   # or the request log: journalctl -u etcd${span(file)} with --log-level debug`,
});

export const podRestarts = (file: CaseFile): Ask => ({
  question: 'Which pods restarted or were made anew, and how often?',
  command: `kubectl get events -A -o json > events.json; kubectl get pods -A --sort-by='.status.containerStatuses[0].restartCount' | tail -20${file.coverage.requests === null ? '   # and the request log of etcd' : ''}`,
});

export const compactions = (file: CaseFile): Ask => ({
  question: 'Did anything compact before the refusal: etcd itself, or an API server?',
  command: `journalctl -u etcd${span(file)} | grep -E 'compact tree index|store.index: compact|finished scheduled compaction'; ${etcdctl(file)} get compact_rev_key -w json; ps -C kube-apiserver -o args= | tr ' ' '\\n' | grep etcd-compaction-interval`,
});

export const sizesAndQuota = (file: CaseFile): Ask => ({
  question: 'How large were the file and the data in use, and what was the quota?',
  command: `${etcdctl(file)} endpoint status --cluster -w json; curl -s http://127.0.0.1:2379/metrics | grep -E 'etcd_mvcc_db_total_size|etcd_server_quota_backend_bytes'`,
});

export const quotaInForce = (file: CaseFile): Ask => ({
  question: 'Which quota is in force on each member?',
  command: `journalctl -u etcd | grep -E 'enabled backend quota|starting an etcd server'; curl -s http://127.0.0.1:2379/metrics | grep etcd_server_quota_backend_bytes   # on every member, after its last restart${file.members.length > 0 ? ` (${file.members.map((member) => member.name).join(', ')})` : ''}`,
});

export const alarms = (file: CaseFile): Ask => ({
  question: 'Is the NOSPACE alarm still armed at the end?',
  command: `${etcdctl(file)} alarm list; ${etcdctl(file)} endpoint status --cluster -w table`,
});

export const diskLatency = (): Ask => ({
  question: 'How long do the WAL syncs and backend commits of each member take?',
  command:
    "curl -s http://127.0.0.1:2379/metrics | grep -E 'etcd_disk_(wal_fsync|backend_commit)_duration_seconds'   # 99th percentile: sync below 10 ms, commit below 25 ms",
});

export const clientErrors = (file: CaseFile): Ask => ({
  question: 'Did clients have requests refused for their size? etcd logs nothing of that.',
  command: `journalctl -u kubelet -u containerd${span(file)} | grep -E 'request is too large|larger than max'; kubectl -n kube-system logs -l component=kube-apiserver --tail=-1 | grep -E 'request is too large|larger than max'`,
});

export const retries = (file: CaseFile): Ask => ({
  question: 'How many writes per second did clients try after the refusal, against before?',
  command: `kubectl get --raw /metrics | grep -E 'etcd_request_duration_seconds_count|apiserver_request_total'   # or the request log: journalctl -u etcd${span(file)} with --log-level debug`,
});

function span(file: CaseFile): string {
  const until = refusalOf(file) ?? file.window?.to ?? null;
  if (file.window === null || until === null) return '';
  const hour = 3_600_000_000;
  const since = stamp(Math.min(file.window.from, until - hour) as typeof until);
  return ` --utc --since '${since}' --until '${stamp(until)}'`;
}
