import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { planInputs } from '../../../src/pipeline/analyze.js';
import type { Postmortem } from '../../../src/pipeline/options.js';
import { foldPiece } from '../../../src/pipeline/pieces/fold-piece.js';
import { missingPieces, PieceError, piecesOf } from '../../../src/pipeline/pieces/merge-pieces.js';
import { planText, readPlan, type Plan } from '../../../src/pipeline/pieces/plan-file.js';
import { plainLines } from '../../reading/request-lines.js';
import { atOnce, cutEvery, foldPieces, INCIDENT, mergeFiles, OPTIONS, planOf } from './in-pieces.js';

describe('pieces that are folded apart', () => {
  let folder: string;
  beforeEach(() => void (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'pieces-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('give the report of one run', async () => {
    const planned = await planInputs(INCIDENT, OPTIONS);
    const plan = planOf(planned, 3);
    expect((await mergeFiles(plan, await foldPieces(plan, folder))).report).to.deep.equal(
      (await atOnce(planned)).report,
    );
  }).timeout(20_000);

  describe('and lack', () => {
    let file: string;
    let plan: Plan;
    let files: string[];
    let whole: Postmortem;
    beforeEach(async () => {
      file = path.join(folder, 'requests.log');
      fs.writeFileSync(file, plainLines(20_000, 500));
      const planned = await cutEvery(1 << 18, file);
      plan = planOf(planned, 4);
      files = (await foldPieces(plan, folder)).filter((name) => !name.endsWith('1.tally'));
      whole = await atOnce(planned);
    });

    it('one: it is named, and the lines behind it keep their numbers', async () => {
      expect(missingPieces(plan, piecesOf(plan, files))).to.deep.equal([1]);
      const { report, messages, exitCode } = await mergeFiles(plan, files);
      expect(exitCode).to.equal(3);
      expect(messages[0]).to.match(/requests\.log: piece 1 is missing; read up to line \d+/);
      expect(report.inputs[0]?.lines).to.equal(whole.report.inputs[0]?.lines);
      expect(report.writes.count).to.be.within(1, whole.report.writes.count - 1);
    });

    it('one, and the file is gone: what follows has no line numbers, and is left out', async () => {
      fs.rmSync(file);
      const { report, messages } = await mergeFiles(plan, files);
      expect(messages[0]).to.contain('piece 1 is missing, and what follows it is left out');
      expect(report.inputs[0]?.lines).to.be.below((whole.report.inputs[0]?.lines ?? 0) / 2);
    });
  });

  describe('are refused', () => {
    let plan: Plan;
    let files: string[];
    beforeEach(async () => {
      plan = planOf(await planInputs(['fixtures/incident/events.txt'], OPTIONS), 2);
      files = await foldPieces(plan, folder);
    });

    it('where one comes twice', () => {
      const again = path.join(folder, 'again.tally');
      fs.copyFileSync(files[0] as string, again);
      expect(() => piecesOf(plan, [...files, again])).to.throw(
        PieceError,
        /again\.tally: piece 1 again, as .*1\.tally/,
      );
    });

    it('where they are of another plan, or of no plan', async () => {
      const other = planOf(await planInputs(['fixtures/incident/etcd.log'], OPTIONS), 2);
      expect(() => piecesOf(other, files)).to.throw(PieceError, 'a piece of another plan');
      expect(() => piecesOf(plan, ['fixtures/incident/events.txt'])).to.throw(PieceError, 'not a tally file');
      expect(() => piecesOf(plan, [path.join(folder, 'none')])).to.throw(PieceError, 'ENOENT');
    });

    it('where they are torn or damaged, at every byte', () => {
      const bytes = fs.readFileSync(files[0] as string);
      const torn = path.join(folder, 'torn.tally');
      for (let at = 0; at < bytes.length; at += Math.max(1, bytes.length >> 7)) {
        fs.writeFileSync(torn, bytes.subarray(0, at));
        expect(() => piecesOf(plan, [torn]), `cut at ${at}`).to.throw(PieceError, 'torn.tally');
        const damaged = Buffer.from(bytes);
        damaged[at] = (damaged[at] as number) ^ 0x10;
        fs.writeFileSync(torn, damaged);
        expect(() => piecesOf(plan, [torn]), `damaged at ${at}`).to.throw(PieceError, 'torn.tally');
      }
    });
  });

  it('are of a file as it was planned', async () => {
    const file = path.join(folder, 'a.log');
    fs.writeFileSync(file, plainLines(10, 5));
    const plan = planOf(await planInputs([file], OPTIONS), 1);
    fs.appendFileSync(file, plainLines(1, 5));
    let said = '';
    await foldPiece(plan, 0, () => undefined).catch((error: unknown) => void (said = String(error)));
    expect(said).to.match(/a\.log: \d+ bytes, \d+ when it was planned: make a new plan/);
  });

  it('come of a plan that nobody changed', async () => {
    const text = planText(await planInputs(['fixtures/incident/events.txt'], OPTIONS), OPTIONS, 2);
    expect(() => readPlan(text.replace('"pieces": 2', '"pieces": 3'))).to.throw('it was changed');
    expect(() => readPlan('{}')).to.throw('not a file that');
    expect(() => readPlan('x')).to.throw('not JSON');
  });
});
