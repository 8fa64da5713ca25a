import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import { PARSERS } from '../../src/parsers/registry.js';
import { analyze } from '../../src/pipeline/analyze.js';
import type { Options } from '../../src/pipeline/options.js';
import { readRecords } from '../../src/pipeline/records.js';
import { OUTPUTS } from '../../src/reports/registry.js';
import { withFolder } from '../cli/run-program.js';

const OPTIONS: Options = {
  ...{ since: null, until: null, timezone: null, year: null, capturedAt: null, namespace: null, jobs: 1 },
  thresholds: DEFAULT_THRESHOLDS,
};
/** Put together here, so that no scanner takes this file for a leak. */
const SECRETS = [
  ['eyJhbGciOiJSUzI1NiJ9', 'eyJzdWIiOiJjYW5hcnkifQ', 'c2lnbmF0dXJlLW9mLWNhbmFyeQ'].join('.'),
  `AKIA${'CANARYCANARY2345'}`,
  `Authorization: Basic ${Buffer.from('canary:canary-password').toString('base64')}`,
  `Authorization: Bearer ${'canary0123456789abcdefcanary'}`,
];
/** What of each must be nowhere. */
const CORES = SECRETS.map((secret) => secret.slice(-14));

/** The sample of every format, as it is and with each secret in its last quoted text or at its end. */
function planted(sample: string): string {
  const told = SECRETS.map((secret) => {
    const lines = sample.split('\n');
    const last = lines.pop() ?? '';
    const quoted = /^(.*"(?:msg|message|error|note|text)"\s*:\s*")(.*)$/s.exec(last);
    return [...lines, quoted === null ? `${last} ${secret}` : `${quoted[1] ?? ''}${secret} ${quoted[2] ?? ''}`].join(
      '\n',
    );
  });
  return [sample, ...told].join('\n') + '\n';
}

describe('redaction: planted secrets', () => {
  it('are in no output, whatever format they came in', async () => {
    await withFolder(async (folder) => {
      for (const { id, sample } of [...PARSERS.lines, ...PARSERS.blocks])
        fs.writeFileSync(path.join(folder, `${id}.txt`), planted(sample));
      const found: string[] = [];
      const look = (where: string, text: string): void => {
        for (const core of CORES) {
          const at = text.indexOf(core);
          if (at >= 0) found.push(`${where}: …${text.slice(Math.max(0, at - 120), at + 20)}`);
        }
      };
      const postmortem = await analyze([folder], OPTIONS);
      for (const output of OUTPUTS) look(output.file, [...output.render(postmortem)].join(''));
      await readRecords([folder], OPTIONS, (row) => {
        look(`records of ${path.basename(row.input)}`, JSON.stringify(row));
      });
      expect(found).to.deep.equal([]);
    });
  });
});
