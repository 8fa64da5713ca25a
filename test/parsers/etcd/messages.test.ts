import fs from 'node:fs';
import { expect } from 'chai';
import { readLines } from '../../decoders/read-lines.js';

const FOLDER = 'fixtures/parsers/etcd-messages';
type Expected = Readonly<Record<string, unknown>> & { readonly kind: string };
const lines = fs.readFileSync(`${FOLDER}/lines.log`, 'utf8').trimEnd().split('\n');
const expected = JSON.parse(fs.readFileSync(`${FOLDER}/expected.json`, 'utf8')) as readonly Expected[];

describe('parsers/etcd: messages of 3.0 to 3.7', () => {
  it('has an answer for each line', () => expect(lines.length).to.equal(expected.length));

  lines.forEach((line, index) => {
    const want = expected[index] as Expected;
    it(`${want.kind}: ${line.slice(line.startsWith('{') ? line.indexOf('"msg"') + 6 : 27).slice(0, 90)}`, () => {
      const { rows, counts } = readLines(`${line}\n`);
      const record = rows.map(({ said }) => JSON.parse(said) as Expected).find(({ kind }) => kind === want.kind);
      expect(record).to.deep.include(want);
      expect(counts.unrecognised).to.equal(0);
    });
  });
});
