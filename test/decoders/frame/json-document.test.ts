import fs from 'node:fs';
import { expect } from 'chai';
import fc from 'fast-check';
import { LineFeed, WHOLE } from '../../../src/reading/line-feed.js';
import { LineReader } from '../../../src/reading/line-reader.js';
import { PARSERS } from '../../../src/parsers/registry.js';
import { JsonElements } from '../../../src/decoders/json-elements.js';
import { clock, readLines } from '../read-lines.js';

const FOLDER = 'fixtures/decoders/exports';
const read = (name: string): string => fs.readFileSync(`${FOLDER}/${name}.json`, 'utf8');
const compact = (text: string): string => `${JSON.stringify(JSON.parse(text))}\n`;
const sorted = (text: string): string => `${JSON.stringify(sortKeys(JSON.parse(text)), null, 4)}\n`;

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sortKeys(inner)]),
  );
}

const LINE =
  '{"level":"warn","ts":"2026-11-22T13:15:18.512Z","caller":"etcdserver/apply.go:636","msg":"alarm raised","alarm":"NOSPACE"}';
const ALARM = 'nospace-alarm-raised';

/** Documents of one record, by who gives them out. */
const DOCUMENTS: Readonly<Record<string, unknown>> = {
  'Loki, pushed': { streams: [{ stream: { pod: 'etcd-cp1' }, values: [['1795353318512000000', LINE, { a: 'b' }]] }] },
  'Grafana Explore': [{ line: LINE, timestamp: '1795353318512000000', fields: { pod: 'etcd-cp1' } }],
  'Elasticsearch, scrolled': { _scroll_id: 'x', hits: { hits: [{ _source: { log: `${LINE}\n` } }] } },
  'Elasticsearch, msearch': { took: 1, responses: [{ hits: { hits: [{ _source: { event: { original: LINE } } }] } }] },
  CloudWatch: { events: [{ timestamp: 1795353318512, message: LINE }], nextForwardToken: 'f/1' },
  'Azure, az': [{ TableName: 'PrimaryResult', TimeGenerated: '2026-11-22T13:15:18.512Z', log_s: LINE }],
  'Azure, event hub': { records: [{ time: '2026-11-22T13:15:18.512Z', properties: { log: LINE, pod: 'etcd-cp1' } }] },
  Splunk: { preview: false, results: [{ _raw: LINE, _time: '2026-11-22T13:15:18.512+00:00', host: 'cp1' }] },
  Datadog: { data: [{ id: 'A', attributes: { timestamp: '2026-11-22T13:15:18.512Z', host: 'cp1', message: LINE } }] },
  OpenTelemetry: { resourceLogs: [{ resource: {}, scopeLogs: [{ logRecords: [{ body: { stringValue: LINE } }] }] }] },
  'Fluent Bit': [{ date: 1795353318.512, log: LINE, kubernetes: { pod_name: 'etcd-cp1' } }],
  "taken apart (etcd's members)": [{ jsonPayload: JSON.parse(LINE) as unknown, resource: { pod_name: 'etcd-cp1' } }],
};

describe('decoders/frame/json-document', () => {
  for (const name of ['loki', 'es', 'cw-insights', 'gcp', 'azure-rest']) {
    it(`${name}: pretty-printed, sorted and on one line are one log`, () => {
      const text = read(name);
      const pretty = readLines(text);
      expect(pretty.counts.unrecognised).to.equal(0);
      expect(pretty.rows.map(({ kind }) => kind)).to.include.members([ALARM, 'slow-apply']);
      const facts = ({ rows }: typeof pretty): unknown[] => rows.map(({ said, host, time }) => ({ said, host, time }));
      expect(facts(readLines(compact(text)))).to.deep.equal(facts(pretty));
      expect(facts(readLines(sorted(text)))).to.deep.equal(facts(pretty));
      expect(readLines(text, 7).rows).to.deep.equal(pretty.rows);
      for (const row of pretty.rows) expect(text.split('\n')[row.cited - 1]).to.equal(row.text);
    });
  }

  for (const [name, document] of Object.entries(DOCUMENTS)) {
    it(name, () => {
      for (const text of [JSON.stringify(document), JSON.stringify(document, null, 2)]) {
        const { rows, counts } = readLines(`${text}\n`);
        expect(rows.map(({ kind }) => kind)).to.deep.equal([ALARM]);
        expect(counts.unrecognised).to.equal(0);
      }
    });
  }

  it('takes audit records from a list, and leaves lists of events and answers of etcdctl to those who know them', () => {
    const audit = {
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      auditID: 'a',
      stage: 'ResponseComplete',
      verb: 'get',
    };
    expect(readLines(JSON.stringify([audit, audit], null, 2)).rows.map(({ kind }) => kind)).to.deep.equal([
      'api-request',
      'api-request',
    ]);
    const event = { kind: 'Event', apiVersion: 'v1', involvedObject: { kind: 'Pod', name: 'b' }, reason: 'BackOff' };
    const { rows } = readLines(JSON.stringify([event, event]));
    expect(rows.map(({ said }) => (JSON.parse(said) as { format: string }).format)).to.deep.equal([
      'kube-event-json',
      'kube-event-json',
    ]);
    const status = [{ Endpoint: '127.0.0.1:2379', Status: { header: { member_id: 1 }, version: '3.5.1', dbSize: 5 } }];
    const pretty = readLines(JSON.stringify(status, null, 2));
    expect(pretty.rows[0]?.kind).to.equal('member-status');
    expect(pretty.counts.unrecognised).to.equal(0);
    const matrix = { status: 'success', data: { resultType: 'matrix', result: [] } };
    expect(readLines(JSON.stringify(matrix, null, 2)).rows.filter(({ kind }) => kind === ALARM)).to.deep.equal([]);
  });

  it('a deleted event of a watch in a store is none that happened', () => {
    const event = { kind: 'Event', apiVersion: 'v1', involvedObject: { kind: 'Pod', name: 'b' }, reason: 'BackOff' };
    const watched = { _source: { '@timestamp': '2026-11-22T13:15:18Z', k8s: { type: 'DELETED', object: event } } };
    expect(readLines(JSON.stringify(watched)).rows).to.deep.equal([]);
    expect(readLines(JSON.stringify({ type: 'DELETED', object: event })).rows).to.deep.equal([]);
  });

  it('goes on behind a document that is torn', () => {
    const torn = JSON.stringify({ events: [{ message: LINE }, { message: LINE }] }, null, 2)
      .split('\n')
      .slice(0, 6);
    const { rows } = readLines([...torn, LINE, ''].join('\n'));
    expect(rows.map(({ kind }) => kind)).to.deep.equal([ALARM, ALARM]);
  });

  it('reads a line that is too long to be held in pieces, and cites where a record begins', () => {
    const count = 60_000;
    const record = JSON.stringify({ timestamp: 1795353318512, message: LINE });
    const document = `{"events":[${Array.from({ length: count }, () => record).join(',')}]}`;
    const offsets: number[] = [];
    const lines: number[] = [];
    const input = Buffer.from(`${document}\n${LINE}\n`);
    const feed = new LineFeed(readerOf(offsets, lines), WHOLE);
    for (let at = 0; at < input.length; at += 1 << 16) feed.push(input.subarray(at, at + (1 << 16)));
    feed.end();
    expect(feed.cut).to.equal(0);
    expect(lines).to.have.length(count + 1);
    expect(offsets.slice(0, 2)).to.deep.equal([11, 11 + record.length + 1]);
    expect(offsets.at(-1)).to.equal(document.length + 1);
    expect([lines[0], lines.at(-2), lines.at(-1)]).to.deep.equal([1, 1, 2]);
  });

  it('cuts the same records wherever the pieces end', () => {
    const bytes = Buffer.from(compact(read('loki')));
    const cut = (size: number): string[] => {
      const found: string[] = [];
      const elements = new JsonElements(
        {
          element: (text) => void found.push(text ?? ''),
          begun: () => undefined,
          firstKey: () => undefined,
          header: () => undefined,
        },
        1 << 20,
      );
      for (let at = 0; at < bytes.length; at += size)
        elements.write(bytes, at, Math.min(bytes.length, at + size), at + size >= bytes.length);
      return found;
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), (size) => void expect(cut(size)).to.deep.equal(cut(1 << 20))),
    );
    expect(cut(1 << 20)).to.have.length(4);
  });
});

/** A reader that only notes where records stand. */
function readerOf(offsets: number[], lines: number[]): LineReader {
  let at = { line: 0, offset: 0 };
  const note = (): void => {
    lines.push(at.line);
    offsets.push(at.offset);
  };
  const context = { input: 'a', clock, namespace: null, hints: new Set<string>() };
  const sink = { record: note, request: note, problem: () => undefined };
  const begin = (_payload: unknown, line: number, offset: number): void => void (at = { line, offset });
  return new LineReader(PARSERS, null, context, sink, { begin, plain: () => undefined });
}
