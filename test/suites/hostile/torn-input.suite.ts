import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { expect } from 'chai';
import type { Report } from '../../../src/model/report.js';
import { MAIN, run, withFolder } from '../../cli/run-program.js';

const LOG = fs.readFileSync('fixtures/incident/etcd.log');
const TIMEOUT = 60_000;

interface MetadataField {
  readonly status: number | null;
  readonly stderr: string;
  readonly input: Report['inputs'][number];
}

function analysis(folder: string, input: string, name = input): MetadataField {
  const out = path.join(folder, 'out');
  const { status, stderr } = run(['analyze', input, '--out', out], '', folder);
  const report = JSON.parse(fs.readFileSync(path.join(out, 'report.json'), 'utf8')) as Report;
  const found = report.inputs.find((one) => one.path === name);
  if (found === undefined) throw new Error(`no ${name} among ${report.inputs.map((one) => one.path).join(', ')}`);
  return { status, stderr, input: found };
}

const leftovers = (folder: string): readonly string[] =>
  fs.existsSync(folder)
    ? fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'))
    : [];

describe('torn inputs', () => {
  it('a gzip that was cut: what there is, how far, and 3', async () => {
    await withFolder((folder) => {
      const packed = zlib.gzipSync(LOG);
      fs.writeFileSync(path.join(folder, 'a.log.gz'), packed.subarray(0, packed.length / 2));
      const { status, stderr, input } = analysis(folder, 'a.log.gz');
      expect(status).to.equal(3);
      expect(stderr).to.match(/a\.log\.gz: gzip stream truncated; read up to line \d+/);
      expect(input.complete).to.equal(false);
      expect(input.records['request-log']).to.be.greaterThan(1000);
    });
  }).timeout(TIMEOUT);

  it('a last line that was cut is one line, and the others count', async () => {
    await withFolder((folder) => {
      fs.writeFileSync(path.join(folder, 'a.log'), LOG.subarray(0, LOG.lastIndexOf(10, -20) + 30));
      const lines = LOG.subarray(0, LOG.lastIndexOf(10, -20)).toString().split('\n').length;
      const { status, input } = analysis(folder, 'a.log');
      expect(status).to.equal(0);
      expect(input.lines).to.equal(lines + 1);
      expect(input.records['request-log']).to.be.within(lines, lines + 1);
    });
  }).timeout(TIMEOUT);

  it('a link to nowhere, a loop of folders, a pipe in a folder', async () => {
    await withFolder((folder) => {
      const inputs = path.join(folder, 'in');
      fs.mkdirSync(inputs);
      fs.writeFileSync(path.join(inputs, 'a.log'), LOG);
      fs.symlinkSync('nowhere', path.join(inputs, 'gone.log'));
      fs.symlinkSync('..', path.join(inputs, 'loop'));
      fs.symlinkSync('self', path.join(inputs, 'self'));
      spawnSync('mkfifo', [path.join(inputs, 'pipe')]);
      const { status, stderr, input } = analysis(folder, 'in', 'in/a.log');
      expect(status).to.equal(3);
      expect(stderr).to.include('in/gone.log: no such file or directory').and.to.include('in/self: too many links');
      expect(input.complete).to.equal(true);
    });
  }).timeout(TIMEOUT);

  it('a pipe that is named is read to its end', async () => {
    await withFolder((folder) => {
      const pipe = path.join(folder, 'pipe');
      spawnSync('mkfifo', [pipe]);
      spawn('sh', ['-c', `cat fixtures/incident/etcd.log > '${pipe}'`], { stdio: 'ignore' });
      expect(analysis(folder, pipe).input).to.include({ bytes: LOG.length, complete: true });
    });
  }).timeout(TIMEOUT);

  it('a file that grows while it is read: as many whole lines as were there, or more', async () => {
    await withFolder((folder) => {
      const file = path.join(folder, 'a.log');
      fs.writeFileSync(file, LOG);
      const writer = spawn('sh', ['-c', `while :; do cat fixtures/incident/etcd.log >> '${file}'; sleep 0.05; done`]);
      try {
        const { status, input } = analysis(folder, 'a.log');
        expect(status).to.equal(0);
        expect(input.bytes).to.be.at.least(LOG.length);
      } finally {
        writer.kill('SIGKILL');
      }
    });
  }).timeout(TIMEOUT);

  for (const change of ['truncate', 'rename', 'delete'] as const)
    it(`a file that is rotated while it is read (${change}): no crash, and the report is written`, async () => {
      await withFolder(async (folder) => {
        const file = path.join(folder, 'a.log');
        for (let i = 0; i < 40; i += 1) fs.appendFileSync(file, LOG);
        const out = path.join(folder, 'out');
        const child = spawn(process.execPath, [MAIN, 'analyze', file, '--out', out], { stdio: 'ignore' });
        const ended = new Promise((resolve) => child.on('exit', resolve));
        await new Promise((resolve) => setTimeout(resolve, 150));
        if (change === 'truncate') fs.truncateSync(file, 1000);
        else if (change === 'rename') fs.renameSync(file, `${file}.1`);
        else fs.rmSync(file);
        expect(await ended).to.be.oneOf([0, 3]);
        expect(fs.existsSync(path.join(out, 'manifest.json'))).to.equal(true);
      });
    }).timeout(TIMEOUT);
});

describe('torn outputs', () => {
  it('a full disk: one line of error, no file of no bytes, no temporary file', async () => {
    await withFolder((folder) => {
      const out = path.join(folder, 'out');
      // A limit on the size of files is met as a full disk is: by a write that fails.
      const command = `trap '' XFSZ; ulimit -f 8; exec "$0" "$1" analyze fixtures/incident/etcd.log --out "$2" --jobs 1`;
      const told = spawnSync('bash', ['-c', command, process.execPath, MAIN, out], { encoding: 'utf8' });
      expect(told.status).to.equal(1);
      expect(told.stderr).to.match(/cannot write .*report\.json: EFBIG/);
      expect(leftovers(out)).to.deep.equal([]);
      expect(fs.readdirSync(out)).to.deep.equal([]);
    });
  }).timeout(TIMEOUT);

  for (const command of ['analyze', 'records', 'timeline', 'top'])
    it(`a reader of ${command} that has seen enough ends it quietly with 0`, () => {
      const script = `"$0" "$1" ${command} fixtures/incident | head -c 10 >&2; exit "\${PIPESTATUS[0]}"`;
      const told = spawnSync('bash', ['-c', script, process.execPath, MAIN], { encoding: 'utf8' });
      expect(told.status).to.equal(0);
    }).timeout(TIMEOUT);

  it('/dev/full on standard output: an error, not silence', () => {
    const told = spawnSync(
      'bash',
      ['-c', '"$0" "$1" records fixtures/incident/etcd.log > /dev/full', process.execPath, MAIN],
      {
        encoding: 'utf8',
      },
    );
    expect(told.status).not.to.equal(0);
  }).timeout(TIMEOUT);

  for (const [signal, expected] of [
    ['SIGINT', 130],
    ['SIGKILL', null],
  ] as const)
    it(`${signal} at many moments: files are whole or not there`, async () => {
      await withFolder(async (folder) => {
        const file = path.join(folder, 'a.log');
        for (let i = 0; i < 30; i += 1) fs.appendFileSync(file, LOG);
        for (let delay = 60; delay < 900; delay += 160) {
          const out = path.join(folder, `out-${delay}`);
          const child = spawn(process.execPath, [MAIN, 'analyze', file, '--out', out], { stdio: 'ignore' });
          const ended = new Promise((resolve) => child.on('exit', resolve));
          await new Promise((resolve) => setTimeout(resolve, delay));
          child.kill(signal);
          const status = await ended;
          // Before its handler stands, and after its work is done, the signal does what it does to any program.
          expect(status).to.be.oneOf([expected, null, 0]);
          for (const name of ['report.json', 'manifest.json'])
            if (fs.existsSync(path.join(out, name)))
              expect(() => void JSON.parse(fs.readFileSync(path.join(out, name), 'utf8'))).not.to.throw();
          if (signal === 'SIGINT') expect(leftovers(out)).to.deep.equal([]);
          if (status === 130) {
            const report = JSON.parse(fs.readFileSync(path.join(out, 'report.json'), 'utf8')) as Report;
            expect(report.inputs[0]?.complete).to.equal(false);
          }
        }
      });
    }).timeout(120_000);
});
