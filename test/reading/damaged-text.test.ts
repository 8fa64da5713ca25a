import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import { epochMicros } from '../../src/model/units.js';
import { readRecords } from '../../src/pipeline/records.js';

const FILES = [
  'parsers/etcd-zap/lines.log',
  'parsers/etcd-capnslog/lines.log',
  'parsers/klog/lines.log',
  'parsers/kube-event-table/get-wide.txt',
  'parsers/kube-event-json/get-list.json',
  'parsers/kube-describe/pod.txt',
  'parsers/endpoint-status/nospace.table.txt',
  'decoders/journal-modes/short.txt',
  'decoders/journal-modes/json.txt',
  'pipeline/stack-traces/zap-panic.log',
];
const NOISE = Buffer.from([0x80, 0xfe, 0x41, 0xc3, 0x28, 0xf0, 0x9f, 0x98, 0x0a]);

/** What happens to text on its way, and how much of it the records should mind: nothing. */
const DAMAGES: Readonly<Record<string, (text: string) => Buffer>> = {
  'Windows line ends': (text) => Buffer.from(text.replace(/\n/g, '\r\n')),
  'a byte order mark': (text) => Buffer.from(`\ufeff${text}`),
  'UTF-16 LE': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16 BE, without a mark': (text) => Buffer.from(text, 'utf16le').swap16(),
  'ANSI colours': (text) => Buffer.from(text.replace(/^(.+)$/gm, '\u001b[0;1;33m$1\u001b[0m')),
  'NUL bytes where a crash left them': (text) => Buffer.from(`\0\0\0\0${text.replace(/\n$/, '\0\0\n')}`),
  'a line that is no UTF-8': (text) => Buffer.concat([NOISE, Buffer.from(text)]),
};

describe('text that suffered on its way', () => {
  let folder = '';
  before(() => void (folder = mkdtempSync(join(tmpdir(), 'damaged-text-'))));
  after(() => rmSync(folder, { recursive: true }));

  async function records(bytes: Buffer, shift = 0): Promise<object[]> {
    const file = join(folder, 'input.txt');
    writeFileSync(file, bytes);
    const rows: object[] = [];
    const at = epochMicros(Date.UTC(2026, 11, 1) * 1000);
    const options = { since: null, until: null, timezone: 'UTC', year: 2026, capturedAt: at, namespace: null, jobs: 1 };
    await readRecords([file], { ...options, thresholds: DEFAULT_THRESHOLDS }, (row) => {
      if (row.kind !== 'unrecognised') rows.push({ ...row, line: (row.line ?? 0) - shift });
    });
    return rows;
  }

  for (const name of FILES) {
    for (const [damage, apply] of Object.entries(DAMAGES)) {
      it(`${name} with ${damage}: the same records`, async () => {
        const text = readFileSync(`fixtures/${name}`, 'utf8');
        const clean = await records(Buffer.from(text));
        expect(clean.length).to.be.greaterThan(0);
        const shift = damage === 'a line that is no UTF-8' ? 1 : 0;
        expect(await records(apply(text), shift)).to.deep.equal(clean);
      });
    }
  }
});
