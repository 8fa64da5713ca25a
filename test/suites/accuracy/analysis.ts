import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { analyze, DEFAULT_THRESHOLDS, type EpochMicros, type Report } from '../../../src/index.js';
import type { LabelledIncident, LabelledInput } from './incident.js';

/** The program's report of some inputs, in a folder of their own that is gone afterwards. */
export async function reportOf(
  incident: Pick<LabelledIncident, 'capturedAt' | 'timezone'>,
  inputs: readonly LabelledInput[],
): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'accuracy-'));
  try {
    for (const input of inputs) {
      const file = join(folder, input.name);
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(file, input.read());
    }
    const { capturedAt, timezone } = incident;
    const { report } = await analyze([folder], {
      since: null,
      until: null,
      timezone,
      year: null,
      capturedAt: capturedAt === null ? null : ((Date.parse(capturedAt) * 1000) as EpochMicros),
      namespace: null,
      jobs: 1,
      thresholds: DEFAULT_THRESHOLDS,
    });
    return report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
