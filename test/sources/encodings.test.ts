import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { expect } from 'chai';
import { compressionOf } from '../../src/sources/compression/compression.js';
import { headOf, isPlain, readChunks, readHead } from '../../src/sources/reader.js';
import { ZstdFrames } from '../../src/sources/compression/zstd-frames.js';
import { TextChunks } from '../../src/sources/text-chunks.js';

const TEXT = `${'{"level":"warn","msg":"Größe 😀"}\r\n'.repeat(2000)}`;
const utf8 = Buffer.from(TEXT);
const le = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(TEXT, 'utf16le')]);
const be = Buffer.from(le).swap16();

describe('what inputs are written in', () => {
  let folder = '';
  before(() => void (folder = mkdtempSync(join(tmpdir(), 'encodings-'))));
  after(() => rmSync(folder, { recursive: true }));

  async function read(bytes: Buffer): Promise<{ text: string; problem: string | null; head: string; size: number }> {
    const file = join(folder, 'input');
    writeFileSync(file, bytes);
    const parts: Buffer[] = [];
    const result = await readChunks(file, (chunk) => void parts.push(Buffer.from(chunk)));
    const head = (await headOf(readHead(file).raw)).toString('utf8');
    return { text: Buffer.concat(parts).toString('utf8'), problem: result.problem, head, size: result.bytes };
  }

  const READABLE: Readonly<Record<string, Buffer>> = {
    'plain UTF-8': utf8,
    'gzip of several members': Buffer.concat([
      zlib.gzipSync(utf8.subarray(0, 5001)),
      zlib.gzipSync(utf8.subarray(5001)),
    ]),
    'UTF-16 LE with a mark': le,
    'UTF-16 BE with a mark': be,
    'UTF-16 LE in gzip': zlib.gzipSync(le),
    nothing: Buffer.alloc(0),
    'one byte': Buffer.from('x'),
  };
  for (const [name, bytes] of Object.entries(READABLE)) {
    it(`reads ${name}`, async () => {
      const { text, problem, head, size } = await read(bytes);
      const expected = bytes.length < 2 ? bytes.toString() : TEXT;
      expect(text.replace(/^\ufeff/, '')).to.equal(expected);
      expect(expected.startsWith(head.replace(/^\ufeff/, '').slice(0, 1000))).to.equal(true);
      expect([problem, size]).to.deep.equal([null, bytes.length]);
    });
  }

  it('tells UTF-16 without a mark by its zeros', async () => {
    const ascii = 'Dec 15 03:15:23 cp1 etcd[1234]: hello\n'.repeat(20);
    expect((await read(Buffer.from(ascii, 'utf16le'))).text).to.equal(ascii);
    expect((await read(Buffer.from(ascii, 'utf16le').swap16())).text).to.equal(ascii);
  });

  it('decodes UTF-16 whatever the size of the chunks', () => {
    for (const bytes of [le.subarray(0, 3000), be.subarray(0, 3000)]) {
      for (const size of [1, 2, 3, 64, 65]) {
        const parts: Buffer[] = [];
        const chunks = new TextChunks((chunk) => void parts.push(Buffer.from(chunk)));
        for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
        chunks.end();
        expect(Buffer.concat(parts).toString().slice(0, 1400)).to.equal(TEXT.slice(0, 1400));
      }
    }
  });

  it('says how to unpack what it can not', async () => {
    const magics: Readonly<Record<string, readonly number[]>> = {
      lz4: [0x04, 0x22, 0x4d, 0x18, 0x64, 0x40, 0xa7],
      lzip: [0x4c, 0x5a, 0x49, 0x50, 0x01, 0x0c, 0x00],
    };
    for (const [name, magic] of Object.entries(magics)) {
      const { text, problem, head, size } = await read(Buffer.from(magic));
      expect(problem).to.match(new RegExp(`compressed with ${name}, .* run ${name} -dc .* \\| etcd-postmortem -$`));
      expect([text, head, size]).to.deep.equal(['', '', 7]);
    }
    expect(compressionOf(Buffer.from('BZh is how it begins'))).to.equal(null);
  });

  // `yes 'hello world' | head -40 | zstd`, and `printf 'x\n' | zstd --no-check`, by zstd 1.5
  const ZSTD = ['KLUv/QRYnQAAYGhlbGxvIHdvcmxkCgEA0VdLEraMVoY=', 'KLUv/QBYEQAAeAo='].map((text) =>
    Buffer.from(text, 'base64'),
  );
  const SKIPPABLE = Buffer.from('502a4d1803000000616263', 'hex');

  it('finds the frames of a zstd stream, whatever the size of the chunks', () => {
    const [first, second] = ZSTD as [Buffer, Buffer];
    const stream = Buffer.concat([first, SKIPPABLE, second]);
    for (const size of [1, 2, 5, 1000]) {
      const frames = new ZstdFrames();
      const ends: number[] = [];
      let at = 0;
      for (let from = 0; from < stream.length; from += size) {
        for (const part of frames.split(stream.subarray(from, from + size))) {
          at += part.bytes.length;
          if (part.ends) ends.push(at);
        }
      }
      expect(ends).to.deep.equal([first.length, first.length + SKIPPABLE.length, stream.length]);
      expect([frames.isWhole, frames.broken, at]).to.deep.equal([true, false, stream.length]);
    }
    const cut = new ZstdFrames();
    expect([...cut.split(first.subarray(0, -1))].some(({ ends }) => ends)).to.equal(false);
    expect(cut.isWhole).to.equal(false);
    const broken = new ZstdFrames();
    expect([...broken.split(Buffer.from('no zstd'))]).to.have.length(1);
    expect(broken.broken).to.equal(true);
  });

  it('reads zstd of several frames', async () => {
    const { problem, text } = await read(Buffer.concat([...ZSTD, SKIPPABLE]));
    expect([problem, text]).to.deep.equal([null, `${'hello world\n'.repeat(40)}x\n`]);
    expect((await read((ZSTD[0] as Buffer).subarray(0, -6))).problem).to.equal('zstd stream truncated');
  });

  it('tells a cut stream', async () => {
    const packed = zlib.gzipSync(utf8);
    const { text, problem } = await read(packed.subarray(0, packed.length - 20));
    expect(problem).to.equal('gzip stream truncated');
    expect(TEXT.startsWith(text)).to.equal(true);
  });

  it('knows what can be read in pieces', async () => {
    expect([utf8, le, be, zlib.gzipSync(utf8)].map(isPlain)).to.deep.equal([true, false, false, false]);
    expect((await headOf(zlib.gzipSync(utf8))).length).to.be.greaterThan(0);
  });
});
