import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { readLines, saidBy, type LinesRead } from '../read-lines.js';

const fixture = (name: string): Buffer => readFileSync(`fixtures/decoders/journal-modes/${name}.txt`);
const zap = readFileSync('fixtures/decoders/wrappings/zap.log', 'utf8').trimEnd().split('\n');
const bare = saidBy(readLines(zap.join('\n')));
const SIZES = [1, 2, 3, 7, 64, 1000];

/** Every cited line is the one that stands there. */
function expectCited(bytes: Buffer, read: LinesRead): void {
  const lines = bytes.toString('utf8').split('\n');
  for (const row of read.rows) expect(row.text).to.equal(lines[row.cited - 1]?.replace(/\r$/, ''));
}

describe('journalctl in every mode', () => {
  const SHORT = ['short', 'short-precise', 'short-iso', 'short-iso-precise', 'short-unix', 'short-full', 'with-unit'];
  const FIELDS = ['verbose', 'export', 'json', 'json-pretty', 'json-sse'];
  /** etcd's own records: their times are their own, whatever the mode has. */
  const ofEtcd = (read: LinesRead): string[] => saidBy(read).filter((said) => said.includes('"etcd-zap"'));
  const expected = ofEtcd(readLines(fixture('short')));

  it('has records to compare', () => expect(expected.length).to.be.at.least(10));

  for (const mode of [...SHORT, ...FIELDS, 'short-monotonic', 'cat']) {
    it(`${mode}: the same records, all lines known and cited as they stand, whatever the size of the chunks`, () => {
      const bytes = fixture(mode);
      const read = readLines(bytes);
      expect(read.counts.unrecognised).to.equal(0);
      expect(ofEtcd(read)).to.deep.equal(expected);
      expect(read.rows.filter(({ kind }) => kind === 'service-starting')).to.have.length(6);
      expectCited(bytes, read);
      for (const size of SIZES) expect(readLines(bytes, size).rows).to.deep.equal(read.rows);
    });
  }

  it('tells hosts and times by the fields alike', () => {
    const told = (mode: string): unknown[] =>
      readLines(fixture(mode)).rows.map(({ host, time, kind }) => ({ host, time, kind }));
    for (const mode of ['export', 'json-pretty', 'json-sse']) expect(told(mode)).to.deep.equal(told('json'));
  });

  it('cites the line of the message, and counts an entry from its first line', () => {
    const first = readLines(fixture('verbose')).rows.find(({ kind }) => kind === 'service-starting');
    expect(first?.text).to.match(/^ {4}MESSAGE=Starting/);
    expect([first?.firstLine, (first?.lines ?? 0) > 10, (first?.cited ?? 0) > 10]).to.deep.equal([2, true, true]);
  });
});

describe('messages of several lines', () => {
  const messages = (mode: string): string[] =>
    readLines(fixture(`multi-line.${mode}`)).rows.map(
      ({ said }) => (JSON.parse(said) as { message?: string }).message ?? '',
    );

  it('stay whole in the modes that print fields', () => {
    const json = messages('json');
    expect(json).to.include('first line of it\nsecond line of it\n  third, indented\nMESSAGE=not a field\nlast');
    expect(json).to.include('x\nyzzzzzzz');
    expect(messages('json-pretty')).to.have.length(12);
    expect(messages('export')).to.deep.equal(
      // journalctl's JSON of the same entry is an array of bytes, of which colours go too
      messages('json-pretty'),
    );
    expect(messages('verbose')).to.include(
      'first line of it\nsecond line of it\n  third, indented\nMESSAGE=not a field\nlast',
    );
    for (const mode of ['json', 'json-pretty', 'export', 'verbose'])
      expect(readLines(fixture(`multi-line.${mode}`)).counts.unrecognised, mode).to.equal(0);
  });

  it('are known to the last line in the short modes', () => {
    const read = readLines(fixture('multi-line.short-iso'));
    expect(read.unknown.map((line) => line.slice(-12))).to.deep.equal(['nobody knows']);
    expect(read.rows).to.have.length(11);
  });

  for (const mode of ['export', 'verbose', 'json', 'json-pretty', 'short-iso']) {
    it(`${mode}: whatever the size of the chunks`, () => {
      const whole = readLines(fixture(`multi-line.${mode}`)).rows;
      for (const size of SIZES) expect(readLines(fixture(`multi-line.${mode}`), size).rows).to.deep.equal(whole);
    });
  }

  it('outlive a torn end: what came before is read, the rest is counted', () => {
    for (const mode of ['export', 'verbose', 'json-pretty'] as const) {
      const bytes = fixture(mode);
      const whole = readLines(bytes).rows.length;
      const read = readLines(bytes.subarray(0, bytes.length - 400));
      expect(read.rows.length, mode).to.be.within(whole - 2, whole);
    }
  });
});

describe('lines that were cut into parts', () => {
  const STAMP = '2026-11-22T13:30:00.123456789Z';
  const parts = (line: string, size: number): string[] => line.match(new RegExp(`.{1,${size}}`, 'gs')) ?? [];

  it('CRI: joined up to the last of their stream, with others between them', () => {
    const text = zap
      .flatMap((line, index) =>
        parts(line, 60).flatMap((part, i, { length }) => [
          `${STAMP} stderr ${i === length - 1 ? 'F' : 'P'} ${part}`,
          ...(i === 0 && index % 3 === 0 ? [`${STAMP} stdout F something else`] : []),
        ]),
      )
      .join('\n');
    const read = readLines(text);
    expect(saidBy(read)).to.deep.equal(bare);
    expect(read.unknown.every((line) => line.includes('something else'))).to.equal(true);
    expect(read.rows[0]?.lines).to.equal(parts(zap[0] ?? '', 60).length);
    expectCited(Buffer.from(text), read);
    for (const size of SIZES) expect(readLines(Buffer.from(text), size).rows).to.deep.equal(read.rows);
  });

  it('Docker: joined up to the one with a line feed', () => {
    const big = zap.map((line) => line.replace(/\}$/, `,"pad":"${'x'.repeat(40_000)}"}`));
    const text = big
      .flatMap((line) => parts(`${line}\n`, 16 * 1024))
      .map((part) => JSON.stringify({ log: part, stream: 'stderr', time: STAMP }))
      .join('\n');
    const read = readLines(text);
    expect(read.unknown).to.deep.equal([]);
    expect(saidBy(read)).to.deep.equal(saidBy(readLines(big.join('\n'))));
    expect(read.rows[0]?.lines).to.equal(3);
  });
});

describe('CSV exports', () => {
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

  it('reads the message column, whatever stands around it', () => {
    const text = [
      '@timestamp,@message,@logStream',
      ...zap.map((line) => `2026-11-22 13:30:00.123,${quoted(line)},etcd-cp1`),
    ];
    const read = readLines(text.join('\r\n'));
    expect(read.counts.unrecognised).to.equal(0);
    expect(saidBy(read)).to.deep.equal(bare);
    expectCited(Buffer.from(text.join('\n')), read);
    for (const size of SIZES) expect(readLines(Buffer.from(text.join('\r\n')), size).rows).to.deep.equal(read.rows);
  });

  it('takes the time, host and container of the other columns', () => {
    const text = `time;pod;container;line\n1795354200123;etcd-cp1;etcd;"alarm NOSPACE raised by peer bf540a8e48c22b85"\n`;
    const [row] = readLines(text).rows;
    expect(row?.time).to.equal(1795354200123000);
    expect([row?.host, row?.kind]).to.deep.equal(['cp1', 'nospace-alarm-raised']);
  });

  it('joins records with line ends inside, and goes past what is unknown', () => {
    const text = `host,message\na,"nobody\nknows ""this"""\nb,${quoted(zap[0] ?? '')}\nc,nor this\nd,${quoted(zap[0] ?? '')}\n`;
    const read = readLines(text);
    expect(read.rows).to.have.length(2);
    expect(read.counts.unrecognised).to.equal(3);
  });

  it('gives the header back where it was none', () => {
    const read = readLines(`host, message\n${zap[0] ?? ''}\n`);
    expect(read.rows).to.have.length(1);
    expect(read.unknown).to.deep.equal(['host, message']);
  });
});

describe('systemctl status', () => {
  it('reads the head, and the journal below it', () => {
    const text = `● etcd.service - etcd
     Loaded: loaded (/etc/systemd/system/etcd.service; enabled; preset: enabled)
     Active: failed (Result: exit-code) since Sun 2026-11-22 13:30:00 UTC; 2min ago
   Main PID: 1234 (code=killed, signal=KILL)
     CGroup: /system.slice/etcd.service
             └─1234 /usr/bin/etcd --config-file etcd.conf.yml

Nov 22 13:30:00 cp1 systemd[1]: etcd.service: Main process exited, code=killed, status=9/KILL
Nov 22 13:30:00 cp1 etcd[1234]: {"level":"warn","ts":"2026-11-22T13:30:00.1Z","caller":"etcdserver/serv…
`;
    const read = readLines(text);
    expect(read.unknown).to.deep.equal([]);
    expect(read.rows[0]?.text).to.match(/^ {5}Active: failed/);
  });
});
