import fs from 'node:fs';
import zlib from 'node:zlib';
import type { CaseFile } from '../../src/model/case-file.js';
import { emptyCaseFile } from './case-file-builder.js';

const KEPT = 'fixtures/rules/case-files.jsonl.gz';

/** Case files of many kinds, as they were kept; what a case file did not have then is empty. */
export const keptCaseFiles = (): readonly CaseFile[] =>
  zlib
    .gunzipSync(fs.readFileSync(KEPT))
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => ({ ...emptyCaseFile(), ...(JSON.parse(line) as Partial<CaseFile>) }));
