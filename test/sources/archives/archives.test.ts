import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { packTar } from 'modern-tar';
import { readArchiveStream } from '../../../src/sources/archives/archive.js';
import type { Chunks } from '../../../src/sources/chunks.js';
import { listInputs } from '../../../src/sources/input-list.js';
import { openInputs } from '../../../src/sources/open-inputs.js';
import { readChunks, type ReadResult } from '../../../src/sources/reader.js';
import { entryOf, tarOf, zipOf } from './archive-bytes.js';

interface Found {
  readonly path: string;
  readonly container: string | null;
  readonly problem: string | null;
  readonly text: string;
  readonly read: ReadResult | null;
  readonly byTrunk: boolean;
}

const LINES = '2024-12-15T03:15:23.190Z PUT /registry/pods/payments/checkout-1 3456 1.118ms\n'.repeat(3);
const TEXT = Buffer.from(LINES);
const FIXTURES = 'fixtures/sources/archives';

describe('archives', () => {
  let folder: string;
  before(() => void (folder = fs.mkdtempSync(path.join(os.tmpdir(), 'archives-'))));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));

  const file = (name: string, bytes: Uint8Array): string => {
    const whole = path.join(folder, name);
    fs.writeFileSync(whole, bytes);
    return whole;
  };

  async function text(
    source: string | Chunks | NonNullable<Parameters<typeof readChunks>[0]>,
  ): Promise<[string, ReadResult]> {
    const parts: Buffer[] = [];
    const read = await readChunks(source, (chunk) => void parts.push(Buffer.from(chunk)));
    return [Buffer.concat(parts).toString(), read];
  }

  /** All inputs, with what is in them; paths without the folder. */
  async function inputsOf(...names: string[]): Promise<Found[]> {
    const found: Found[] = [];
    for await (const { input } of openInputs(listInputs(names, new Set()))) {
      let got: [string, ReadResult | null] = ['', null];
      if (input.problem === null && input.archiveStream === null)
        got = await text(input.place ?? (input.file as string));
      else if (input.problem === null && input.archiveStream !== null) {
        for await (const member of readArchiveStream(input.archiveStream, () => undefined))
          if (member.path === input.path) got = await text(member.read());
      }
      found.push({
        path: input.path.replace(`${folder}/`, '').replace(`${FIXTURES}/`, ''),
        container: input.container?.replace(`${folder}/`, '') ?? null,
        problem: input.problem,
        text: got[0],
        read: got[1],
        byTrunk: input.archiveStream !== null,
      });
    }
    return found;
  }

  const inBrief = (found: readonly Found[]): unknown[] =>
    found.map(({ path: name, problem, text: held, read }) => [name, problem ?? read?.problem ?? held]);

  const members = [
    { name: 'requests.log', data: TEXT },
    { name: 'empty.log' },
    { name: 'link.log', type: '2', link: 'requests.log' },
    { name: 'folder/', type: '5' },
    { name: './folder/packed.log.gz', data: zlib.gzipSync(TEXT) },
    { name: 'folder/wide.log', data: Buffer.from(`\ufeff${LINES}`, 'utf16le') },
  ];

  for (const [name, pack] of [
    ['a.tar', (tar: Buffer) => tar],
    ['a.tar.gz', (tar: Buffer) => zlib.gzipSync(tar)],
    ['named-like-a-log.log', (tar: Buffer) => zlib.gzipSync(tar)],
  ] as const) {
    it(`reads the regular files of ${name}, packed ones and such in UTF-16 too`, async () => {
      const found = await inputsOf(file(name, pack(tarOf(members))));
      expect(inBrief(found)).to.deep.equal([
        [`${name}!requests.log`, LINES],
        [`${name}!empty.log`, ''],
        [`${name}!folder/packed.log.gz`, LINES],
        [`${name}!folder/wide.log`, LINES],
      ]);
      expect(found.map(({ container }) => container)).to.deep.equal(Array(4).fill(name));
      const gzipped = zlib.gzipSync(TEXT);
      expect(found[2]?.read).to.deep.include({
        bytes: gzipped.length,
        sha256: createHash('sha256').update(gzipped).digest('hex'),
        complete: true,
      });
      expect(found.some(({ byTrunk }) => byTrunk)).to.equal(name !== 'a.tar');
    });
  }

  it('reads zip archives, stored and deflated, with sizes before and behind the data', async () => {
    const name = file(
      'a.zip',
      zipOf([
        { name: 'stored.log', data: TEXT, method: 'stored' },
        { name: 'deflated.log', data: TEXT },
        { name: 'piped.log', data: TEXT, described: true },
        { name: 'folder/', data: Buffer.alloc(0), method: 'stored', mode: 0o040755 },
        { name: 'link', data: Buffer.from('stored.log'), method: 'stored', mode: 0o120777 },
        { name: 'empty', data: Buffer.alloc(0) },
      ]),
    );
    const found = await inputsOf(name);
    expect(inBrief(found)).to.deep.equal([
      ['a.zip!stored.log', LINES],
      ['a.zip!deflated.log', LINES],
      ['a.zip!piped.log', LINES],
      ['a.zip!empty', ''],
    ]);
    expect(found[1]?.read).to.include({ bytes: TEXT.length, complete: true });
  });

  it('reads what GNU tar and Info-ZIP make: long names, other encodings, holes, zip64', async () => {
    const long = `namespaces/kube-system/pods/etcd-cp1/etcd/a-folder-whose-name-is-so-long-that-the-old-header-of-one-hundred-bytes-has-no-room-for-it-at-all/alarm-list.txt`;
    const sparse = Buffer.alloc(122_885);
    sparse.write('first\n', 0);
    sparse.write('middle\n', 40_960);
    sparse.write('last\n', 122_880);
    const plain = file('gnu.tar', zlib.gunzipSync(fs.readFileSync(`${FIXTURES}/gnu.tar.gz`)));
    for (const name of [
      plain,
      ...['gnu.tar.gz', 'gnu.tar.bz2', 'gnu.tar.zst', 'pax.tar.xz'].map((one) => `${FIXTURES}/${one}`),
    ]) {
      const found = await inputsOf(name);
      const archive = path.basename(name);
      expect(found.map((one) => one.path)).to.deep.equal(
        ['caf\xe9.txt', 'empty.log', 'hard.log', long, 'sparse.log'].map((inner) => `${archive}!bundle/${inner}`),
      );
      expect(found[3]?.text).to.equal('memberID:4539454061249919681 alarm:NOSPACE\n');
      expect(found[4]?.text === sparse.toString()).to.equal(true);
      expect(found[4]?.read?.sha256).to.equal(createHash('sha256').update(sparse).digest('hex'));
    }
    const [piped] = await inputsOf(`${FIXTURES}/pipe.zip`);
    expect([piped?.path, piped?.text.length]).to.deep.equal(['pipe.zip!-', 152]);
    const [big] = await inputsOf(`${FIXTURES}/zip64.zip`);
    expect([big?.path, big?.text.length]).to.deep.equal(['zip64.zip!big.log', 152]);
    expect((await inputsOf(`${FIXTURES}/info.zip`)).map((one) => one.problem)).to.deep.equal(Array(7).fill(null));
    expect((await inputsOf(`${FIXTURES}/crypt.zip`)).map((one) => [one.path, one.problem])).to.deep.equal([
      ['crypt.zip!requests.log', 'encrypted'],
    ]);
    expect((await inputsOf(`${FIXTURES}/methods.zip`)).map((one) => one.problem)).to.deep.equal([
      'compressed with an unsupported zip method (12)',
      null,
    ]);
  });

  it('reads what modern-tar makes with PAX headers', async () => {
    const name = `${'deep/'.repeat(60)}log`;
    const tar = await packTar([
      { header: { name, size: TEXT.length, type: 'file', pax: { comment: 'a=b' } }, body: TEXT },
    ]);
    expect(inBrief(await inputsOf(file('pax.tar', tar)))).to.deep.equal([[`pax.tar!${name}`, LINES]]);
  });

  it('opens an archive in an archive, and no deeper', async () => {
    const inner = zlib.gzipSync(tarOf([{ name: 'c.log', data: TEXT }]));
    const zip = zipOf([
      { name: 'c.log', data: TEXT },
      { name: 'd.tar.gz', data: inner },
    ]);
    const tar = [
      { name: 'b.tar.gz', data: inner },
      { name: 'b.zip', data: zip },
      { name: 'b.tar', data: tarOf([{ name: 'c.log', data: TEXT }]) },
    ];
    const expected = (archive: string): unknown[] => [
      [`${archive}!b.tar.gz!c.log`, LINES],
      [`${archive}!b.zip!c.log`, LINES],
      [`${archive}!b.zip!d.tar.gz`, 'an archive nested in two other archives is not opened'],
      [`${archive}!b.tar!c.log`, LINES],
    ];
    expect(inBrief(await inputsOf(file('n.tar', tarOf(tar))))).to.deep.equal(expected('n.tar'));
    expect(inBrief(await inputsOf(file('n.tgz', zlib.gzipSync(tarOf(tar)))))).to.deep.equal(expected('n.tgz'));
    expect(inBrief(await inputsOf(file('n.zip', zipOf(tar))))).to.deep.equal(expected('n.zip'));
    const stored = zipOf(tar.map((one) => ({ ...one, method: 'stored' as const })));
    const found = await inputsOf(file('s.zip', stored));
    expect(inBrief(found)).to.deep.equal(expected('s.zip'));
    expect(found.map(({ container }) => container)).to.deep.equal(
      ['b.tar.gz', 'b.zip', 'b.zip', 'b.tar'].map((one) => `s.zip!${one}`),
    );
  });

  it('takes one member, or a folder, by its name', async () => {
    const name = file('one.tar', tarOf(members));
    expect(inBrief(await inputsOf(`${name}!requests.log`))).to.deep.equal([['one.tar!requests.log', LINES]]);
    expect((await inputsOf(`${name}!folder`)).map((one) => one.path)).to.deep.equal([
      'one.tar!folder/packed.log.gz',
      'one.tar!folder/wide.log',
    ]);
    expect(await inputsOf(`${name}!none`)).to.have.nested.property('[0].problem', 'no such member');
    expect(await inputsOf(name, `${name}!requests.log`)).to.have.length(4);
    const [forced] = listInputs([`request-log:${name}!requests.log`], new Set(['request-log']));
    expect(forced).to.include({ path: name, format: 'request-log', select: `${name}!requests.log` });
    const marked = file('a!b.log', TEXT);
    expect(inBrief(await inputsOf(marked))).to.deep.equal([['a!b.log', LINES]]);
  });

  it('shows names safely, keeps equal ones apart, and leaves out what macOS adds', async () => {
    const double = Buffer.concat([Buffer.from([0, 5, 0x16, 7]), Buffer.alloc(60)]);
    const name = file(
      'names.tar',
      tarOf([
        { name: '../../etc/passwd', data: TEXT },
        { name: '/abs.log', data: TEXT },
        { name: 'bell\x07\x1b[31m.log', data: TEXT },
        { name: 'same.log', data: TEXT },
        { name: 'same.log', data: TEXT },
        { name: Buffer.from('caf\xe9.log', 'latin1'), data: TEXT },
        { name: '._same.log', data: double },
        { name: '._real.log', data: TEXT },
      ]),
    );
    expect((await inputsOf(name)).map((one) => [one.path, one.text.length])).to.deep.equal(
      [
        '../../etc/passwd',
        '/abs.log',
        'bell\u2407\u241b[31m.log',
        'same.log',
        'same.log#2',
        'caf\xe9.log',
        '._real.log',
      ].map((inner) => [`names.tar!${inner}`, TEXT.length]),
    );
  });

  it('reads what there is of a torn archive, and says that it is torn', async () => {
    const long = Buffer.from(Array.from({ length: 3000 }, (_, i) => `line ${i} ${(i * 7919) % 1000}\n`).join(''));
    const tar = tarOf([
      { name: 'a.log', data: TEXT },
      { name: 'b.log', data: long },
    ]);
    const cutTar = await inputsOf(file('cut.tar', tar.subarray(0, tar.length - 20_000)));
    expect(cutTar.map((one) => [one.path, one.problem ?? one.read?.problem])).to.deep.equal([
      ['cut.tar!a.log', null],
      ['cut.tar!b.log', 'truncated at the end of its archive'],
      ['cut.tar', `truncated: ${20_000 - 1024 - 400} bytes of the last member are missing`],
    ]);
    expect(long.toString().startsWith(cutTar[1]?.text ?? 'none')).to.equal(true);
    expect(cutTar[1]?.text.length).to.be.greaterThan(20_000);

    const packed = zlib.gzipSync(tar);
    const cutGzip = await inputsOf(file('cut.tgz', packed.subarray(0, packed.length - 3000)));
    expect(cutGzip.map((one) => [one.path, one.problem ?? one.read?.problem])).to.deep.equal([
      ['cut.tgz!a.log', null],
      ['cut.tgz!b.log', 'gzip stream truncated'],
      ['cut.tgz', 'gzip stream truncated'],
    ]);
    expect(long.toString().startsWith(cutGzip[1]?.text ?? 'none')).to.equal(true);
    expect(cutGzip[1]?.text.length).to.be.greaterThan(5000);

    for (const described of [false, true]) {
      const zip = zipOf([
        { name: 'a.log', data: TEXT, described },
        { name: 'b.log', data: long, described },
      ]);
      const cut = await inputsOf(file('cut.zip', zip.subarray(0, zip.length - 4000)));
      expect(cut.map((one) => [one.path, one.problem ?? one.read?.problem])).to.deep.equal([
        ['cut.zip!a.log', null],
        ['cut.zip!b.log', 'truncated at the end of its archive'],
        ['cut.zip', 'zip archive truncated'],
      ]);
      expect(cut[0]?.text).to.equal(LINES);
      expect(long.toString().startsWith(cut[1]?.text ?? 'none')).to.equal(true);
    }
  });

  it('passes over a damaged header, and tells it', async () => {
    const parts = [...entryOf({ name: 'a.log', data: TEXT }), ...entryOf({ name: 'b.log', data: TEXT })];
    const tar = Buffer.concat([...parts, ...entryOf({ name: 'c.log', data: TEXT }), Buffer.alloc(1024)]);
    tar[1024 + 3] = 0x21;
    const found = await inputsOf(file('damaged.tar', tar));
    expect(found.map((one) => [one.path, one.problem])).to.deep.equal([
      ['damaged.tar!a.log', null],
      ['damaged.tar!c.log', null],
      ['damaged.tar', 'damaged: no header at byte 1024, looking for the next'],
    ]);
  });

  it('tells a member that holds more, or something else, than its archive says', async () => {
    const zip = zipOf([{ name: 'a.log', data: TEXT }]);
    const at = zip.lastIndexOf('PK\x01\x02');
    const smaller = Buffer.from(zip);
    smaller.writeUInt32LE(100, at + 24);
    expect((await inputsOf(file('less.zip', smaller)))[0]?.read?.problem).to.equal(
      'larger than its archive entry says',
    );
    const other = Buffer.from(zip);
    other.writeUInt32LE(1, at + 16);
    expect((await inputsOf(file('sum.zip', other)))[0]?.read?.problem).to.match(/checksum differs/);
  });

  it('says so where an archive has nothing in it', async () => {
    expect((await inputsOf(file('none.zip', zipOf([])))).map((one) => [one.path, one.problem])).to.deep.equal([
      ['none.zip', 'an archive that contains no files'],
    ]);
  });

  it('never throws on what an archive holds', async () => {
    const seeds = [
      tarOf(members),
      zipOf([
        { name: 'a.log', data: TEXT },
        { name: 'b.log', data: TEXT, described: true },
      ]),
      zlib.gunzipSync(fs.readFileSync(`${FIXTURES}/gnu.tar.gz`)),
      ...['gnu.tar.gz', 'gnu.tar.bz2', 'gnu.tar.zst', 'pax.tar.xz', 'zip64.zip'].map((one) =>
        fs.readFileSync(`${FIXTURES}/${one}`),
      ),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...seeds),
        fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
        fc.nat(),
        async (seed, changes, end) => {
          const bytes = Buffer.from(seed.subarray(0, 1 + (end % (2 * seed.length))));
          for (const [at, byte] of changes) bytes[at % Math.min(bytes.length, 4096)] = byte;
          const found = await inputsOf(file('fuzz', bytes));
          expect(found.length).to.be.greaterThan(0);
        },
      ),
      { numRuns: 150 },
    );
  }).timeout(60_000);
});
