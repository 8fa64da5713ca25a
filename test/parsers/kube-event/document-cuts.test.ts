import { expect } from 'chai';
import type { Block, BlockParser, Context, LineRef, Sink } from '../../../src/model/parser.js';
import { epochMicros } from '../../../src/model/units.js';
import { kubeAuditJson } from '../../../src/parsers/kube-audit/kube-audit-json.js';
import { kubeEventJson } from '../../../src/parsers/kube-event/kube-event-json.js';
import { fixture } from './reading.js';

/** What a document says, and how it ended, told the same way however it was offered. */
interface MetadataField {
  readonly found: readonly string[];
  readonly takenLines: number;
  readonly givenBack: string;
}

const context: Context = {
  input: 'test',
  namespace: null,
  hints: new Set(),
  clock: { capturedAt: null, local: () => epochMicros(0) },
};

const place = (at: LineRef | undefined): string => `${at?.line}@${at?.byteOffset} ${at?.text}`;

/** The lines of a document, of which those from `from` on are offered together, as far as `cut` bytes at first. */
function tell(parser: BlockParser, bytes: Buffer, from: number, cut: number): MetadataField {
  const found: string[] = [];
  const sink: Sink = {
    record: (record, at, lines) => void found.push(`${place(at)} ${lines} ${JSON.stringify(record)}`),
    request: () => undefined,
    problem: (message, at) => void found.push(`${place(at)} ${message}`),
  };
  let block: Block | null = null;
  let [at, line, taken] = [0, 1, 0];
  const ended = (): MetadataField => {
    const lines = block?.close() ?? 0;
    return { found, takenLines: taken, givenBack: `${lines} ${JSON.stringify(block?.givenBack)}` };
  };
  while (at < bytes.length) {
    const open: Block | null = block;
    if (open !== null && line > from) {
      const before = bytes.subarray(0, at < cut ? cut : bytes.length).lastIndexOf(10) + 1;
      const stretch = { bytes, start: at, end: before, line, byteOffset: at };
      const answer = before > at ? open.takeMany?.(stretch) : undefined;
      if (answer !== undefined) {
        [at, line, taken] = [answer.to, line + answer.lines, taken + answer.lines];
        if (answer.done) return ended();
        if (answer.lines > 0) continue;
      }
    }
    const lineFeed = bytes.indexOf(10, at);
    const end = lineFeed === -1 ? bytes.length : lineFeed;
    const text = bytes.toString('utf8', at, bytes[end - 1] === 13 ? end - 1 : end);
    const ref = { line, byteOffset: at, text };
    const answer: ReturnType<Block['take']> = open === null ? 'more' : open.take(ref);
    if (open === null) block = parser.open(ref, context, sink);
    if (block === null || answer === 'over') return ended();
    taken += 1;
    if (answer === 'done') return ended();
    at = end + 1;
    line += 1;
  }
  return ended();
}

const lineByLine = (parser: BlockParser, bytes: Buffer): MetadataField => tell(parser, bytes, Infinity, 0);

type Json = Readonly<Record<string, unknown>>;
const list = JSON.parse(fixture('kube-event-json/get-list.json')) as { readonly items: readonly Json[] };
const [one = {}, two = {}] = list.items;
const odd: Json = {
  ...two,
  message: 'näh "{[]}" \\ 日本',
  metadata: { uid: 'odd', labels: { '}': ']', '{': '["' }, nested: [[{ a: [] }], {}, '\n'] },
};
const pod: Json = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-0' },
  spec: { containers: [{ args: ['{'] }] },
};
const events = { apiVersion: 'v1', items: [one, pod, odd, 5, two], kind: 'List', metadata: { resourceVersion: '' } };
const audit = fixture('kube-audit/lines.log')
  .split('\n')
  .filter((line) => line.startsWith('{'))
  .slice(0, 2)
  .map((line) => JSON.parse(line) as Json);
const audits = { kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items: [audit[0], pod, audit[1]] };

const pretty = (value: unknown, indent: number | string = 4): string => `${JSON.stringify(value, null, indent)}\n`;
const bare = (text: string): string => text.replace(/^ +/gm, '');
const text = pretty(events);

const DOCUMENTS: readonly (readonly [string, BlockParser, string])[] = [
  ['four blanks', kubeEventJson, text],
  ['two blanks', kubeEventJson, pretty(events, 2)],
  ['tabs', kubeEventJson, pretty(events, '\t')],
  ['no indentation', kubeEventJson, bare(pretty({ ...events, items: [one, two, odd] }, 1))],
  ['no indentation, and a number on a line', kubeEventJson, bare(pretty(events, 1))],
  ['lines with carriage returns', kubeEventJson, text.replaceAll('\n', '\r\n')],
  [
    'an event list of which the kind comes first',
    kubeEventJson,
    pretty({ kind: 'EventList', apiVersion: 'v1', items: [one, pod, two] }),
  ],
  ['a list of something else', kubeEventJson, pretty({ ...events, items: [pod, pod], kind: 'PodList' })],
  ['a list of pods that is called a list', kubeEventJson, pretty({ ...events, items: [pod, pod] })],
  [
    'an object on each line',
    kubeEventJson,
    `{"apiVersion":"v1","items":[\n${[one, two, odd].map((item) => JSON.stringify(item)).join(',\n')}\n],"kind":"List"}\n`,
  ],
  [
    'several objects on a line',
    kubeEventJson,
    `{\n    "items": [\n${JSON.stringify([one, two, pod, odd]).slice(1)}\n}\n`,
  ],
  ['torn in a string', kubeEventJson, `${text.slice(0, text.indexOf('"message"') + 20)}\n${text}`],
  ['torn, then a line of a log', kubeEventJson, `${text.slice(0, text.indexOf('"reason"'))}\n2026-11-22 gone\n${text}`],
  ['more closed than opened', kubeEventJson, text.replace('        }\n', '        }}}}\n')],
  ['followed by another', kubeEventJson, text + text],
  ['audit records', kubeAuditJson, pretty(audits)],
  ['audit records without indentation', kubeAuditJson, bare(pretty(audits, 1))],
];

describe('documents of events, line by line or together', () => {
  for (const [name, parser, document] of DOCUMENTS) {
    it(`${name}: the same, whichever line the lines that come together begin with`, () => {
      const bytes = Buffer.from(document);
      const expected = lineByLine(parser, bytes);
      const lines = document.split('\n').length;
      for (let from = 0; from < lines; from += 1)
        expect(tell(parser, bytes, from, 0), `from line ${from + 1} on`).to.deep.equal(expected);
    });
  }

  it('the same, after whichever byte they are cut', () => {
    for (const document of [text, bare(pretty({ ...events, items: [one, two, one] }, 1))]) {
      const bytes = Buffer.from(document);
      const expected = lineByLine(kubeEventJson, bytes);
      expect(expected.found.filter((what) => what.includes('"kube-event"'))).to.have.length(3);
      for (let cut = 0; cut < bytes.length; cut += 1)
        expect(tell(kubeEventJson, bytes, 2, cut), `cut after ${cut}`).to.deep.equal(expected);
    }
  });

  it('a document that is torn after whichever byte tells the same of what there is', () => {
    for (let end = 0; end < text.length; end += 1) {
      const bytes = Buffer.from(`${text.slice(0, end)}\n`);
      expect(tell(kubeEventJson, bytes, 3, 0), `torn after ${end}`).to.deep.equal(lineByLine(kubeEventJson, bytes));
    }
  });

  it('places an object at its first line, with the offset of that line', () => {
    const bytes = Buffer.from(text);
    const records: LineRef[] = [];
    const sink: Sink = { record: (_, at) => void records.push(at as LineRef), request: () => {}, problem: () => {} };
    const first = { line: 1, byteOffset: 0, text: '{' };
    const block = kubeEventJson.open(first, context, sink);
    block?.take({ line: 2, byteOffset: 2, text: '    "apiVersion": "v1",' });
    const from = bytes.indexOf(10, 2) + 1;
    block?.takeMany?.({ bytes, start: from, end: bytes.length, line: 3, byteOffset: from });
    expect(records).to.have.length(3);
    for (const { line, byteOffset } of records) {
      expect(text.split('\n')[line - 1]).to.equal('        {');
      expect(
        text
          .split('\n')
          .slice(0, line - 1)
          .join('\n'),
      ).to.have.length(bytes.subarray(0, (byteOffset ?? 0) - 1).toString().length);
    }
  });
});
