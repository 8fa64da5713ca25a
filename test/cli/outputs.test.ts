import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { prepareFolder, writeOutputs } from '../../src/cli/outputs.js';
import { UsageError } from '../../src/cli/usage-error.js';
import { verifyFolder } from '../../src/cli/verification.js';
import type { Manifest } from '../../src/reports/manifest.js';
import { evidence, input, moment, postmortem, refusedWrites } from '../reports/postmortem-fixture.js';
import { run, withFolder } from './run-program.js';
import { createHash } from 'node:crypto';
import zlib from 'node:zlib';

const FILES = [
  'manifest.json',
  'prevention/README.md',
  'prevention/alerts.yaml',
  'prevention/alerts_test.yml',
  'prevention/etcd-health.sh',
  'prevention/runbook.md',
  'prevention/settings.md',
  'prevention/settings.patch',
  'report.html',
  'report.json',
  'report.md',
  'timeline.csv',
  'writes.csv',
];

const walk = (folder: string): string[] =>
  fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();

describe('cli: outputs', () => {
  it('writes the files of the contract, leaves others, and no temporary ones', async () => {
    await withFolder((folder) => {
      const out = path.join(folder, 'a', 'b');
      prepareFolder(out);
      fs.writeFileSync(path.join(out, 'notes.txt'), 'mine');
      fs.writeFileSync(path.join(out, 'report.md'), 'old');
      writeOutputs(out, refusedWrites);
      expect(walk(out)).to.deep.equal([...FILES, 'notes.txt'].sort());
      const manifest = JSON.parse(fs.readFileSync(path.join(out, 'manifest.json'), 'utf8')) as Manifest;
      expect(manifest.outputs.map((one) => one.path)).to.deep.equal(FILES.filter((name) => name !== 'manifest.json'));
      for (const { path: name, sha256, bytes } of manifest.outputs) {
        const content = fs.readFileSync(path.join(out, name));
        expect([createHash('sha256').update(content).digest('hex'), content.length]).to.deep.equal([sha256, bytes]);
      }
      const before = FILES.map((name) => fs.readFileSync(path.join(out, name)));
      writeOutputs(out, refusedWrites);
      expect(FILES.map((name) => fs.readFileSync(path.join(out, name)))).to.deep.equal(before);
    });
  });

  it('leaves the old file and no other where writing fails', async () => {
    await withFolder((folder) => {
      fs.mkdirSync(path.join(folder, 'report.md'));
      expect(() => writeOutputs(folder, refusedWrites)).to.throw(/cannot write .*report\.md/);
      expect(walk(folder)).to.deep.equal(['report.json']);
    });
  });

  it('a folder that can’t be made is wrong usage', () => {
    expect(() => prepareFolder('package.json/x')).to.throw(UsageError);
  });
});

describe('cli: verify', () => {
  const LINES = ['first', 'second line with a value:"', 'third\r', 'v'.repeat(600)];
  const cut = `${'v'.repeat(499)}…`;

  /** A report that cites three lines of an input that lies beside it. */
  function prepare(folder: string, name: string, bytes: Buffer): string {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    fs.writeFileSync(path.join(folder, name), bytes);
    const proof = [evidence(1, 'first', null, name), evidence(3, 'third', null, name), evidence(4, cut, null, name)];
    const { report } = refusedWrites;
    const made = postmortem({
      ...report,
      inputs: [input(name, { sha256, bytes: bytes.length }), input('gone.log')],
      ...{
        causes: [],
        contradictions: [],
        timeline: [],
        episodes: [],
        space: { ...report.space, quotaBytes: null, dbSizeBytes: null, dbSizeInUseBytes: null, revision: null },
      },
      onsets: { ...report.onsets, writePressure: null, recovery: null, spaceExceeded: moment('13:11:09', null, proof) },
    });
    const out = path.join(folder, 'out');
    prepareFolder(out);
    writeOutputs(out, made);
    return out;
  }

  for (const [name, pack] of [
    ['a.log', (bytes: Buffer) => bytes],
    ['a.log.gz', (bytes: Buffer) => zlib.gzipSync(bytes)],
  ] as const) {
    it(`hashes and cited lines agree: ${name}`, async () => {
      await withFolder(async (folder) => {
        const out = prepare(folder, name, pack(Buffer.from(LINES.join('\n'))));
        const { findings, unchecked } = await verifyFolder(out, [folder]);
        expect(findings.filter((finding) => !finding.ok)).to.deep.equal([]);
        expect(findings.map((finding) => finding.what)).to.include(`${name}: 3 cited lines`);
        expect(unchecked).to.deep.equal(['gone.log: not found']);
        const told = run(['verify', out], '', folder);
        expect(told.status).to.equal(0);
        expect(told.stderr).to.include('not checked: gone.log');
      });
    });
  }

  it('finds a changed output, a changed input and a changed line', async () => {
    await withFolder((folder) => {
      const out = prepare(folder, 'a.log', Buffer.from(LINES.join('\n')));
      fs.appendFileSync(path.join(out, 'report.md'), 'x');
      fs.rmSync(path.join(out, 'writes.csv'));
      fs.writeFileSync(path.join(folder, 'a.log'), LINES.join('\n').replace('third', 'other'));
      const { status, stdout } = run(['verify', out, 'a.log'], '', folder);
      const wrong = stdout.split('\n').filter((line) => line.startsWith('differs'));
      expect(wrong.map((line) => line.slice(8).trim())).to.deep.equal([
        'report.md',
        'writes.csv: missing',
        'a.log: hash of a.log',
        'a.log:3: the cited line differs',
      ]);
      expect(status).to.equal(3);
    });
  });
});
