import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import fc from 'fast-check';
import { MemoryBytes } from '../../src/sources/memory-bytes.js';
import { crc32c } from '../../src/stores/wal/crc32c.js';
import { readOperations } from '../../src/stores/wal/operations.js';
import { eachEntry, readWal, type WalReading } from '../../src/stores/wal/read-wal.js';
import { isWal, WalFile } from '../../src/stores/wal/wal-file.js';

const TORN = gunzipSync(readFileSync('fixtures/stores/torn.wal.gz'));

function read(bytes: Uint8Array): WalReading {
  const source = new MemoryBytes();
  source.push(bytes);
  const steps = readWal(new WalFile(source));
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

function putsOf(reading: WalReading): string[] {
  const keys: string[] = [];
  for (const _ of eachEntry(reading, ({ bytes, type, dataStart, dataEnd }) => {
    if (type !== 0) return;
    readOperations(bytes, dataStart, dataEnd, {
      put: (from, to) => void keys.push(Buffer.from(bytes.slice(from, to)).toString('utf8')),
      remove: () => undefined,
      compact: () => undefined,
      alarm: () => undefined,
    });
  }));
  return keys;
}

/** A frame of walpb.Record with its running checksum. */
function frame(type: number, data: Buffer | null, crc: number): Buffer {
  const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]);
  const record = Buffer.from([
    8,
    type,
    16,
    ...varint(crc),
    ...(data === null ? [] : [26, ...varint(data.length), ...data]),
  ]);
  const padding = (8 - (record.length % 8)) % 8;
  const head = Buffer.alloc(8);
  head.writeUInt32LE(record.length);
  if (padding > 0) head[7] = 0x80 | padding;
  return Buffer.concat([head, record, Buffer.alloc(padding)]);
}

/** A segment of entries, each a put of a key. */
function segment(entries: readonly (readonly [term: number, index: number, key: string])[]): Buffer {
  let crc = 0;
  const frames = [frame(4, null, 0)];
  for (const [term, index, key] of entries) {
    const put = Buffer.concat([Buffer.from([34, key.length + 2, 10, key.length]), Buffer.from(key)]);
    const entry = Buffer.concat([Buffer.from([8, 0, 16, term, 24, index, 34, put.length]), put]);
    crc = crc32c(entry, 0, entry.length, crc);
    frames.push(frame(2, entry, crc));
  }
  return Buffer.concat([...frames, Buffer.alloc(64)]);
}

describe('a segment of the write-ahead log', () => {
  it('has the checksum of RFC 3720, B.4', () => {
    expect(crc32c(Buffer.from('123456789'), 0, 9)).to.equal(0xe3069283);
    expect(crc32c(Buffer.alloc(32), 0, 32)).to.equal(0x8a9136aa);
  });

  it('is known by its first frame', () => {
    expect(isWal(TORN)).to.equal(true);
    expect(isWal(Buffer.alloc(64))).to.equal(false);
    expect(isWal(Buffer.from('2026-11-22 13:08:30.371 I | etcdmain: etcd Version: 3.4.23'))).to.equal(false);
  });

  it('is read to where it is torn', () => {
    const reading = read(TORN);
    expect(reading.wal.damage?.what).to.match(/torn/);
    expect(reading.wal.nodeId).to.match(/^[0-9a-f]{12,16}$/);
    expect(reading.entries).to.equal((reading.lastIndex ?? 0) - (reading.firstIndex ?? 0) + 1);
    expect(putsOf(reading).filter((key) => key.startsWith('/registry/'))).to.have.length.greaterThan(50);
    expect(reading.clock.count).to.be.greaterThan(3);
  });

  it('leaves out entries that a later leader wrote over', () => {
    const reading = read(segment([[1, 1, 'a'], [1, 2, 'b'], [1, 3, 'c'], [2, 2, 'd'], [2, 3, 'e']])); // prettier-ignore
    expect(reading).to.deep.include({ entries: 5, overwritten: 2, firstIndex: 1, lastIndex: 3 });
    expect(putsOf(reading)).to.deep.equal(['a', 'd', 'e']);
    expect(reading.terms.map(({ term }) => term)).to.deep.equal([1, 2]);
    expect(reading.wal.damage).to.equal(null);
  });

  it('stops where a checksum does not match', () => {
    const bytes = segment([[1, 1, 'a'], [1, 2, 'b']]); // prettier-ignore
    bytes[bytes.length - 64 - 9] = 0x7a;
    const reading = read(bytes);
    expect(reading.entries).to.be.lessThan(2);
    expect(reading.wal.damage?.what).to.match(/checksum|well formed/);
  });

  it('never throws, whatever bytes are changed', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(TORN.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        (changes) => {
          const bytes = Buffer.from(TORN);
          for (const [at, value] of changes) bytes[at] = value;
          expect(putsOf(read(bytes)).length).to.be.at.most(5000);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('holds as many puts as the database has revisions', function () {
    const file = '../shared/cases/etcd-lab-2/S1b/data/at-nospace.master-1.wal.tar.gz';
    if (!existsSync(file)) this.skip();
    const tar = gunzipSync(readFileSync(file));
    const at = tar.indexOf('wal/0000000000000000-0000000000000000.wal');
    const size = parseInt(tar.toString('latin1', at + 124, at + 136), 8);
    expect(putsOf(read(tar.subarray(at + 512, at + 512 + size)))).to.have.length(9695);
  });
});
