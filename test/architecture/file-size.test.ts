import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { files } from './import-graph.js';

/** A file is split before it grows past this. */
const MOST_LINES = 400;

/** Flat tables and lists of declarations, which are as long as they have rows. */
const TABLES: ReadonlySet<string> = new Set([
  'model/etcd-names.ts',
  'model/record.ts',
  'model/thresholds.ts',
  'redaction/public-words.ts',
]);

const linesOf = (file: string): number => readFileSync(join('src', file), 'utf8').split('\n').length - 1;

describe('the size of source files', () => {
  it(`is at most ${MOST_LINES} lines, but for flat tables`, () => {
    const long = files.filter((file) => !TABLES.has(file) && linesOf(file) > MOST_LINES);
    expect(long.map((file) => `${file}: ${linesOf(file)} lines`)).to.deep.equal([]);
  });

  it('has no exception for a file that is not there', () => {
    expect([...TABLES].filter((file) => !files.includes(file))).to.deep.equal([]);
  });
});
