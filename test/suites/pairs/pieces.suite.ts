import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { planInputs } from '../../../src/pipeline/analyze.js';
import { MAIN } from '../../cli/run-program.js';
import {
  atOnce,
  cutEvery,
  foldPieces,
  INCIDENT,
  mergeFiles,
  OPTIONS,
  planOf,
} from '../../pipeline/pieces/in-pieces.js';
import { plainLines } from '../../reading/request-lines.js';

const SHARED = '../shared';
const FOLDERS = ['data', 'cases']
  .flatMap((part) =>
    fs.existsSync(`${SHARED}/${part}`) ? fs.readdirSync(`${SHARED}/${part}`, { withFileTypes: true }) : [],
  )
  // the large ones take minutes
  .filter((entry) => entry.isDirectory() && (process.env['LONG'] === '1' || !/lab/.test(entry.name)))
  .map(({ parentPath, name }) => path.join(parentPath, name));

describe('pieces that are folded apart', () => {
  let folder: string;
  beforeEach(() => void (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pieces-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('the recordings lie beside the checkout', function () {
    if (FOLDERS.length === 0) this.skip();
  });

  for (const inputs of FOLDERS)
    it(`give the report of one run over ${inputs}, in 5 pieces`, async () => {
      const planned = await planInputs([inputs], OPTIONS);
      const plan = planOf(planned, 5);
      const { report } = await mergeFiles(plan, await foldPieces(plan, folder));
      expect(report).to.deep.equal((await atOnce(planned)).report);
    }).timeout(240_000);

  for (const pieces of [1, 2, 7, 64])
    it(`give the report of one run: ${pieces}`, async () => {
      const planned = await planInputs(INCIDENT, OPTIONS);
      const plan = planOf(planned, pieces);
      expect(plan.pieces.length).to.equal(pieces);
      expect((await mergeFiles(plan, await foldPieces(plan, folder))).report).to.deep.equal(
        (await atOnce(planned)).report,
      );
    }).timeout(120_000);

  it('of one file give its lines, its hash and its citations', async () => {
    const file = path.join(folder, 'requests.log');
    fs.writeFileSync(file, `${plainLines(30_000, 500)}2024-12-15T03:00:00Z no request\n${plainLines(9_000, 700)}`);
    const planned = await cutEvery(1 << 18, file);
    const plan = planOf(planned, 5);
    expect((await mergeFiles(plan, await foldPieces(plan, folder))).report).to.deep.equal(
      (await atOnce(planned)).report,
    );
  }).timeout(120_000);

  it('that come to a limit are read again in their turn, or stand for themselves where the file is gone', async () => {
    const file = path.join(folder, 'requests.log');
    // every key is new
    fs.writeFileSync(file, plainLines(90_000, 90_000));
    const planned = await cutEvery(1 << 20, file);
    const plan = planOf(planned, 3);
    const files = await foldPieces(plan, folder);
    const whole = await atOnce(planned);
    expect((await mergeFiles(plan, files)).report).to.deep.equal(whole.report);
    fs.rmSync(file);
    expect((await mergeFiles(plan, files)).report.writes.count).to.equal(whole.report.writes.count);
  }).timeout(240_000);

  it('leave nothing that counts as a tally where one is killed', async () => {
    const file = path.join(folder, 'requests.log');
    fs.writeFileSync(file, plainLines(400_000, 500));
    const [plan, tallies] = [path.join(folder, 'plan.json'), path.join(folder, 'tallies')];
    fs.mkdirSync(tallies);
    spawnSync(process.execPath, [MAIN, 'plan', file, '--pieces', '1', '--out', plan]);
    const words = ['fold', '--plan', plan, '--piece', '0', '--out', path.join(tallies, '0.tally')];
    for (const wait of [20, 150, 300, 600, 900]) {
      const child = spawn(process.execPath, [MAIN, ...words]);
      const over = new Promise((resolve) => child.on('exit', resolve));
      await Promise.race([over, new Promise((resolve) => setTimeout(resolve, wait))]);
      child.kill('SIGKILL');
      await over;
      const found = fs.readdirSync(tallies).filter((name) => name.endsWith('.tally'));
      // either all of it or nothing
      const merge = spawnSync(process.execPath, [MAIN, 'merge', '--plan', plan, tallies], { encoding: 'utf8' });
      expect(merge.status, merge.stderr).to.equal(found.length === 0 ? 2 : 0);
      if (found.length > 0) fs.rmSync(path.join(tallies, '0.tally'));
    }
    expect(spawnSync(process.execPath, [MAIN, ...words]).status).to.equal(0);
    expect(spawnSync(process.execPath, [MAIN, 'merge', '--plan', plan, tallies]).status).to.equal(0);
  }).timeout(120_000);
});
