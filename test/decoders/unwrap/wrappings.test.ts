import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readLines, saidBy } from '../read-lines.js';

const lines = (name: string): string[] =>
  readFileSync(`fixtures/decoders/wrappings/${name}.log`, 'utf8').trimEnd().split('\n');
const zap = lines('zap');
const capnslog = lines('capnslog');
const all = [...zap, ...capnslog];
const bare = saidBy(readLines(all.join('\n')));

const STAMP = '2026-11-22T13:30:00.123456789Z';
const json = (value: unknown): string => JSON.stringify(value);
const goQuoted = (text: string): string => json(text).replaceAll('\\u00b5', 'µ');

const WRAPPINGS: Readonly<Record<string, (line: string, index: number) => string>> = {
  'journalctl -o short': (line) => `Nov 22 13:30:00 cp1 etcd[1234]: ${line}`,
  'journalctl -o short-monotonic': (line) => `[12345.678901] cp1 etcd[1234]: ${line}`,
  'journalctl -o short-delta': (line) => `[12345.678901 <    0.003000*>] cp1 etcd[1234]: ${line}`,
  'journalctl -o json-sse': (line) => `data: ${json({ __REALTIME_TIMESTAMP: '1795354200000000', MESSAGE: line })}\n`,
  'journalctl -o json-seq': (line) => `\u001e${json({ __REALTIME_TIMESTAMP: '1795354200000000', MESSAGE: line })}`,
  'journalctl with colours': (line) => `Nov 22 13:30:00 cp1 etcd[1234]: \u001b[0;1;38;5;185m${line}\u001b[0m`,
  'a terminal’s colours and links': (line) =>
    `\u001b[36m\u001b]8;;https://example.com\u001b\\\u001b[0m${line}\u001b(B\u001b[m`,
  CRI: (line) => `${STAMP} stderr F ${line}`,
  'CRI, zone and tags': (line) => `2026-11-22T14:30:00.123456789+01:00 stdout F:x=y ${line}`,
  'Docker json-file': (line) => `{"log":${json(`${line}\n`)},"stream":"stderr","time":"${STAMP}"}`,
  'Docker json-file with attributes': (line) =>
    `{"log":${json(`${line}\r\n`)},"stream":"stderr","attrs":{"tag":"etcd"},"time":"${STAMP}"}`,
  'docker logs -t': (line) => `${STAMP} ${line}`,
  'must-gather, two stamps': (line) => `${STAMP} 2026-11-22T13:29:59.9Z ${line}`,
  'kubectl logs --prefix --timestamps': (line) => `[pod/etcd-cp1/etcd] ${STAMP} ${line}`,
  'kubectl logs --prefix': (line) => `[pod/etcd-cp1/etcd] ${line}`,
  stern: (line) => `etcd-cp1 etcd ${line}`,
  'stern, coloured': (line) => `\u001b[92metcd-cp1\u001b[0m \u001b[32metcd\u001b[0m ${line}`,
  goreman: (line) => `07:39:12 etcd1 | ${line}`,
  'docker compose 1': (line) => `etcd_1  | ${line}`,
  'a CI console': (line) => `17:05:15 ${line}`,
  Bitnami: (line) => `etcd 05:48:43.20 INFO  ==> ${line}`,
  'a stamp and a level': (line) => `2026-11-22 13:30:00,123 [stdout] INFO ${line}`,
  'rsyslog with a zone': (line) => `2026-11-22T13:30:00.123456Z cp1 etcd[1234]: ${line}`,
  'syslog with a priority and a year': (line) => `<30>Nov 22 2026 13:30:00 cp1 etcd[1234]: ${line}`,
  'the journal in Dutch': (line) => `nov 22 13:30:00 cp1 etcd[1234]: ${line}`,
  'the journal in German': (line) => `Mär 22 13:30:00 cp1 etcd[1234]: ${line}`,
  'the journal in French': (line) => `févr.  2 13:30:00 cp1 etcd[1234]: ${line}`,
  'the journal in Polish': (line) => `paź 22 13:30:00 cp1 etcd[1234]: ${line}`,
  'the journal in Russian': (line) => `ноя 22 13:30:00 cp1 etcd[1234]: ${line}`,
  'the journal in Japanese': (line) => `11月 22 13:30:00 cp1 etcd[1234]: ${line}`,
  'docker compose logs': (line) => `etcd-1  | ${line}`,
  'docker compose logs -t': (line) => `etcd-1  | ${STAMP} ${line}`,
  'minikube logs': (line) => `* ${line}`,
  'a quoted mail': (line) => `> ${line}`,
  'an indented paste': (line) => `    ${line}`,
  'grep -r': (line) => `var/log/etcd-1.log:${line}`,
  'grep -rn': (line, index) => `./cp1/etcd.log.2.gz:${index + 1}:${line}`,
  'grep -C': (line) => `etcd.log-${line}`,
  'grep -n': (line, index) => `${index + 1}:${line}`,
  'talosctl logs': (line) => `10.5.0.2: ${line}`,
  pdsh: (line) => `cp1: ${line}`,
  'k3s, the line in a message of logrus': (line) => `time="2026-11-22T13:30:00Z" level=info msg=${goQuoted(line)}`,
  'k3s in the journal': (line) =>
    `Nov 22 13:30:00 cp1 k3s[1234]: time="2026-11-22T13:30:00Z" level=info msg=${goQuoted(line)}`,
  'syslog, RFC 5424': (line) => `<165>1 2026-11-22T13:30:00.123Z cp1 etcd 1234 - [a@1 b="]c"] \ufeff${line}`,
  'Loki, logcli': (line) => json({ labels: { pod: 'etcd-cp1' }, line, timestamp: STAMP }),
  Elasticsearch: (line) =>
    json({ _index: 'k8s', _id: 'a', _source: { '@timestamp': STAMP, message: line, kubernetes: { pod_name: 'p' } } }),
  CloudWatch: (line) => json({ timestamp: 1795354200123, ingestionTime: 1795354205000, message: line }),
  'Fluent Bit': (line) => json({ date: 1795354200.123456, log: `${line}\n`, kubernetes: { pod_name: 'etcd-cp1' } }),
  'Fluentd around CRI': (line) => json({ message: `${STAMP} stderr F ${line}`, host: { name: 'cp1' } }),
  'CRI around the journal': (line) => `${STAMP} stdout F Nov 22 13:30:00 cp1 etcd[1234]: ${line}`,
  'CRLF, NULs': (line) => `\0\0\0${line}\r`,
};

describe('wrappings of a line', () => {
  it('reads the bare lines', () => {
    expect(readLines(all.join('\n')).unknown).to.deep.equal([]);
    expect(bare.length).to.be.at.least(all.length);
  });

  for (const [name, wrap] of Object.entries(WRAPPINGS)) {
    it(`${name}: the records of the bare lines, each cited as it stands`, () => {
      const wrapped = all.map(wrap);
      const read = readLines(wrapped.join('\n'));
      expect(read.unknown).to.deep.equal([]);
      expect(saidBy(read)).to.deep.equal(bare);
      const standing = wrapped.join('\n').split('\n');
      for (const row of read.rows) expect(row.text).to.equal(standing[row.cited - 1]?.replace(/\r$/, ''));
    });
  }

  it('gives the same whatever the size of the chunks, also where wrappings change from line to line', () => {
    const text = all.flatMap((line, index) =>
      Object.values(WRAPPINGS)
        .slice(index % 7)
        .map((wrap) => wrap(line, index)),
    );
    const bytes = Buffer.from(text.join('\n'));
    const whole = readLines(bytes);
    expect(whole.unknown).to.deep.equal([]);
    for (const size of [1, 2, 3, 17, 4096]) expect(readLines(bytes, size).rows).to.deep.equal(whole.rows);
  });

  it('tells hosts', () => {
    const [line = ''] = zap;
    const hosts: readonly (readonly [string, string | null])[] = [
      [`[pod/etcd-cp1/etcd] ${line}`, 'cp1'],
      [`[pod/etcd-0/etcd] ${line}`, 'etcd-0'],
      [`10.5.0.2: ${line}`, '10.5.0.2'],
      [`cp1/etcd.log.1:${line}`, 'cp1/etcd'],
      [`${STAMP} stderr F ${line}`, null],
      [`==> /var/log/etcd-3.log <==\n${line}`, 'var/log/etcd-3'],
      [`==== START logs for container etcd of pod kube-system/etcd-cp2 ====\n${line}`, 'cp2'],
    ];
    for (const [text, host] of hosts) expect(readLines(text).rows.at(-1)?.host, text).to.equal(host);
  });

  it('keeps the time of the innermost wrapping that tells its zone, and that of an export last', () => {
    const time = (text: string): string => new Date((readLines(text).rows.at(-1)?.time ?? NaN) / 1000).toISOString();
    const put = 'PUT /registry/pods/ns/name 100';
    expect(time(`${STAMP} stderr F ${put}`)).to.equal('2026-11-22T13:30:00.123Z');
    expect(time(`${STAMP} 2026-11-22T13:29:59.9Z ${put}`)).to.equal('2026-11-22T13:29:59.900Z');
    expect(time(`${STAMP} stderr F Nov 22 09:00:00 cp1 gw[1]: ${put}`)).to.equal('2026-11-22T13:30:00.123Z');
    const message = `Nov 22 09:00:00 cp1 gw[1]: ${put}`;
    expect(time(json({ timestamp: 1795354200123, message }))).to.equal('2026-11-22T09:00:00.000Z');
    expect(time(json({ timestamp: 1795354200123, message: put }))).to.equal('2026-11-22T13:30:00.123Z');
    expect(time(`${STAMP} stderr F 2026-11-22T13:29:00Z ${put}`)).to.equal('2026-11-22T13:29:00.000Z');
  });

  it('knows lines that the carriers write themselves', () => {
    for (const text of [
      '-- Boot ef2f16298de69cd33f58ddca14ffcb4c --',
      '==> etcd [9c1d6a0f7b21] <==',
      '* ==> etcd [9c1d6a0f7b21] <==',
      '==== END logs for container etcd of pod kube-system/etcd-cp2 ====',
      '+ etcd-cp1 › etcd',
      '\u001b[31m- kube-system etcd-cp1 › etcd\u001b[0m',
    ])
      expect(readLines(text).unknown, text).to.deep.equal([]);
  });

  it('reads kernels and Talos', () => {
    const oom = 'Out of memory: Killed process 1234 (etcd) total-vm:10485760kB, anon-rss:8123456kB, file-rss:0kB';
    for (const prefix of [
      '[12345.678901] ',
      '[Sun Nov 22 13:30:00 2026] ',
      '10.5.0.2: kern:    info: [2026-11-22T13:30:00.123456789Z]: ',
      'Nov 22 13:30:00 cp1 kernel: ',
    ])
      expect(
        readLines(prefix + oom).rows.map(({ kind }) => kind),
        prefix,
      ).to.deep.equal(['oom-kill']);
    expect(readLines(`10.5.0.2: user: warning: [${STAMP}]: [talos] service[etcd](Running): up`).unknown).to.deep.equal(
      [],
    );
  });

  it('puts lines together again that a shipper took apart', () => {
    const [line = ''] = zap.filter((one) => one.includes('alarm raised'));
    const fields = JSON.parse(line) as Record<string, unknown>;
    const taken = json({ '@timestamp': STAMP, stream: 'stderr', kubernetes: { pod_name: 'etcd-cp1' }, ...fields });
    const nested = json({ _index: 'a', _source: fields });
    for (const text of [taken, nested])
      expect(readLines(text).rows.map(({ kind }) => kind)).to.deep.equal(['nospace-alarm-raised']);
  });

  it('reads an exporter’s events inside of a container’s lines', () => {
    const event = {
      metadata: { name: 'a.1', namespace: 'ns', creationTimestamp: '2026-11-22T13:00:00Z' },
      reason: 'BackOff',
      message: 'Back-off restarting failed container',
      type: 'Warning',
      firstTimestamp: '2026-11-22T13:00:00Z',
      lastTimestamp: '2026-11-22T13:00:00Z',
      count: 1,
      involvedObject: { kind: 'Pod', namespace: 'ns', name: 'a' },
    };
    const text = [1, 2].map((count) => `${STAMP} stdout F ${json({ ...event, count })}`).join('\n');
    const read = readLines(text);
    expect(read.rows.map(({ kind, cited }) => [kind, cited])).to.deep.equal([
      ['kube-event', 1],
      ['kube-event', 2],
    ]);
    expect(read.rows[0]?.text).to.equal(text.split('\n')[0]);
  });

  it('leaves unrecognised text alone', () => {
    const decoys = [
      '10.0.0.1 - - [15/Dec/2024:03:15:23 +0000] "GET /registry HTTP/1.1" 200 12 "-" "curl/8"',
      '2024-12-15T03:15:23.123456789Z stdout F "GET /healthz HTTP/1.1" 200',
      '{"log":"hello\\n","stream":"stdout","time":"2024-12-15T03:15:23Z"}',
      '{"timestamp":1734232523123,"message":"user logged in","level":"info"}',
      '{"level":"info","ts":"2024-12-15T03:15:23Z","msg":"reconciled","controller":"deployment"}',
      'my etcd is broken now',
      'etcd: it is a key-value store',
      'Error: the etcd server could not be reached',
      'host-1: all is well',
      'file.log:nothing to see',
      'Dec 15 03:15:23 web-1 nginx[77]: upstream timed out',
      '* a list, not a log',
      '[2024-12-15 03:15:23] INFO app started',
      'Started looking into it.',
      'name,message\nbob,hello\nann,hi there',
      'time="2024-12-15T03:15:23Z" level=info msg="reconciled"',
    ];
    const read = readLines(decoys.join('\n'));
    expect(read.rows).to.deep.equal([]);
    expect(read.counts.unrecognised).to.equal(decoys.join('\n').split('\n').length);
  });
});
