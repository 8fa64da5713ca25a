import { expect } from 'chai';
import { bursts } from '../../../src/aggregates/bursts.js';
import { errorLines } from '../../../src/aggregates/error-lines.js';
import { streamCoverage } from '../../../src/aggregates/stream-coverage.js';
import { emptyTally } from '../../../src/aggregates/registry.js';
import type { CaseFile } from '../../../src/model/case-file.js';
import { KNOWN_MESSAGES, knownMessage } from '../../../src/model/known-messages/known-messages.js';
import { joinedText, maskedText, shownText } from '../../../src/model/masked-text.js';
import type { Input } from '../../../src/model/report.js';
import { NOTICE_KINDS } from '../../../src/model/record.js';
import { epochMicros } from '../../../src/model/units.js';
import { DEFAULT_THRESHOLDS } from '../../../src/model/thresholds.js';
import { etcdCapnslog } from '../../../src/parsers/etcd/etcd-capnslog.js';
import { etcdZap } from '../../../src/parsers/etcd/etcd-zap.js';
import { klog } from '../../../src/parsers/klog/klog.js';
import { systemdUnit } from '../../../src/parsers/system/systemd-unit.js';
import { makeCaseFile } from '../../../src/timeline/case-file.js';
import { collect } from '../../parsers/etcd/collected.js';

/** A case file of one member's log. */
function caseOf(lines: readonly string[]): CaseFile {
  const tally = emptyTally();
  let last = '';
  lines.forEach((line, i) => {
    const parser = line.startsWith('{') ? etcdZap : line.startsWith('E') ? klog : etcdCapnslog;
    const unit = /^systemd (\S+) (.*)/.exec(line);
    const { records } =
      unit === null
        ? collect(parser, line)
        : collect(systemdUnit, unit[2] ?? '', {
            ident: 'systemd',
            outerTime: epochMicros(Date.parse(`2026-11-22T${unit[1] ?? ''}Z`) * 1000),
          });
    for (const record of records) {
      const sight = {
        ...{ stream: 'm1.log\0\0', input: 'm1.log', format: record.format },
        exemplar: (time: number | null, excerpt?: string) => {
          const at = time === null ? null : epochMicros(time);
          return {
            input: 'm1.log',
            line: i + 1,
            lines: 1,
            byteOffset: 0,
            time: at,
            text: line,
            excerpt: excerpt ?? line,
          };
        },
      };
      bursts.record?.(tally.bursts, record, sight);
      errorLines.record?.(tally['error-lines'], record, sight);
      streamCoverage.record?.(tally['stream-coverage'], record, sight);
      if (record.time !== null) last = new Date(record.time / 1000).toISOString();
    }
  });
  const input = { path: 'm1.log', first: '2026-11-22T10:00:00.000Z', last, records: {}, clock: {} } as unknown as Input;
  return makeCaseFile(tally, [input], DEFAULT_THRESHOLDS);
}

const zap = (at: string, level: string, msg: string, fields = ''): string =>
  `{"level":"${level}","ts":"2026-11-22T${at}Z","caller":"etcdserver/server.go:1","msg":"${msg}"${fields}}`;
const old = (at: string, text: string): string => `2026-11-22 ${at}000 ${text}`;

describe('timeline: symptoms', () => {
  it('a panic without a stamp is an end of which the moment is not known', () => {
    const file = caseOf([
      old('10:00:00.000', 'I | embed: serving client requests on [::]:2379'),
      'panic: freepages: failed to get all reachable pages (page 61: multiple references)',
    ]);
    expect(file.symptoms?.[0]).to.deep.include({ kind: 'panic', consequence: 'exit', count: 1, first: null });
    expect(file.symptoms?.[0]?.meaning).to.match(/database file is damaged/);
  });

  it('a member that hands over the leadership while it stops did not exit by itself', () => {
    const file = caseOf([
      zap('10:00:00.000', 'info', 'starting an etcd server', ',"etcd-version":"3.5.9","name":"m1"'),
      zap('10:00:01.000', 'info', 'raft.node: 91c8 elected leader 91c8 at term 2'),
      zap('10:30:00.000', 'info', 'received signal; shutting down', ',"signal":"terminated"'),
      zap('10:30:00.030', 'info', 'raft.node: 91c8 lost leader 91c8 at term 3'),
      zap('10:30:00.031', 'info', 'raft.node: 91c8 elected leader 3eff at term 3'),
      zap('10:30:00.100', 'info', 'closing etcd server', ',"name":"m1"'),
      zap('10:30:00.110', 'info', 'closed etcd server', ',"name":"m1"'),
    ]);
    expect((file.symptoms ?? []).filter(({ consequence }) => consequence === 'exit')).to.deep.equal([]);
  });

  it('a member that systemd was told to stop did not exit by itself, nor fail to start by what is closed then', () => {
    const closings = [
      'http: Server closed',
      'accept tcp 10.0.0.1:2379: use of closed network connection',
      'mux: server closed',
    ];
    const file = caseOf([
      zap('10:00:00.000', 'info', 'starting an etcd server', ',"etcd-version":"3.5.9","name":"m1"'),
      zap('10:00:01.000', 'info', 'ready to serve client requests'),
      'systemd 10:30:00 Stopping etcd.service - etcd...',
      zap('10:30:00.030', 'info', 'raft.node: 91c8 lost leader 91c8 at term 3'),
      ...closings.map((error) =>
        zap('10:30:00.031', 'error', 'setting up serving from embedded etcd failed.', `,"error":"${error}"`),
      ),
      zap('10:30:00.110', 'info', 'closed etcd server', ',"name":"m1"'),
      'systemd 10:30:01 Stopped etcd.service - etcd.',
    ]);
    expect(file.symptoms).to.deep.equal([]);
    const refused = caseOf([
      zap('10:00:00.000', 'info', 'starting an etcd server', ',"etcd-version":"3.5.9","name":"m1"'),
      zap('10:00:01.000', 'fatal', 'setting up serving from embedded etcd failed.', ',"error":"unknown network udp"'),
    ]);
    expect(refused.symptoms?.map(({ meaning }) => meaning)).to.deep.equal(['etcd did not start.']);
  });

  it('an alarm that a health check names is no silence', () => {
    const said = 'http://10.0.0.1:2379 is unhealthy: failed to commit proposal: Active Alarm(s): NOSPACE';
    expect(knownMessage('endpoint-unhealthy', said)?.meaning).to.contain('an alarm is active');
    expect(
      knownMessage('endpoint-unhealthy', 'http://10.0.0.1:2379 is unhealthy: context deadline exceeded')?.meaning,
    ).to.contain('no answer');
  });

  it('a member that ends at each start is one restart loop, with the last line before each end', () => {
    const life = (minute: number): string[] => [
      old(
        `10:0${minute}:00.000`,
        'I | etcdserver: starting server... [version: 3.0.17, cluster version: to_be_decided]',
      ),
      old(
        `10:0${minute}:00.500`,
        'C | membership: cluster cannot be downgraded (current version: 3.0.17 is lower than determined cluster version: 3.1).',
      ),
    ];
    const { symptoms = [], availability = [], phases } = caseOf([0, 1, 2, 3].flatMap(life));
    expect(symptoms).to.have.length(1);
    expect(symptoms[0]).to.include({ kind: 'restart-loop', consequence: 'exit', count: 4 });
    expect(symptoms[0]?.text).to.match(/^cluster cannot be downgraded \(current version: 3\.0\.17 is lower/);
    expect(symptoms[0]?.meaning).to.match(/newer minor version/);
    expect(availability[0]?.intervals.every(({ state }) => state !== 'serving')).to.equal(true);
    expect(phases.map(({ name }) => name)).to.include('processes exiting');
  });

  it('describes an unknown error by the last line before the exit', () => {
    const { symptoms = [] } = caseOf([
      zap('10:00:00.000000', 'info', 'starting an etcd server', ',"etcd-version":"3.5.21","name":"m1"'),
      zap('10:00:01.000000', 'error', 'the flux capacitor is out of range', ',"error":"88 mph"'),
      zap('10:00:01.100000', 'fatal', 'giving up'),
    ]);
    expect(symptoms[0]).to.include({ kind: 'exit', text: 'giving up', consequence: 'exit' });
  });

  it('counts errors without a kind, equal but for values, where they come more than a few times', () => {
    const lines = [1, 2, 3, 4, 5].map((i) => zap(`10:00:0${i}.000000`, 'error', `cannot frobnicate block ${i} of 7`));
    const { symptoms = [] } = caseOf(lines);
    expect(symptoms[0]).to.include({
      kind: 'error',
      text: 'cannot frobnicate block … of 7',
      count: 5,
      consequence: null,
    });
    expect(caseOf(lines.slice(0, 2)).symptoms).to.deep.equal([]);
  });

  it('a start without a stop before it is a kill; a planned restart is no symptom', () => {
    const start = (at: string): string =>
      zap(at, 'info', 'starting an etcd server', ',"etcd-version":"3.5.21","name":"m1"');
    const ready = (at: string): string => zap(at, 'info', 'ready to serve client requests');
    const stop = zap('10:05:00.000000', 'info', 'received signal; shutting down', ',"signal":"terminated"');
    const planned = caseOf([start('10:00:00.000000'), ready('10:00:02.000000'), stop, start('10:05:20.000000')]);
    expect(planned.symptoms).to.deep.equal([]);
    expect(planned.availability?.[0]?.intervals.map(({ state }) => state)).to.deep.equal([
      ...['not-serving', 'serving', 'not-serving'],
    ]);
    const killed = caseOf([start('10:00:00.000000'), ready('10:00:02.000000'), start('10:05:20.000000')]);
    expect(killed.symptoms?.[0]?.text).to.match(/started again without a stop/);
  });

  it('takes a refusal that an API server tells in two lines for one', () => {
    const client = (i: number): string =>
      `{"level":"warn","ts":"2024-11-22T10:00:0${i}.000000Z","logger":"etcd-client","caller":"v3@v3.6.4/retry_interceptor.go:65","msg":"retrying of unary invoker failed","error":"rpc error: code = ResourceExhausted desc = etcdserver: mvcc: database space exceeded"}`;
    const status = (i: number): string =>
      `E1122 10:00:0${i}.004000       1 status.go:71] "Unhandled Error" err="apiserver received an error that is not an metav1.Status: rpctypes.EtcdError{desc:\\"etcdserver: mvcc: database space exceeded\\"}"`;
    const { bursts: found } = caseOf([1, 2, 3].flatMap((i) => [client(i), status(i)]));
    const refused = found.filter(({ kind }) => kind === 'nospace-error');
    expect(refused.reduce((sum, { count }) => sum + count, 0)).to.equal(3);
  });

  it('masks what differs, and only that', () => {
    const [a, b] = [maskedText('peer 8211f1d0f64f3269 at term 7'), maskedText('peer 8211f1d0f64f3269 at term 8')];
    expect(a.skeleton).to.equal(b.skeleton);
    expect(shownText(joinedText(a, b))).to.equal('peer 8211f1d0f64f3269 at term …');
    expect(shownText(a)).to.equal('peer 8211f1d0f64f3269 at term 7');
  });
});

describe('model: known messages', () => {
  it('has a row with its source for each fatal text that the maintainers answer', () => {
    const texts: readonly (readonly [string, string])[] = [
      ['raft-log-lost', 'tocommit(41278) is out of range [lastIndex(0)]'],
      ['snapshot-missing', "snap: snapshot file doesn't exist"],
      ['version-refused', 'invalid downgrade; server version is lower than determined cluster version'],
      ['local-member-removed', 'the member has been permanently removed from the cluster'],
      ['cluster-id-mismatch', 'request cluster ID mismatch'],
      ['wal-corrupt', 'wal: crc mismatch'],
      ['database-locked', 'db file is flocked by another process'],
      ['bind-failed', 'listen tcp :2380: bind: address already in use'],
      ['initial-cluster-mismatch', 'member count is unequal'],
      ['setting-refused', 'flag provided but not defined: -foo'],
      ['auth-error', 'invalid auth token'],
      ['file-descriptors-short', '80% of file descriptors are used'],
      ['certificate-error', "x509: cannot validate certificate for 10.0.0.1 because it doesn't contain any IP SANs"],
      ['learner-not-ready', 'rejecting promote learner: learner is not ready'],
      ['v2-content', 'illegal v2store content'],
      ['request-too-large', 'etcdserver: request is too large'],
    ];
    for (const [kind, text] of texts) expect(knownMessage(kind, text)?.source, kind).to.be.a('string');
  });

  it('tells an expired certificate from one that is not yet valid, and from one that may be either', () => {
    const x509 = 'x509: certificate has expired or is not yet valid';
    const said = (text: string): string => knownMessage('certificate-error', text)?.meaning ?? '';
    expect(said(`${x509}: current time 2024-10-17T03:22:51Z is after 2024-10-17T03:01:49Z`)).to.match(
      /^A certificate has expired, and/,
    );
    expect(said(`${x509}: current time 2024-10-17T03:22:51Z is before 2024-10-17T03:31:49Z`)).to.match(
      /before the start of its validity/,
    );
    expect(said(x509)).to.match(/does not say which/);
  });

  it('speaks of kinds that exist', () => {
    const known = new Set<string>(NOTICE_KINDS);
    const others = KNOWN_MESSAGES.filter(({ kind }) => !known.has(kind)).map(({ kind }) => kind);
    expect([...new Set(others)].sort().join(' ')).to.match(
      /^api-error certificate-error container-killed corrupt-alarm disk-error/,
    );
  });
});
