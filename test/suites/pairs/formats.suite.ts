import { expect } from 'chai';
import fc from 'fast-check';
import { FRAMES } from '../../../src/decoders/frame/registry.js';
import { UNWRAPPERS } from '../../../src/decoders/unwrap/registry.js';
import { PARSERS } from '../../../src/parsers/registry.js';
import { type AllRead, fixtures, missedIn, readAll } from '../../reading/read-all.js';

const FIXTURES = fixtures().map(({ name, bytes }) => ({
  name,
  bytes: bytes.at(-1) === 10 ? bytes : Buffer.concat([bytes, Buffer.from('\n')]),
}));
const DIALECTS = [...PARSERS.lines, ...PARSERS.blocks];
const SAMPLES = [...DIALECTS, ...FRAMES, ...UNWRAPPERS.sure, ...UNWRAPPERS.loose].map(({ id, sample }) => ({
  name: `the sample of ${id}`,
  bytes: Buffer.from(`${sample}\n`),
}));

const linesOf = (bytes: Buffer): number => bytes.toString('latin1').split('\n').length - 1;
const unrecognised = (read: AllRead): number => missedIn(read).reduce((sum, { lines }) => sum + lines, 0);

describe('every format', () => {
  for (const { id, sample } of DIALECTS) {
    it(`${id}: its sample is its own`, () => {
      const alone = readAll(`${sample}\n`, 1 << 20, id);
      expect(alone.counts.unrecognised).to.equal(0);
      expect(readAll(`${sample}\n`).rows).to.deep.equal(alone.rows);
    });
  }

  it('gives the same rows whatever the size of the chunks', () => {
    for (const { name, bytes } of [...FIXTURES, ...SAMPLES]) {
      const { rows, counts, problems } = readAll(bytes);
      for (const size of [1, 7, 4093, 65_536]) {
        const read = readAll(bytes, size);
        expect({ ...read }, `${name} in chunks of ${size}`).to.deep.equal({ rows, counts, problems });
      }
    }
  }).timeout(60_000);

  it('counts each line once, and gives its rows in the order of lines', () => {
    for (const { name, bytes } of [...FIXTURES, ...SAMPLES]) {
      const read = readAll(bytes);
      const { lines, claimed, framed, inBlocks } = read.counts;
      expect(unrecognised(read), name).to.equal(read.counts.unrecognised);
      expect(claimed + framed + inBlocks + read.counts.unrecognised, name).to.be.at.most(lines);
      expect(read.rows, name).to.deep.equal([...read.rows].sort((a, b) => a.line - b.line));
    }
  });

  it('never throws, on fixtures that were damaged at random', () => {
    const damaged = fc
      .tuple(
        fc.constantFrom(...FIXTURES, ...SAMPLES),
        fc.array(
          fc.record({
            at: fc.nat(),
            length: fc.nat({ max: 40 }),
            by: fc.oneof(
              fc.uint8Array({ maxLength: 12 }),
              fc.constantFrom('\n', '"', '{', '\0', '\t', ' ', '\r\n', '[', ': '),
            ),
          }),
          { minLength: 1, maxLength: 8 },
        ),
      )
      .map(([{ bytes }, edits]) =>
        edits.reduce(
          (text: Buffer, { at, length, by }) => {
            const start = at % (text.length + 1);
            return Buffer.concat([text.subarray(0, start), Buffer.from(by as string), text.subarray(start + length)]);
          },
          bytes.subarray(0, 20_000),
        ),
      );
    fc.assert(
      fc.property(damaged, (bytes) => {
        const read = readAll(bytes);
        expect(unrecognised(read)).to.equal(read.counts.unrecognised);
        const { claimed, framed, inBlocks } = read.counts;
        expect(Math.min(claimed, framed, inBlocks, read.counts.unrecognised)).to.be.at.least(0);
      }),
      { numRuns: 200, endOnFailure: true },
    );
  }).timeout(60_000);
});

/** What can't be told apart where one stands right behind the other. */
const INSEPARABLE: readonly { readonly before: RegExp; readonly after: RegExp; readonly because: string }[] = [
  {
    before: /^kube-event-(?:table\/(?:events-|old-1\.11)|columns\/)/,
    after: /^transcript\/|\/alarm-list\.table\.txt$/,
    because:
      'these tables print messages of several lines as they are; prose and a lone `Error: …` look like the rest of one',
  },
  {
    before: /^kube-event-table\/(?:events-(?:all|no-headers)|get-(?:all|no-headers|watch-only))\.txt$/,
    after: /^kube-event-table\/(?:events|get)-no-headers\.txt$/,
    because: 'rows without a header continue the table before them: equal rows are numbered on',
  },
  {
    before: /^transcript\//,
    after: /^journal-|\/(?:compact|defrag)\.txt$/,
    because: 'it ends in a command, whose output is what follows',
  },
];

describe('two files joined', () => {
  it('give the rows of both', () => {
    const alone = new Map(FIXTURES.map(({ name, bytes }) => [name, readAll(bytes)]));
    const differing: string[] = [];
    const unused = new Set(INSEPARABLE);
    for (const first of FIXTURES) {
      for (const second of FIXTURES) {
        const shift = linesOf(first.bytes);
        const below = alone.get(second.name)?.rows.map((row) => ({ ...row, line: row.line + shift })) ?? [];
        const expected = [...(alone.get(first.name)?.rows ?? []), ...below];
        const { rows } = readAll(Buffer.concat([first.bytes, second.bytes]));
        if (JSON.stringify(rows) === JSON.stringify(expected)) continue;
        const known = INSEPARABLE.find(({ before, after }) => before.test(first.name) && after.test(second.name));
        if (known === undefined) differing.push(`${first.name} + ${second.name}`);
        else unused.delete(known);
      }
    }
    expect(differing).to.deep.equal([]);
    expect([...unused]).to.deep.equal([]);
  }).timeout(120_000);
});
