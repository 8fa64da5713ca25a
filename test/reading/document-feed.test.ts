import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { PARSERS } from '../../src/parsers/registry.js';
import { LineFeed, WHOLE } from '../../src/reading/line-feed.js';
import { LineReader } from '../../src/reading/line-reader.js';
import { clock } from '../decoders/read-lines.js';

interface Read {
  readonly rows: readonly string[];
  readonly counts: LineReader['counts'];
  /** How often lines were taken together. */
  readonly together: number;
}

/** Reads with a feed in chunks of a size; null: line by line. */
function read(bytes: Buffer, chunkSize: number | null): Read {
  const rows: string[] = [];
  const reader = new LineReader(
    PARSERS,
    null,
    { input: 'a', clock, namespace: null, hints: new Set() },
    {
      record: (record, at, lines) =>
        void rows.push(`${at?.line}@${at?.byteOffset} ${lines} ${at?.text.slice(0, 500)} ${JSON.stringify(record)}`),
      request: () => undefined,
      problem: (message, at) => void rows.push(`${at?.line} ${message}`),
    },
    {
      begin: () => undefined,
      plain: () => undefined,
      unrecognised: (line, offset, text, lines) => void rows.push(`unknown ${line}@${offset} ${lines} ${text}`),
    },
  );
  let together = 0;
  if (chunkSize === null) {
    let start = 0;
    for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
      reader.line(bytes, start, end, start);
      start = end + 1;
    }
    if (start < bytes.length) reader.line(bytes, start, bytes.length, start);
  } else {
    const many = reader.many.bind(reader);
    reader.many = (...lines) => {
      const to = many(...lines);
      if (to > lines[1]) together += 1;
      return to;
    };
    const feed = new LineFeed(reader, WHOLE);
    for (let at = 0; at < bytes.length; at += chunkSize) feed.push(bytes.subarray(at, at + chunkSize));
    feed.end();
  }
  reader.end();
  return { rows, counts: reader.counts, together };
}

const { items } = JSON.parse(readFileSync('fixtures/parsers/kube-event-json/get-list.json', 'utf8')) as {
  readonly items: readonly { readonly metadata: object }[];
};
/** More events than blocks hold lines of in case that they give them back. */
const many = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, i) => {
    const item = items[i % items.length] as { readonly metadata: object };
    return { ...item, metadata: { ...item.metadata, uid: `uid-${i}` } };
  });
const list = (count: number): object => ({ apiVersion: 'v1', items: many(count), kind: 'List', metadata: {} });
const text = `${JSON.stringify(list(160), null, 4)}\n`;
const lines = text.split('\n');
const amid = (line: string): string => [...lines.slice(0, 4000), line, ...lines.slice(4000)].join('\n');
const ZAP =
  '{"level":"warn","ts":"2026-11-22T12:35:17.030Z","caller":"etcdserver/util.go:170","msg":"apply request took too long"}';

const oneByOne = (objects: readonly object[]): string =>
  objects.map((object) => `${JSON.stringify(object, null, 4)}\n`).join('');
/** What stands behind some of them. */
const others = (i: number): readonly object[] =>
  [
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web-0' } },
    { kind: 'Event', apiVersion: 'audit.k8s.io/v1', auditID: 'a', stage: 'ResponseComplete', verb: 'get' },
    { type: 'MODIFIED', object: many(1)[0] },
    { type: 'DELETED', object: many(1)[0] },
    { apiVersion: 'v1', kind: 'List', items: many(2) },
    { message: 'nobody knows this' },
  ].filter((_, at) => i % 40 === at * 5);

const DOCUMENTS: readonly (readonly [string, string])[] = [
  ['a list', text],
  ['a list without indentation', text.replace(/^ +/gm, '')],
  ['a list in a transcript', `$ kubectl get events -A -o json\n${text}$ etcdctl endpoint health\n${ZAP}\n`],
  ['two lists, and a log', `${text}${text}${ZAP}\n`],
  ['a list that is torn, and a log', `${lines.slice(0, 4000).join('\n')}\n${ZAP}\n${text}`],
  ['a list with colours in it', amid('                "reason":\u001b[0;32m "BackOff",\u001b[0m')],
  ['a list with pasted blanks in it', text.replaceAll('container', 'the\u00a0container')],
  ['a list with a line in it that ends no string', amid('            "message": "torn')],
  ['a list of which the last line has no end', text.trimEnd()],
  ['events one behind another', oneByOne(many(160))],
  ['events one behind another, with carriage returns', oneByOne(many(160)).replaceAll('\n', '\r\n')],
  ['events and other objects one behind another', oneByOne(many(300).flatMap((event, i) => [event, ...others(i)]))],
  ['events one behind another, and a log', `${oneByOne(many(150))}${ZAP}\n${oneByOne(many(150))}`],
  ['events one behind another in a transcript', `$ kubectl get events -w -o json\n${oneByOne(many(300))}`],
];

describe('documents in chunks', () => {
  for (const [name, document] of DOCUMENTS) {
    it(`${name}: as line by line, whatever the size of the chunks`, () => {
      const bytes = Buffer.from(document);
      const expected = read(bytes, null);
      expect(expected.rows.filter((row) => row.includes('"kube-event"'))).to.have.length.above(100);
      for (const size of [1, 7, 4093, 65_536, 1 << 20]) {
        const { rows, counts, together } = read(bytes, size);
        expect({ rows, counts }, `chunks of ${size}`).to.deep.equal({ rows: expected.rows, counts: expected.counts });
        if (size > 4000 && !document.includes(' -w ')) expect(together).to.be.above(0);
      }
    });
  }

  it('a document on one line, longer than what is held: every event, cited by the line', () => {
    const compact = JSON.stringify(list(8000));
    const bytes = Buffer.from(`${compact}\n${ZAP}\n`);
    expect(bytes.length).to.be.above(5 << 20);
    const expected = read(bytes, null);
    for (const size of [65_537, 1 << 20]) {
      const { rows, counts } = read(bytes, size);
      expect(rows).to.deep.equal(expected.rows);
      expect(counts).to.deep.equal(expected.counts);
    }
  });

  it('a long line that is torn inside an event says so', () => {
    const compact = JSON.stringify(list(8000));
    const { rows, counts } = read(Buffer.from(compact.slice(0, -400)), 1 << 20);
    expect(rows.filter((row) => row.includes('"kube-event"'))).to.have.length.above(7900);
    expect(rows.at(-1)).to.contain('ends inside an event');
    expect([counts.lines, counts.inBlocks, counts.unrecognised]).to.deep.equal([1, 1, 0]);
  });

  it('a long line of something else comes as a whole', () => {
    const pods = Array.from({ length: 60_000 }, (_, i) => ({
      kind: 'Pod',
      metadata: { name: `web-${i}`, uid: `${i}-${i}-${i}` },
    }));
    const bytes = Buffer.from(JSON.stringify({ apiVersion: 'v1', items: pods, kind: 'List' }));
    const whole = read(bytes, null);
    const { rows, counts } = read(bytes, 1 << 20);
    expect({ rows, counts }).to.deep.equal({ rows: whole.rows, counts: whole.counts });
  });
});
