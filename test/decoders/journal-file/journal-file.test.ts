import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { FileBytes } from '../../../src/sources/file-bytes.js';
import {
  journalBytes,
  printed,
  readJournalBytes,
  STATE_AT,
  TAIL_AT,
  withoutOffsets,
  type ReadJournal,
} from './journal-fixture.js';

const LAYOUTS = ['regular', 'compact', 'zstd', 'compact-zstd', 'lz4', 'xz'];

async function read(bytes: Buffer): Promise<ReadJournal> {
  const found = await readJournalBytes(bytes);
  if (found === null) throw new Error('no journal file');
  return found;
}

/** The fixture without the hash tables' and the end's empty megabytes in what is mutated. */
const usedEnd = (bytes: Buffer): number => Number(bytes.readBigUInt64LE(TAIL_AT)) + 1024;
const usedStart = (bytes: Buffer): number =>
  Number(bytes.readBigUInt64LE(104)) + Number(bytes.readBigUInt64LE(112)) - 64;

describe('journal files', () => {
  for (const name of LAYOUTS) {
    it(`${name}: every entry as journalctl prints it`, async () => {
      const { entries, damage, count } = await read(journalBytes(name));
      expect(withoutOffsets(entries)).to.deep.equal(printed('entries'));
      expect(damage).to.deep.equal([]);
      expect(count).to.equal(103);
    });
  }

  for (const name of LAYOUTS)
    it(`${name}: the same where nothing is held but what was asked for last`, async () => {
      const whole = journalBytes(name);
      // As at the border of a page: what stood in `bytes` before is gone after the next `hold`.
      const source = {
        size: whole.length,
        bytes: Buffer.alloc(0),
        hold(offset: number, length: number): number {
          source.bytes.fill(0xff);
          if (offset < 0 || offset + length > whole.length) return -1;
          source.bytes = Buffer.from(whole.subarray(offset, offset + length));
          return 0;
        },
      };
      const found = await readJournalBytes(source);
      expect(withoutOffsets(found?.entries ?? [])).to.deep.equal(printed('entries'));
    });

  it('reads a file that was not closed', async () => {
    const bytes = journalBytes('compact-zstd');
    bytes[STATE_AT] = 1;
    expect(withoutOffsets((await read(bytes)).entries)).to.deep.equal(printed('entries'));
  });

  it('reads on behind damaged objects, as journalctl does', async () => {
    const { entries, damage } = await read(journalBytes('damaged'));
    expect(withoutOffsets(entries)).to.deep.equal(printed('damaged'));
    expect(damage.map(({ message }) => message)).to.deep.equal([
      'damaged objects',
      'damaged objects',
      '1 damaged fields of an entry',
      'damaged objects',
    ]);
  });

  it('finds the entries that an object with a wrong size seems to hold', async () => {
    const bytes = journalBytes('regular');
    const { entries } = await read(bytes);
    const third = entries[3]?.offset ?? 0;
    bytes.writeBigUInt64LE(BigInt((entries[30]?.offset ?? 0) - third + 40), third + 8);
    const found = await read(bytes);
    expect(found.entries.map(({ offset }) => offset)).to.include.members(
      entries.map(({ offset }) => offset).filter((offset) => offset !== third),
    );
    expect(found.damage).to.have.length.of.at.least(1);
  });

  it('reads a torn file as far as it goes', async () => {
    const bytes = journalBytes('regular');
    const whole = await read(bytes);
    const tenth = whole.entries[10];
    const torn = await read(Buffer.from(bytes.subarray(0, (tenth?.offset ?? 0) + 70)));
    expect(torn.entries).to.deep.equal(whole.entries.slice(0, 10));
  });

  it('reads a file that lies on disk in pages', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'journal-'));
    try {
      const file = path.join(folder, 'system.journal');
      fs.writeFileSync(file, journalBytes('compact'));
      const source = new FileBytes(file);
      expect(withoutOffsets((await readJournalBytes(source))?.entries ?? [])).to.deep.equal(printed('entries'));
      source.close();
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('takes nothing else for a journal file', async () => {
    expect(await readJournalBytes(Buffer.from('LPKSHHRH'))).to.equal(null);
    expect(await readJournalBytes(Buffer.alloc(4096))).to.equal(null);
  });

  it('ends on any bytes behind the signature', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 208, maxLength: 4000 }), async (bytes) => {
        const { count } = await read(Buffer.concat([Buffer.from('LPKSHHRH'), Buffer.from(bytes)]));
        expect(count).to.be.at.most(bytes.length / 64);
      }),
      { numRuns: 200 },
    );
  });

  for (const name of LAYOUTS) {
    it(`${name}: ends whatever is overwritten, and keeps most of the rest`, async function () {
      this.timeout(60_000);
      const bytes = journalBytes(name);
      const whole = await read(bytes);
      const [start, end] = [usedStart(bytes), usedEnd(bytes)];
      const places = fc.oneof(fc.integer({ min: 8, max: 263 }), fc.integer({ min: start, max: end }));
      const change = fc.tuple(places, fc.uint8Array({ minLength: 1, maxLength: 16 }));
      await fc.assert(
        fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
          const mutated = Buffer.from(bytes.subarray(0, end));
          for (const [at, values] of changes) mutated.set(values.subarray(0, end - at), at);
          const { entries } = await read(mutated);
          expect(entries.length).to.be.at.most(whole.count);
          const isInHeader = changes.some(([at]) => at < start);
          if (!isInHeader) expect(entries.length).to.be.at.least(whole.entries.length - 12);
        }),
        { numRuns: 60 },
      );
    });
  }
});
