import { expect } from 'chai';
import fc from 'fast-check';
import { ReadlineTransform } from 'readline-transform';
import { LineFramer } from '../../../src/decoders/frame/lines.js';

/** Lines as the framer finds them when the text comes in chunks of the given sizes. */
function framed(text: Buffer, sizes: readonly number[]): string[] {
  const lines: string[] = [];
  const framer = new LineFramer((bytes, start, end) => lines.push(bytes.toString('utf8', start, end)));
  let at = 0;
  for (let i = 0; at < text.length; i += 1) {
    const size = Math.max(1, sizes[i % Math.max(1, sizes.length)] ?? text.length);
    framer.push(text.subarray(at, at + size));
    at += size;
  }
  framer.end();
  return lines;
}

/** The oracle: readline-transform on decoded text. */
async function split(text: string): Promise<string[]> {
  const lines: string[] = [];
  const transform = new ReadlineTransform({ breakMatcher: /\n/, decodeStrings: false });
  transform.on('data', (line: string) => lines.push(line));
  transform.end(text);
  await new Promise((resolve) => transform.on('end', resolve));
  return lines;
}

describe('line framer', () => {
  it('finds the lines that readline-transform finds, whatever the chunk size, one byte upward', async () => {
    const text = fc
      .array(fc.oneof(fc.string({ unit: 'grapheme', maxLength: 30 }), fc.constantFrom('', '\r', 'ü', '日本')), {
        maxLength: 30,
      })
      .map((parts) => parts.join('\n'));
    await fc.assert(
      fc.asyncProperty(text, fc.array(fc.integer({ min: 1, max: 17 }), { maxLength: 5 }), async (value, sizes) => {
        expect(framed(Buffer.from(value), sizes)).to.deep.equal(await split(value));
      }),
    );
  });

  it('grows for a line longer than its memory', () => {
    const long = 'x'.repeat(3 << 20);
    expect(framed(Buffer.from(`a\n${long}\nb`), [700_000])).to.deep.equal(['a', long, 'b']);
  });

  it('cuts a line that never ends, and goes on behind it', () => {
    const lines: number[] = [];
    const framer = new LineFramer((_bytes, start, end) => lines.push(end - start));
    const chunk = Buffer.alloc(1 << 20, 120);
    for (let i = 0; i < 40; i += 1) framer.push(chunk);
    framer.push(Buffer.from('tail\nnext\n'));
    expect(framer.cut).to.equal(1);
    expect(lines.at(-1)).to.equal(4);
    expect(lines).to.have.length(2);
  });
});
