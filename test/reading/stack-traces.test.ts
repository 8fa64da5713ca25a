import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { missedIn, readAll } from './read-all.js';

/** What etcd and kube-apiserver print as they end: `fixtures/pipeline/stack-traces/SOURCE.md`. */
const text = (name: string): string => readFileSync(`fixtures/pipeline/stack-traces/${name}.log`, 'utf8').trimEnd();
const NAMES = [
  'bare-panic',
  'zap-panic',
  'zap-console',
  'capnslog-panic',
  'out-of-memory',
  'deadlock',
  'fault-address',
];

const SHORT = (line: string): string => `Nov 22 13:13:02 cp1 etcd[1234]: ${line}`;
const WRAPPINGS: Readonly<Record<string, (line: string) => string>> = {
  bare: (line) => line,
  short: SHORT,
  'short-iso-precise': (line) => `2026-11-22T13:13:02.123456+0000 cp1 etcd[1234]: ${line}`,
  'with-unit': (line) => `Sun 2026-11-22 13:13:02 UTC cp1 etcd.service[1234]: ${line}`,
  json: (line) =>
    JSON.stringify({
      __REALTIME_TIMESTAMP: '1795353182123456',
      _HOSTNAME: 'cp1',
      SYSLOG_IDENTIFIER: 'etcd',
      _PID: '1234',
      MESSAGE: line,
    }),
  export: (line) =>
    `__REALTIME_TIMESTAMP=1795353182123456\n_HOSTNAME=cp1\nSYSLOG_IDENTIFIER=etcd\n_PID=1234\nMESSAGE=${line}\n`,
  cri: (line) => `2026-11-22T13:13:02.123456789Z stderr F ${line}`,
  docker: (line) => JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2026-11-22T13:13:02.123456789Z' }),
  'kubectl logs --timestamps': (line) => `2026-11-22T13:13:02.123456789Z ${line}`,
  'kubectl logs --prefix': (line) => `[pod/etcd-master-1/etcd] ${line}`,
};

interface Panic {
  readonly line: number;
  readonly lines: number;
  readonly message: string;
  readonly kind: string;
}

function panicsIn(input: string): Panic[] {
  return readAll(`${input}\n`)
    .rows.filter(({ kind }) => kind === 'panic')
    .map(({ line, lines, kind, said }) => ({
      line,
      lines,
      kind,
      message: (JSON.parse(said) as { message: string }).message,
    }));
}

describe('stack traces', () => {
  for (const name of NAMES) {
    for (const [wrapping, wrap] of Object.entries(WRAPPINGS)) {
      it(`${name}, ${wrapping}: one record of all its lines`, () => {
        const lines = text(name).split('\n');
        const kept = wrapping === 'bare' || wrapping === 'cri' ? lines : lines.filter((line) => line !== '');
        const input = kept.map(wrap).join('\n');
        const read = readAll(`${input}\n`);
        expect(missedIn(read)).to.deep.equal([]);
        const [panic, ...more] = panicsIn(input);
        expect(more).to.deep.equal([]);
        const first = kept.findIndex((line) => /panic|fatal| C \| |runtime: |unexpected fault/.test(line));
        const perLine = wrapping === 'export' ? 6 : 1;
        expect(panic?.line).to.equal(first * perLine + 1);
        expect(panic?.lines).to.equal((kept.length - first) * perLine);
        for (const size of [1, 7, 64]) expect(readAll(`${input}\n`, size).rows).to.deep.equal(read.rows);
      });
    }
  }

  it('tells the reason', () => {
    expect(panicsIn(text('bare-panic'))[0]?.message).to.match(/^panic: tocommit\(3\) is out of range/);
    expect(panicsIn(text('out-of-memory'))[0]?.message).to.equal('fatal error: runtime: out of memory');
    expect(panicsIn(text('zap-panic'))[0]?.message).to.match(/^failed to open database/);
  });

  it('does not swallow the lines of others, nor end at them', () => {
    const lines = text('bare-panic')
      .split('\n')
      .filter((line) => line !== '')
      .flatMap((line, i) => [
        SHORT(line),
        `Nov 22 13:13:02 cp1 sshd[${i + 10}]: Accepted publickey for core`,
        'Nov 22 13:13:02 cp2 etcd[1234]: ready to serve client requests',
        'Nov 22 13:13:02 cp1 etcd[99]: goroutine 7 [running]:',
      ]);
    const read = readAll(`${lines.join('\n')}\n`);
    const panics = panicsIn(lines.join('\n'));
    expect(panics.map((panic) => panic.lines)).to.deep.equal([lines.length / 4]);
    expect(missedIn(read)).to.have.length(lines.length / 4);
    expect(read.rows.filter(({ said }) => said.includes('ready to serve'))).to.have.length(lines.length / 4);
  });

  it('keeps two deaths apart, and the log that goes on', () => {
    const line = '{"level":"info","ts":"2026-11-22T13:13:02.498Z","caller":"etcdmain/etcd.go:73","msg":"Running: "}';
    const { rows } = readAll(`${text('bare-panic')}\n${line}\n${text('bare-panic')}\n${line}\n`);
    const size = text('bare-panic').split('\n').length;
    expect(rows.map((row) => [row.line, row.kind, row.lines])).to.deep.equal([
      [1, 'panic', size],
      [size + 1, 'log', 1],
      [size + 2, 'panic', size],
      [2 * size + 2, 'log', 1],
    ]);
  });

  it('joins what klog prints below a fatal line', () => {
    const { rows, counts } = readAll(`${text('klog-fatal')}\n`);
    expect(counts.unrecognised).to.equal(0);
    expect(rows.map(({ kind, lines }) => [kind, lines])).to.deep.equal([
      ['panic', text('klog-fatal').split('\n').length],
    ]);
  });

  it("joins the stack below a console line at level error to that line's record", () => {
    const lines = [
      '2026-11-22T13:15:18.512345Z\terror\tetcdserver/server.go:1\tfailed to apply\t{"error": "x"}',
      'go.etcd.io/etcd/server/v3/etcdserver.(*EtcdServer).applyAll',
      '\t/go/src/go.etcd.io/etcd/server/etcdserver/server.go:900',
      'main.main',
      '\t/go/src/go.etcd.io/etcd/server/main.go:31',
    ];
    const { rows, counts } = readAll(`${lines.join('\n')}\n`);
    expect([counts.unrecognised, rows.map(({ line, lines: size }) => [line, size])]).to.deep.equal([0, [[1, 5]]]);
  });

  it('knows the middle of one, as where an input is cut', () => {
    const lines = text('bare-panic').split('\n');
    for (let at = 1; at < lines.length; at += 1) {
      const { counts, rows } = readAll(`${lines.slice(at).join('\n')}\n`);
      expect(counts.unrecognised, `from line ${at + 1}`).to.be.at.most(
        lines[at]?.startsWith('[signal') === true ? 1 : 0,
      );
      expect(rows.every(({ kind }) => kind === 'log')).to.equal(true);
    }
  });

  it("leaves those of other programs alone, with the lines' numbers", () => {
    const other = [
      'panic: assignment to entry in nil map',
      '',
      'goroutine 1 [running]:',
      'github.com/acme/shop/cart.(*Cart).Add(0xc000010000, 0x1)',
      '\t/src/cart/cart.go:12 +0x1d',
      'main.main()',
      '\t/src/main.go:7 +0x20',
    ];
    const missed = missedIn(readAll(`${other.join('\n')}\n`));
    expect(missed.map(({ line, said }) => [line, said])).to.deep.equal(
      other.map((line, i) => [i + 1, line]).filter(([, line]) => line !== ''),
    );
  });

  it('holds a bounded part of a dump of an unknown program, and counts all of it', () => {
    const frames = Array.from({ length: 3000 }, (_, i) => `main.f${i}(0x1)\n\t/src/main.go:${i + 1} +0x20`);
    const read = readAll(`panic: boom\n\ngoroutine 1 [running]:\n${frames.join('\n')}\n`);
    expect(read.counts.unrecognised).to.equal(6002);
    expect(missedIn(read)).to.have.length(6002);
  });

  it('reads messages of several lines in the text modes of the journal', () => {
    const indent = ' '.repeat('Nov 22 13:13:02 cp1 etcd[1234]: '.length);
    const pretty = JSON.stringify(
      {
        level: 'warn',
        ts: '2026-11-22T13:15:18.512Z',
        caller: 'etcdserver/apply.go:636',
        msg: 'alarm raised',
        alarm: 'NOSPACE',
      },
      null,
      2,
    );
    const { rows, counts } = readAll(
      `${SHORT(pretty.split('\n').join(`\n${indent}`))}\n${SHORT('first')}\n${indent}second\n${SHORT('panic: x')}\n${indent}goroutine 1 [running]:\n${indent}main.main()\n`,
    );
    expect(counts.unrecognised).to.equal(0);
    expect(rows.map(({ line, lines, kind }) => [line, lines, kind])).to.deep.equal([
      [1, 7, 'nospace-alarm-raised'],
      [8, 2, 'log'],
      [10, 3, 'panic'],
    ]);
  });
});
