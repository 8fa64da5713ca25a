import fs from 'node:fs';
import path from 'node:path';
import { DEFAULT_THRESHOLDS } from '../../../src/model/thresholds.js';
import { epochMicros } from '../../../src/model/units.js';
import { concluded, planInputs } from '../../../src/pipeline/analyze.js';
import { foldAll } from '../../../src/pipeline/fold.js';
import type { Options, Postmortem } from '../../../src/pipeline/options.js';
import { foldPiece } from '../../../src/pipeline/pieces/fold-piece.js';
import { mergePieces, piecesOf } from '../../../src/pipeline/pieces/merge-pieces.js';
import { planText, readPlan, type Plan } from '../../../src/pipeline/pieces/plan-file.js';
import { TallyFileWriter } from '../../../src/pipeline/pieces/tally-file.js';
import type { PlannedInput } from '../../../src/pipeline/plan.js';

export const OPTIONS: Options = {
  since: null,
  until: null,
  timezone: null,
  year: null,
  capturedAt: epochMicros(Date.parse('2024-12-15T03:20:00Z') * 1000),
  namespace: null,
  jobs: 1,
  thresholds: DEFAULT_THRESHOLDS,
};

export const INCIDENT = fs.readdirSync('fixtures/incident').map((name) => path.join('fixtures/incident', name));

/** Folds every piece into a file of the folder, from the last to the first. */
export async function foldPieces(plan: Plan, folder: string): Promise<string[]> {
  const files: string[] = [];
  for (let piece = plan.pieces.length - 1; piece >= 0; piece -= 1) {
    const file = path.join(folder, `${piece}.tally`);
    const writer = new TallyFileWriter(file, { plan: plan.id, piece });
    await foldPiece(plan, piece, (frame) => writer.frame(frame));
    writer.end();
    files.push(file);
  }
  return files;
}

export async function mergeFiles(plan: Plan, files: readonly string[]): Promise<Postmortem> {
  const { tally, inputs } = await mergePieces(plan, piecesOf(plan, files));
  return concluded(tally, inputs, OPTIONS);
}

export async function atOnce(planned: readonly PlannedInput[]): Promise<Postmortem> {
  const { tally, inputs } = await foldAll(planned, OPTIONS, {});
  return concluded(tally, inputs, OPTIONS);
}

/** Plans a file as if it were so large that it is cut every so many bytes. */
export async function cutEvery(bytes: number, file: string): Promise<PlannedInput[]> {
  const planned = await planInputs([file], OPTIONS);
  return planned.map((input) => {
    const [one] = input.shards;
    const size = input.input.size ?? 0;
    const place = { file, held: null, from: 0, to: size, deflated: null };
    const shards = Array.from({ length: Math.ceil(size / bytes) }, (_, i) => ({
      ...(one as NonNullable<typeof one>),
      place,
      mode: 'bulk' as const,
      range: { from: i * bytes, to: (i + 1) * bytes >= size ? Infinity : (i + 1) * bytes },
    }));
    return { ...input, shards };
  });
}

export const planOf = (planned: readonly PlannedInput[], pieces: number): Plan =>
  readPlan(planText(planned, OPTIONS, pieces));
