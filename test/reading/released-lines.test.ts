import { expect } from 'chai';
import { missedIn, readAll } from './read-all.js';

const numbers = (text: string): readonly (readonly [number, number])[] =>
  missedIn(readAll(text)).map(({ line, lines }) => [line, lines]);

describe('lines that were taken and given back', () => {
  it('are listed where they stand, among the others', () => {
    // a brace may begin a document of many kinds; this one is of none
    const text = 'hello\n{\n  "shop": {\n    "name": "x"\n  }\n}\nbye\n';
    const read = readAll(text);
    expect(read.counts.unrecognised).to.equal(7);
    expect(numbers(text).reduce((sum, [, lines]) => sum + lines, 0)).to.equal(7);
    expect(numbers(text)[0]).to.deep.equal([1, 1]);
    expect(numbers(text).at(-1)).to.deep.equal([7, 1]);
  });

  it('are offered to the line dialects', () => {
    // `Name:` begins a description, until what follows shows that it is none
    const log =
      '{"level":"warn","ts":"2026-11-22T13:15:18.512Z","caller":"etcdserver/apply.go:636","msg":"alarm raised","alarm":"NOSPACE","from":"4fde85f8940e0138"}';
    const { rows, counts } = readAll(`Name:    x\n${log}\n---\n${log}\nname: x\n${log}\n`);
    expect(rows.filter(({ kind }) => kind === 'nospace-alarm-raised').map(({ line }) => line)).to.deep.equal([2, 4, 6]);
    expect(counts.unrecognised).to.equal(3);
    expect(numbers(`Name:    x\n${log}\n---\n${log}\nname: x\n${log}\n`)).to.deep.equal([
      [1, 1],
      [3, 1],
      [5, 1],
    ]);
  });

  it('are listed of a list in which some items are known', () => {
    const event = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'a.1', namespace: 'n' },
      involvedObject: { kind: 'Pod', name: 'a', namespace: 'n' },
      reason: 'BackOff',
      message: 'm',
      type: 'Warning',
      lastTimestamp: '2026-11-22T13:13:02Z',
    };
    const list = { apiVersion: 'v1', items: [event, { kind: 'Pod', metadata: { name: 'p' } }, event], kind: 'List' };
    const text = `${JSON.stringify(list, null, 2)}\n`;
    const read = readAll(text);
    const at = text.split('\n').findIndex((line) => line.includes('"Pod",') && line.startsWith('      "kind"'));
    expect(read.rows.filter(({ kind }) => kind === 'kube-event')).to.have.length(2);
    expect(missedIn(read).map(({ line, lines }) => [line, lines])).to.deep.equal([[at, 6]]);
  });

  it('do not fill the memory: of a long document the first lines and how many there are', () => {
    const items = Array.from({ length: 20_000 }, (_, i) => `    "key${i}": ${i},`);
    const text = `{\n  "apiVersion": "v1",\n  "metadata": {\n${items.join('\n')}\n    "z": 1\n  },\n  "kind": "Pod"\n}\n`;
    const read = readAll(text);
    const lines = text.split('\n').length - 1;
    expect(read.counts.unrecognised).to.equal(lines);
    expect(missedIn(read).reduce((sum, row) => sum + row.lines, 0)).to.equal(lines);
  });

  it('have no further lines: the rest of an unrecognised trace is unrecognised too', () => {
    const known = 'E1122 13:13:08.000002       1 leaderelection.go:308] "Failed to renew lease" lock="a/b" err="x"';
    const lines = ['F1122 13:13:08.000003', '      1 server.go:224] lost', 'goroutine 1 [running]:', 'k8s.io/k8: )'];
    const read = readAll([known, ...lines, '\t/workspace/src/k8s.io/klog/v2/klog.go:1026 +0x8a', ''].join('\n'));
    expect(missedIn(read).reduce((sum, row) => sum + row.lines, 0)).to.equal(read.counts.unrecognised);
    expect(missedIn(read).map(({ line, lines: several }) => [line, several])).to.deep.include([4, 1]);
  });

  it('are the unrecognised entries, with all their lines', () => {
    const entry = '__REALTIME_TIMESTAMP=1795353182123456\nSYSLOG_IDENTIFIER=nginx\nMESSAGE=hello\n\n';
    expect(numbers(`${entry}${entry}`)).to.deep.equal([
      [1, 4],
      [5, 4],
    ]);
  });
});
