import { expect } from 'chai';
import type { Tally } from '../../../src/aggregates/registry.js';
import { emptyObjects, groupNumber, internObject } from '../../../src/aggregates/write-objects.js';
import { hashKey } from '../../../src/model/request.js';
import { epochMicros, SECOND } from '../../../src/model/units.js';
import { deletedBytes, objectGrowth } from '../../../src/timeline/writes/object-growth.js';
import type { WriteSums } from '../../../src/timeline/writes/write-sums.js';

interface Written {
  readonly key: string;
  readonly first: number;
  readonly last: number;
  readonly puts: number;
  readonly deletes?: number;
}

/** Sums of keys that were written between two seconds, 100 B each time. */
function made(written: readonly Written[]): { tally: Tally['write-volume']; sums: WriteSums } {
  const objects = emptyObjects();
  const cells = written.map(({ key, first, last, puts, deletes = 0 }) => {
    const bytes = Buffer.from(key);
    const object = internObject(objects, bytes, 0, bytes.length, hashKey(bytes, 0, bytes.length));
    const pair = objects.groups[groupNumber(objects, object)]?.pair ?? 0;
    return { object, first, last, puts, bytes: puts * 100, deletes, pair };
  });
  const sums = {
    objects: cells,
    pairs: cells.map((cell) => ({
      pair: cell.pair,
      second: cell.first,
      width: cell.last - cell.first + 1,
      corrected: cell.puts,
      correctedBytes: cell.bytes,
      correctedDeletes: cell.deletes,
    })),
    bytes: 1,
  };
  return { tally: { objects } as unknown as Tally['write-volume'], sums: sums as unknown as WriteSums };
}

const span = (from: number, to: number) => ({ from: epochMicros(from * SECOND), to: epochMicros(to * SECOND) });

describe('growth of objects', () => {
  it('tells new objects from those written again, by resource', () => {
    const { tally, sums } = made([
      { key: '/registry/configmaps/a/old', first: 0, last: 99, puts: 100 },
      { key: '/registry/configmaps/a/new-1', first: 60, last: 60, puts: 1 },
      { key: '/registry/configmaps/a/new-2', first: 70, last: 70, puts: 1, deletes: 1 },
      { key: 'by-dev/meta/x', first: 80, last: 80, puts: 2 },
    ]);
    const [maps, foreign] = objectGrowth(tally, sums, span(50, 100));
    expect(maps).to.include({ resource: 'configmaps', foreign: false, puts: 52, deletes: 1, objects: 3, created: 2 });
    expect(foreign).to.include({ foreign: true, puts: 2, objects: 1, created: 1 });
  });

  it('counts an object of three logs once, new if it is new in all of them', () => {
    const { tally, sums } = made([
      { key: '/registry/pods/a/x', first: 10, last: 20, puts: 2 },
      { key: '/registry/pods/a/x', first: 60, last: 61, puts: 2 },
    ]);
    expect(objectGrowth(tally, sums, span(50, 100))[0]).to.include({ objects: 1, created: 0 });
    expect(objectGrowth(tally, sums, null)[0]).to.include({ objects: 1, created: 1, puts: 4 });
  });

  it('weighs what was deleted by the mean of its resource', () => {
    const { sums } = made([
      { key: '/registry/secrets/a/x', first: 60, last: 60, puts: 4, deletes: 3 },
      { key: '/registry/secrets/a/y', first: 10, last: 10, puts: 4, deletes: 2 },
    ]);
    expect(deletedBytes(sums, span(50, 100))).to.equal(300);
  });
});
