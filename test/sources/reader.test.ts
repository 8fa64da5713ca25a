import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { expect } from 'chai';
import { listInputs } from '../../src/sources/input-list.js';
import { readChunks } from '../../src/sources/reader.js';

describe('sources', () => {
  let folder: string;
  beforeEach(() => void (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sources-'))));
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  const read = async (
    name: string,
    content: Buffer,
  ): Promise<{ text: string; result: Awaited<ReturnType<typeof readChunks>> }> => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, content);
    const chunks: Buffer[] = [];
    const result = await readChunks(file, (chunk) => void chunks.push(Buffer.from(chunk)));
    return { text: Buffer.concat(chunks).toString(), result };
  };

  it('hashes a file as it lies, and unpacks gzip of several members', async () => {
    const packed = Buffer.concat([zlib.gzipSync('one\n'), zlib.gzipSync('two\n')]);
    const { text, result } = await read('a.gz', packed);
    expect(text).to.equal('one\ntwo\n');
    expect(result).to.deep.equal({
      bytes: packed.length,
      sha256: createHash('sha256').update(packed).digest('hex'),
      complete: true,
      problem: null,
    });
  });

  it('hands over what there is of a gzip that was cut, and says so', async () => {
    const lines = Array.from({ length: 20_000 }, (_, i) => `line ${i} ${(i * 7919) % 1000}\n`).join('');
    const packed = zlib.gzipSync(lines);
    const { text, result } = await read('cut.gz', packed.subarray(0, packed.length >> 1));
    expect(result.complete).to.equal(false);
    expect(result.problem).to.contain('truncated');
    expect(text.length).to.be.greaterThan(0);
    expect(lines.startsWith(text)).to.equal(true);
  });

  it('lists folders in order, once each, and names what is missing', () => {
    fs.mkdirSync(path.join(folder, 'b'));
    fs.writeFileSync(path.join(folder, 'b', 'x.log'), '');
    fs.writeFileSync(path.join(folder, 'a.log'), '');
    fs.symlinkSync(folder, path.join(folder, 'b', 'loop'));
    const names = listInputs([folder, path.join(folder, 'a.log'), path.join(folder, 'none')], new Set()).map(
      (input) => [path.relative(folder, input.path), input.problem],
    );
    expect(names).to.deep.equal([
      ['a.log', null],
      ['b/x.log', null],
      ['none', 'no such file or directory'],
    ]);
  });

  it('takes FORMAT:PATH for a known format only where no such file exists', () => {
    const file = path.join(folder, 'x.log');
    fs.writeFileSync(file, '');
    const [forced] = listInputs([`request-log:${file}`], new Set(['request-log']));
    expect(forced).to.include({ path: file, format: 'request-log' });
    const [plain] = listInputs([`other:${file}`], new Set(['request-log']));
    expect(plain?.problem).to.equal('no such file or directory');
  });
});
