import { createHash } from 'node:crypto';
import fs from 'node:fs';
import zlib from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { begin, oneChunk, type Chunks } from '../../../src/sources/chunks.js';
import { compressionOf, unpacked, unpackHead } from '../../../src/sources/compression/compression.js';
import { readChunks } from '../../../src/sources/reader.js';
import { XzFrames } from '../../../src/sources/compression/xz-frames.js';

const FOLDER = 'fixtures/sources/compressed';
const LINES = Array.from({ length: 3000 }, (_, i) => `line ${i} ${(i * 7919) % 1000}\n`).join('');
const HALF = LINES.slice(0, LINES.indexOf('line 1500 '));

const fixture = (name: string): Buffer => fs.readFileSync(`${FOLDER}/${name}`);

// eslint-disable-next-line @typescript-eslint/require-await -- bytes that are there, as bytes that come
async function* inPieces(bytes: Buffer, size: number): Chunks {
  const reused = Buffer.alloc(size);
  for (let at = 0; at < bytes.length; at += size)
    yield reused.subarray(0, bytes.copy(reused, 0, at, Math.min(bytes.length, at + size)));
}

async function read(bytes: Buffer, size = 1 << 16): Promise<{ text: string; problem: string | null }> {
  const parts: Buffer[] = [];
  const result = await readChunks(inPieces(bytes, size), (chunk) => void parts.push(Buffer.from(chunk)));
  expect(result.bytes).to.equal(bytes.length);
  expect(result.sha256).to.equal(createHash('sha256').update(bytes).digest('hex'));
  expect(result.complete).to.equal(result.problem === null);
  return { text: Buffer.concat(parts).toString(), problem: result.problem };
}

describe('packed inputs', () => {
  const gzip = Buffer.concat([zlib.gzipSync(HALF), zlib.gzipSync(LINES.slice(HALF.length))]);
  const packed: Readonly<Record<string, Buffer>> = { 'two.gz': gzip };
  for (const name of ['two.xz', 'two.bz2', 'two.zst', 'blocks.xz', 'none.xz'])
    (packed as Record<string, Buffer>)[name] = fixture(name);

  for (const [name, bytes] of Object.entries(packed)) {
    it(`reads ${name}, whatever the size of the chunks`, async () => {
      for (const size of [1, 7, 4096, 1 << 20]) {
        const { text, problem } = await read(bytes, size);
        expect([problem, text === LINES], `${size}`).to.deep.equal([null, true]);
      }
    });

    it(`has what there is of ${name} where it was cut`, async () => {
      for (const end of [bytes.length - 1, bytes.length - 40, bytes.length >> 1, 30]) {
        const { text, problem } = await read(bytes.subarray(0, end));
        expect(problem, `${end}`).to.match(/stream truncated$/);
        expect(LINES.startsWith(text)).to.equal(true);
      }
    });

    it(`never throws on a damaged ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(255), async (at, byte) => {
          const damaged = Buffer.from(bytes);
          damaged[at] = byte;
          await read(damaged);
        }),
        { numRuns: 40 },
      );
    }).timeout(60_000);
  }

  it('says so where a checksum is of a kind that is not read', async () => {
    const { text, problem } = await read(fixture('sha256.xz'));
    expect([text, problem]).to.deep.equal(['', 'xz: unsupported options or checksum type; unpack it with xz -dc']);
  });

  it('passes over the padding between streams of xz, and tells what is none', async () => {
    const bytes = fixture('blocks.xz');
    expect(await read(Buffer.concat([bytes, Buffer.alloc(8), bytes, Buffer.alloc(4)]))).to.deep.equal({
      text: LINES + LINES,
      problem: null,
    });
    const { text, problem } = await read(Buffer.concat([bytes, Buffer.from('something else, of some length')]));
    expect([text, problem]).to.deep.equal([LINES, 'xz: trailing data after its end']);
  });

  it('finds the ends of xz streams by their headers', () => {
    const bytes = fixture('two.xz');
    const frames = new XzFrames();
    const ends = [...frames.split(bytes)].filter((part) => part.ends);
    expect([ends.length, frames.isWhole, frames.broken]).to.deep.equal([2, true, false]);
  });

  it('unpacks a stream within a stream', async () => {
    for (const name of ['two.xz', 'two.bz2', 'two.zst']) {
      const compression = compressionOf(fixture(name));
      if (compression === null) throw new Error('unknown');
      const outer = unpacked(compression, oneChunk(fixture(name)));
      const { all } = await begin(outer, 10);
      for await (const _ of all) {
        // While the outer one is open, another begins and ends.
        expect((await read(fixture(name))).text === LINES, name).to.equal(true);
        break;
      }
      expect((await read(fixture(name))).text === LINES, name).to.equal(true);
    }
  });

  it('stops where packed bytes are made to fill a disk, with little in memory', async () => {
    const compression = compressionOf(zlib.gzipSync('x'));
    if (compression === null) throw new Error('unknown');
    const part = zlib.gzipSync(Buffer.alloc(1 << 26));
    async function* many(): Chunks {
      for (let i = 0; i < 64; i += 1) yield* oneChunk(part);
    }
    let size = 0;
    let message = '';
    try {
      for await (const chunk of unpacked(compression, many())) {
        size += chunk.length;
        expect(chunk.length).to.be.at.most(1 << 20);
      }
    } catch (error) {
      message = error instanceof Error ? error.message : '';
    }
    expect(message).to.match(/^gzip: unpacks to more than 250 times its size/);
    expect(size).to.be.at.most(2 ** 30);
  }).timeout(60_000);

  it('unpacks as much of a head as is asked for', async () => {
    for (const [name, bytes] of Object.entries(packed)) {
      const compression = compressionOf(bytes);
      if (compression === null) throw new Error('unknown');
      expect((await unpackHead(compression, bytes, 100)).toString(), name).to.equal(LINES.slice(0, 100));
    }
  });

  it('has all of a gzip that something else stands behind', async () => {
    const { text, problem } = await read(Buffer.concat([zlib.gzipSync(LINES), Buffer.from('rubbish behind it')]));
    expect([problem, text.length]).to.deep.equal(['gzip: trailing data after its end', LINES.length]);
    expect((await read(Buffer.concat([zlib.gzipSync(LINES), Buffer.alloc(512)]))).problem).to.equal(null);
  });
});
