import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import { analyze } from '../../src/pipeline/analyze.js';

/**
 * What people paste when nothing is wrong with it: output of etcdctl 3.3 to 3.7 against servers of other minor versions,
 * upgrades, values that quote errors, jq, watch, OpenShift. No check may call any of it false.
 */
const TEXT = fs.readFileSync('fixtures/contradictions/true-transcripts.txt', 'utf8');

interface Transcript {
  readonly name: string;
  readonly files: readonly (readonly [name: string, text: string])[];
}

const TRANSCRIPTS: readonly Transcript[] = TEXT.split(/^##### (?!file )/m)
  .slice(1)
  .map((part) => {
    const [name = '', ...files] = part.split(/^(?:##### file )/m);
    return {
      name: name.trim(),
      files: files.map((file) => {
        const end = file.indexOf('\n');
        return [file.slice(0, end), file.slice(end + 1)] as const;
      }),
    };
  });

async function contradictionsIn({ files }: Transcript): Promise<readonly string[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'true-'));
  try {
    for (const [name, text] of files) fs.writeFileSync(path.join(folder, name), text);
    const { report } = await analyze([folder], {
      ...{ since: null, until: null, timezone: null, year: 2024, namespace: null, capturedAt: null, jobs: 1 },
      thresholds: DEFAULT_THRESHOLDS,
    });
    return report.contradictions.map(({ id, statement }) => `${id}: ${statement}`);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

describe('contradictions in true transcripts', () => {
  it('are at least sixty', () => {
    expect(TRANSCRIPTS.length).to.be.at.least(60);
    expect(new Set(TRANSCRIPTS.map(({ name }) => name)).size).to.equal(TRANSCRIPTS.length);
  });

  for (const transcript of TRANSCRIPTS)
    it(`none: ${transcript.name}`, async () => {
      expect(await contradictionsIn(transcript)).to.deep.equal([]);
    });
});
