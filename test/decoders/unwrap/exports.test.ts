import { expect } from 'chai';
import { readLines } from '../read-lines.js';

const LINE =
  '{"level":"warn","ts":"2026-11-22T13:15:18.512Z","caller":"etcdserver/apply.go:636","msg":"alarm raised","alarm":"NOSPACE"}';
/** kube-apiserver's own stamp has no year. */
const KLOG =
  'E1122 13:15:20.123456       1 compact.go:124] etcd: endpoint ([https://127.0.0.1:2379]) compact failed: x';
const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
const AT = '2026-11-22T13:15:18.512Z';

const LINES: readonly (readonly [string, string, string | null])[] = [
  ['Fluent Bit', `[0] kube.etcd: [1795353318.512345678, {"log"=>"${LINE}", "stream"=>"stderr"}]`, null],
  [
    'Fluent Bit with metadata, the pod behind the line',
    `[12] kube.etcd: [[1795353318.512345678, {}], {"stream"=>"stderr", "log"=>"${LINE}", "kubernetes"=>{"pod_name"=>"etcd-cp1"}}]`,
    'cp1',
  ],
  ['Fluentd, stdout', `2026-11-22 13:15:18.512345678 +0000 kube.etcd: ${JSON.stringify({ log: `${LINE}\n` })}`, null],
  ['Fluentd, file', `2026-11-22T13:15:18+00:00\tkube.etcd\t${JSON.stringify({ log: LINE, host: 'cp1' })}`, 'cp1'],
  ['Fluentd, forwarded', JSON.stringify(['kube.etcd', 1795353318, { log: LINE }]), null],
  ['logcli', `2026-11-22T13:15:18Z {container="etcd", pod="etcd-cp1"} ${LINE}`, 'cp1'],
  ['aws logs tail', `2026-11-22T13:15:18.512000+00:00 kube-apiserver-0123456789abcdef0123456789abcdef ${LINE}`, null],
  ['aws logs tail --format short', `2026-11-22T13:15:18 ${LINE}`, null],
  ['elasticdump', JSON.stringify({ _index: 'k8s', _source: { message: LINE, host: { name: 'cp1' } } }), 'cp1'],
  ['Splunk', JSON.stringify({ preview: false, offset: 0, result: { _raw: LINE, host: 'cp1' } }), 'cp1'],
  [
    'three levels deep',
    JSON.stringify({ a: { b: { kubernetes: { pod_name: 'etcd-cp1' }, event: { original: LINE } } } }),
    'cp1',
  ],
];

describe('decoders/unwrap: lines of log stores and shippers', () => {
  for (const [name, text, host] of LINES) {
    it(name, () => {
      const { rows, counts } = readLines(`${text}\n`);
      expect(rows.map(({ kind }) => kind)).to.deep.equal(['nospace-alarm-raised']);
      expect(rows[0]?.host).to.equal(host);
      expect(rows[0]?.text).to.equal(text);
      expect(counts.unrecognised).to.equal(0);
    });
  }

  const TABLES: readonly (readonly [string, string, string])[] = [
    ['CloudWatch Insights, in UTC', '@timestamp,@message,@logStream', `2026-11-22 13:15:18.512,${quoted(KLOG)},x`],
    ['Kibana', '"@timestamp","kubernetes.pod.name",message', `"Nov 22, 2026 @ 13:15:18.512",etcd-x,${quoted(KLOG)}`],
    ['Azure', 'TimeGenerated [UTC],log_s', `"11/22/2026, 1:15:18.512 PM",${quoted(KLOG)}`],
    ['Grafana', '"Time","Line","tsNs"', `"2026-11-22 14:15:18.512",${quoted(KLOG)},"1795353318512000000"`],
    ['Datadog', 'Date,Host,Service,Message', `${AT},cp1,kube-apiserver,${quoted(KLOG)}`],
  ];
  for (const [name, header, row] of TABLES) {
    it(`CSV of ${name}`, () => {
      const { rows, counts } = readLines(`${header}\n${row}\n`);
      expect(rows[0]?.kind).to.equal('compaction-failed');
      expect(counts.unrecognised).to.equal(0);
    });
  }

  it('gives a line without a stamp the time of its row', () => {
    const message = quoted('alarm NOSPACE raised by peer 4fde85f8940e0138');
    for (const time of ['2026-11-22 13:15:18.512', '"Nov 22, 2026 @ 13:15:18.512"', '"11/22/2026, 1:15:18.512 PM"']) {
      const { rows } = readLines(`timestamp,container,message\n${time},etcd,${message}\n`);
      expect(rows.map(({ time: at }) => new Date((at ?? 0) / 1000).toISOString())).to.deep.equal([AT]);
    }
  });
});
