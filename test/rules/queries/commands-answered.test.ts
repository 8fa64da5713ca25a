import { expect } from 'chai';
import { COLLECT_SCRIPT } from '../../../src/cli/collect/collect-script.js';
import type { CaseFile } from '../../../src/model/case-file.js';
import { PARSERS } from '../../../src/parsers/registry.js';
import type { OpenQuestion } from '../../../src/rules/judging/confidence.js';
import { rules } from '../../../src/rules/registry.js';
import * as questions from '../../../src/rules/queries/open-questions.js';
import { CaseFileBuilder } from '../../case-files/case-file-builder.js';
import { readText } from '../../parsers/read-text.js';

/** Parts of commands, and an answer of each that some format has to take; null: for eyes alone. The first that fits wins. */
const ANSWERS: readonly [part: RegExp, answer: string | null][] = [
  [
    /^jq -r 'select.*\| sort \| uniq -c/,
    '  18211 update\tsystem:serviceaccount:kube-system:sync\tsync/v1.2 (linux/amd64)\tconfigmaps',
  ],
  [/^kubectl get events .*-o json > /, '{"kind":"EventList","apiVersion":"v1","metadata":{},"items":[]}'],
  [
    /^kubectl get pods -A --sort-by/,
    'NAMESPACE     NAME       READY   STATUS    RESTARTS   AGE\nkube-system   etcd-cp1   1/1     Running   37         3h11m',
  ],
  [
    /^kubectl get (?:cronjobs|storageversionmigrations)/,
    'NAME     SCHEDULE      SUSPEND   ACTIVE   LAST SCHEDULE   AGE\nbackup   */5 * * * *   False     412      27s             40d',
  ],
  [
    /^kubectl top nodes/,
    'NAME   CPU(cores)   CPU%   MEMORY(bytes)   MEMORY%\ncp1    1820m        91%    13987Mi         88%',
  ],
  [
    /^kubectl describe nodes/,
    'Conditions:\n  Ready   True   Sat, 21 Nov 2026 10:35:17 +0000   Thu, 01 Jan 2026 08:00:00 +0000   KubeletReady   kubelet is posting ready status',
  ],
  [/^kubectl version/, 'Server Version: v1.29.1'],
  [
    /^kubectl get --raw \/metrics/,
    'apiserver_flowcontrol_rejected_requests_total{flow_schema="service-accounts",priority_level="workload-low",reason="queue-full"} 7',
  ],
  [
    /^(?:for pod in .*)?(?:do )?kubectl -n kube-system logs/,
    'E1122 13:13:02.123456       1 compact.go:124] etcd: endpoint ([https://10.0.1.10:2379]) compact failed: etcdserver: mvcc: database space exceeded',
  ],
  [/^kubectl -n kube-system describe pod/, null],
  [/^journalctl .*\|.*(?:grep -c|-oE)/, null],
  [
    /^journalctl/,
    '{"level":"warn","ts":"2026-11-22T13:13:02.123Z","caller":"etcdserver/util.go:163","msg":"apply request took too long","took":"1.2s","expected-duration":"100ms","prefix":"","request":"header:<ID:1 >","response":"size:5"}',
  ],
  [/^ps -C etcd /, '--auto-compaction-retention=1h'],
  [/^ps -C kube-apiserver /, '--etcd-compaction-interval=5m0s'],
  [
    /^curl -s http:\/\/127\.0\.0\.1:2379\/metrics/,
    '# TYPE etcd_mvcc_db_total_size_in_bytes gauge\netcd_mvcc_db_total_size_in_bytes 2.1e+09',
  ],
  [/^df /, '/dev/sda2        50G   50G     0 100% /var/lib/etcd'],
  // what it prints is for eyes; the file that it writes is an input: etcd-db
  [/^etcdctl snapshot save/, null],
  // the words of etcd's own start line, which the wrapper of bare messages takes: not a parser alone
  [/^etcd --version/, null],
  [/\| jq -r .*@tsv|\| wc -w|grep Count/, null],
  [
    / get compact_rev_key -w json/,
    '{"header":{"cluster_id":1,"member_id":2,"revision":184629,"raft_term":3},"count":1}',
  ],
  [
    / endpoint hashkv/,
    '[{"Endpoint":"10.0.0.1:2379","HashKV":{"header":{"cluster_id":1,"member_id":2,"revision":9,"raft_term":3},"hash":77,"compact_revision":5}}]',
  ],
  [
    / endpoint status .*-w json/,
    '[{"Endpoint":"10.0.0.1:2379","Status":{"header":{"cluster_id":1,"member_id":2,"revision":9,"raft_term":3},"version":"3.5.9","dbSize":4096,"leader":2,"raftIndex":9,"raftTerm":3}}]',
  ],
  [/ endpoint status .*-w table/, '10.0.0.1:2379, 8e9e05c52164694d, 3.5.9, 20 kB, true, false, 2, 8, 8, '],
  [/ member list/, '8e9e05c52164694d, started, m1, http://10.0.0.1:2380, http://10.0.0.1:2379, false'],
  [/ alarm list/, 'memberID:14841639068965178418 alarm:NOSPACE'],
  // dates, schedules, and what a case of one object is compared by
  [
    /^(?:top |grep -E '\^cpu|crontab|iostat|chronyc|systemctl show|for |f in|openssl|kubeadm certs|rev=|diff |sleep )/,
    null,
  ],
  [/^kubectl get .*-o (?:yaml|json)/, null],
];

/** The commands of a line, without what stands in quotes being taken for their ends. */
function partsOf(command: string): string[] {
  const [line = ''] = command.split(/\s+#\s/);
  const parts: string[] = [''];
  let quote = '';
  for (const char of line) {
    if (quote === '' && char === ';') parts.push('');
    else {
      if (quote === '' ? char === '"' || char === "'" : char === quote) quote = quote === '' ? char : '';
      parts[parts.length - 1] += char;
    }
  }
  return parts.map((part) => part.trim()).filter((part) => part !== '' && !/^(?:do |done)/.test(part));
}

function asked(): string[] {
  const files: CaseFile[] = [
    new CaseFileBuilder().build(),
    new CaseFileBuilder().member('m1', '3.5.9').log(0, 300).build(),
  ];
  const told: OpenQuestion[] = files.flatMap((file) => [
    ...rules.flatMap((rule) => {
      const finding = rule.judge(file);
      return finding.answer === 'not-assessed' ? [finding] : (finding.ask ?? []);
    }),
    ...Object.values(questions).map((question) => (question as (file: CaseFile) => OpenQuestion)(file)),
  ]);
  return [...new Set(told.flatMap(({ command }) => partsOf(command)))].sort();
}

describe('the commands that gaps print', () => {
  it('each have an answer that is read, or one for eyes alone', () => {
    const unknown = asked().filter((part) => !ANSWERS.some(([pattern]) => pattern.test(part)));
    expect(unknown).to.deep.equal([]);
  });

  for (const [pattern, answer] of ANSWERS)
    if (answer !== null)
      it(`reads the answer of ${pattern.source.slice(0, 60)}`, () => {
        const { unclaimed, givenBack } = readText(answer, PARSERS.lines, PARSERS.blocks);
        expect([unclaimed, givenBack]).to.deep.equal([[], 0]);
      });
});

/** What the collect script keeps; null: logs, which other tests read, and what is for eyes alone. */
const COLLECTED: readonly [command: RegExp, answer: string | null][] = [
  [/^(?:tail|head|gzip|journalctl)|^\\$|^"\$/, null],
  [
    /^systemctl cat/,
    '# /etc/systemd/system/etcd.service\n[Service]\nExecStart=/usr/local/bin/etcd --quota-backend-bytes=8589934592',
  ],
  [/^systemctl status/, null],
  [/^ps -C/, 'etcd --name=m1 --quota-backend-bytes=8589934592'],
  [
    /^(?:curl|wget) .*metrics/,
    '# TYPE etcd_mvcc_db_total_size_in_bytes gauge\netcd_mvcc_db_total_size_in_bytes 2.1e+09',
  ],
  [/get events .*-o json/, '{"kind":"EventList","apiVersion":"v1","metadata":{},"items":[]}'],
  [
    /get nodes -o wide/,
    'NAME   STATUS   ROLES           AGE    VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE   KERNEL-VERSION   CONTAINER-RUNTIME\ncp1    Ready    control-plane   320d   v1.29.4   10.0.0.1      <none>        Debian     6.1.0            containerd://1.7.12',
  ],
  [
    /^df -k/,
    'Filesystem     1K-blocks     Used Available Use% Mounted on\n/dev/sda2       51200000 51200000         0 100% /var/lib/etcd',
  ],
  [/^ls -l/, null],
];

describe('the commands of the collect script', () => {
  const kept = [...COLLECT_SCRIPT.matchAll(/^ *keep .*"\$in_(?:logs|settings)" (\S.*)$/gm)].map(
    ([, command = '']) => command,
  );
  const answers = [...COLLECT_SCRIPT.matchAll(/^ *ask ([a-z].*)$/gm)].map(([, command = '']) => ` ${command}`);

  it('each have an answer that is read, or one for eyes alone', () => {
    expect(kept.length).to.be.above(10);
    expect(answers.length).to.be.above(2);
    const isKnown = (list: readonly (readonly [RegExp, string | null])[], command: string): boolean =>
      list.some(([pattern]) => pattern.test(command));
    expect(kept.filter((command) => !isKnown(COLLECTED, command.replace('"$kube" ', '')))).to.deep.equal([]);
    expect(answers.filter((command) => !isKnown(ANSWERS, command))).to.deep.equal([]);
  });

  for (const [pattern, answer] of COLLECTED)
    if (answer !== null)
      it(`reads the answer of ${pattern.source.slice(0, 60)}`, () => {
        const { unclaimed, givenBack } = readText(answer, PARSERS.lines, PARSERS.blocks);
        expect([unclaimed, givenBack]).to.deep.equal([[], 0]);
      });
});
