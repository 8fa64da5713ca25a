import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import { FRAMES } from '../../src/decoders/frame/registry.js';
import { LinePayload } from '../../src/decoders/payload.js';
import { UNWRAPPERS } from '../../src/decoders/unwrap/registry.js';
import type { Described } from '../../src/model/described.js';
import type { Context, Sink } from '../../src/model/parser.js';
import { PARSERS } from '../../src/parsers/registry.js';
import { ByFirstByte, byFirstByte } from '../../src/reading/by-first-byte.js';
import { makeClock } from '../../src/reading/clock/clock.js';

const MUTE: Sink = { record: () => undefined, request: () => undefined, problem: () => undefined };
const ids = (list: readonly Pick<Described, 'id'>[]): readonly string[] => list.map(({ id }) => id);

/** Lines of all fixtures, and what stands behind their first words: the insides of wrappings. */
function* lines(): Generator<string> {
  for (const name of fs.readdirSync('fixtures', { recursive: true, encoding: 'utf8' }).sort()) {
    const file = path.join('fixtures', name);
    const { size } = fs.statSync(file);
    if (!fs.statSync(file).isFile() || size > 1 << 18) continue;
    const seen = fs.readFileSync(file, 'utf8').split('\n');
    const step = Math.max(1, Math.floor(seen.length / 100));
    for (let i = 0; i < seen.length; i += i < 50 ? 1 : step) {
      const line = (seen[i] ?? '').replace(/\r$/, '').slice(0, 4000);
      yield line;
      yield `  ${line}`;
      const blank = line.indexOf(' ', 20);
      if (blank !== -1) yield line.slice(blank + 1);
    }
  }
}

describe('ByFirstByte', () => {
  it('openQuestions in the order of the list, and everybody about what no class speaks of', () => {
    const list = [{ begins: 'a-c{' }, {}, { begins: '-0-9' }];
    const index = new ByFirstByte(list);
    const at = (text: string) =>
      index.at(Buffer.from(text), 0, Buffer.byteLength(text)).map((one) => list.indexOf(one));
    expect(at('b')).to.deep.equal([0, 1]);
    expect(at('{')).to.deep.equal([0, 1]);
    expect(at('-')).to.deep.equal([1, 2]);
    expect(at('x')).to.deep.equal([1]);
    for (const any of ['', '\u001b', 'é']) expect(at(any)).to.deep.equal([0, 1, 2]);
    expect(index.of('7')).to.deep.equal(index.at(Buffer.from('7'), 0, 1));
    expect(index.of('')).to.deep.equal(list);
    expect(byFirstByte(list)).to.equal(byFirstByte(list));
  });

  it('the parser that recognises a line of the fixtures is among those that are tried', async () => {
    const clock = await makeClock({
      ...{ zone: { minutes: 0 }, zoneFrom: 'assumed', yearFrom: 'run-time', capturedAt: null },
      year: { notAfter: Date.UTC(2027, 0, 1) * 1000 },
    } as Parameters<typeof makeClock>[0]);
    const context: Context = { input: 'x', clock, namespace: null, hints: new Set(['request-log']) };
    const [sure, loose, frames, parsers, blocks] = [
      ...[byFirstByte(UNWRAPPERS.sure), byFirstByte(UNWRAPPERS.loose), byFirstByte(FRAMES)],
      ...[byFirstByte(PARSERS.lines), byFirstByte(PARSERS.blocks)],
    ] as const;
    const payload = new LinePayload();
    let known = 0;
    for (const line of new Set(lines())) {
      const bytes = Buffer.from(line);
      const begin = (): LinePayload => {
        payload.reset(bytes, 0, bytes.length);
        return payload;
      };
      const check = (id: string, asked: readonly Pick<Described, 'id'>[]): void => {
        known += 1;
        if (!ids(asked).includes(id)) expect.fail(`${id} isn't asked about: ${line.slice(0, 200)}`);
      };
      for (const index of [sure, loose])
        for (const one of index.all)
          if (one.unwrap(begin(), clock) !== false) check(one.id, index.at(bytes, 0, bytes.length));
      for (const one of frames.all)
        if (one.open(begin(), clock, () => false) !== null) check(one.id, frames.at(bytes, 0, bytes.length));
      for (const one of parsers.all)
        if (one.parse(begin(), { ...context }, MUTE)) check(one.id, parsers.at(bytes, 0, bytes.length));
      const ref = { line: 1, byteOffset: 0, text: line };
      for (const one of blocks.all) {
        if (one.open(ref, { ...context }, MUTE) === null) continue;
        check(one.id, blocks.of(line));
        expect(one.mayOpen?.(begin()), `${one.id} may open: ${line.slice(0, 200)}`).to.not.equal(false);
      }
    }
    expect(known).to.be.above(5000);
  }).timeout(120_000);
});
