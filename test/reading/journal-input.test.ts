import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { expect } from 'chai';
import type { Evidence } from '../../src/model/report.js';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import { epochMicros } from '../../src/model/units.js';
import { analyze } from '../../src/pipeline/analyze.js';
import { readCitedLines } from '../../src/reading/cited-lines.js';
import type { Options, Postmortem, RecordRow } from '../../src/pipeline/options.js';
import { readRecords } from '../../src/pipeline/records.js';
import { FLAGS_AT, journalBytes, TAIL_AT } from '../decoders/journal-file/journal-fixture.js';

const OPTIONS: Options = {
  since: null,
  until: null,
  timezone: null,
  year: null,
  capturedAt: epochMicros(1_795_400_000_000_000),
  namespace: null,
  jobs: 1,
  thresholds: DEFAULT_THRESHOLDS,
};

/** All evidence of a report, wherever in it. */
function evidenceIn(value: unknown): Evidence[] {
  if (typeof value !== 'object' || value === null) return [];
  return 'excerpt' in value && 'input' in value ? [value as Evidence] : Object.values(value).flatMap(evidenceIn);
}

describe('journal files as inputs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'journal-input-'));
  const entries = gunzipSync(readFileSync('fixtures/decoders/journal-file/entries.export.gz'));

  after(() => rmSync(folder, { recursive: true }));

  const write = (name: string, bytes: Buffer): string => {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    return file;
  };

  async function records(file: string): Promise<{ rows: RecordRow[]; exitCode: number; messages: readonly string[] }> {
    const rows: RecordRow[] = [];
    const outcome = await readRecords([file], OPTIONS, (row) => rows.push(row));
    return { rows, ...outcome };
  }

  /** What a record says, without where it stands. */
  const said = (rows: readonly RecordRow[]): object[] =>
    rows
      .filter(({ kind }) => kind !== 'unrecognised')
      .map((row) => {
        const { input: _input, line: _line, lines: _lines, ...rest } = row as RecordRow & { lines?: number };
        return rest;
      });

  const run = (...files: string[]): Promise<Postmortem> => analyze(files, OPTIONS);

  it('give the records of their export, packed or not, and no lines', async () => {
    const exported = said((await records(write('entries.export', entries))).rows);
    expect(exported.length).to.be.above(90);
    for (const name of ['regular', 'compact-zstd', 'xz', 'lz4']) {
      const plain = await records(write(`${name}.journal`, journalBytes(name)));
      expect(said(plain.rows), name).to.deep.equal(exported);
      expect(new Set(plain.rows.map(({ line }) => line))).to.deep.equal(new Set([null]));
      expect(plain.exitCode).to.equal(0);
    }
    const packed = await records(write('packed.journal.gz', gzipSync(journalBytes('zstd'))));
    expect(said(packed.rows)).to.deep.equal(exported);
  });

  it('count the entries of unknown units', async () => {
    const { rows } = await records(write('a.journal', journalBytes('regular')));
    expect(rows.filter(({ kind }) => kind === 'unrecognised').map(({ message }) => message)).to.deep.equal([
      'Accepted publickey for core from 10.0.0.9 port 51234',
    ]);
    const { report } = await run(write('a.journal', journalBytes('regular')));
    expect(report.inputs[0]).to.deep.include({ lines: null, unrecognised: 1, complete: true });
    expect(report.inputs[0]?.problems.count).to.equal(0);
  });

  it('are cited by the offset of the entry, where its message is found again', async () => {
    const file = write('cited.journal', journalBytes('compact-zstd'));
    const { report } = await run(file);
    const cited = evidenceIn(report);
    expect(cited.length).to.be.above(5);
    expect(cited.every(({ line, byteOffset }) => line === null && byteOffset !== null)).to.equal(true);
    const { lines, sha256 } = await readCitedLines(file, new Set(cited.map(({ byteOffset }) => byteOffset ?? -1)));
    expect(sha256).to.equal(report.inputs[0]?.sha256);
    for (const { text, byteOffset } of cited) {
      const message = lines.get(byteOffset ?? -1) ?? '';
      expect(message.startsWith(text.replace(/…$/, ''))).to.equal(true);
    }
  });

  it('beside their export, are the same writes in another rendering', async () => {
    const journal = write('b.journal', journalBytes('regular'));
    const alone = (await run(journal)).report.writes;
    const both = (await run(journal, write('b.export', entries))).report.writes;
    expect(both.count).to.equal(alone.count);
    expect(both.duplicates).to.equal(alone.count + alone.duplicates);
    expect(alone.count).to.be.above(0);
  });

  it('that are torn are read as far as they go, and said to be', async () => {
    const whole = journalBytes('regular');
    const torn = whole.subarray(0, Number(whole.readBigUInt64LE(TAIL_AT)) - 20_000);
    const { rows, exitCode, messages } = await records(write('torn.journal', Buffer.from(torn)));
    expect(rows.length).to.be.above(40);
    expect(exitCode).to.equal(3);
    expect(messages[0]).to.match(/torn\.journal: journal file truncated: \d+ of 8388608 bytes present; .* entry \d+$/);
  });

  it('with damage are read on, and it is counted', async () => {
    const { report, exitCode } = await run(write('damaged.journal', journalBytes('damaged')));
    expect(exitCode).to.equal(0);
    expect(report.inputs[0]?.problems.count).to.equal(4);
    expect(report.inputs[0]?.problems.samples[0]?.message).to.match(/^byte \d+: damaged objects$/);
  });

  it('with features of the future are not guessed at', async () => {
    const bytes = journalBytes('regular');
    bytes.writeUInt32LE(bytes.readUInt32LE(FLAGS_AT) | 0x40, FLAGS_AT);
    const { rows, exitCode, messages } = await records(write('new.journal', bytes));
    expect(rows).to.deep.equal([]);
    expect(exitCode).to.equal(3);
    expect(messages[0]).to.contain('journalctl --file ').and.to.contain(' -o export | etcd-postmortem -');
  });
});
