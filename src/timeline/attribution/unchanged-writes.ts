import type { ApiWriteTally } from '../../aggregates/api-writes.js';
import { groupNumber } from '../../aggregates/write-objects.js';
import type { WriteTally } from '../../aggregates/write-tally.js';
import { findKey } from '../../mergeable/key-table.js';
import { storedResource } from '../../model/kube-resource.js';
import { hashKey } from '../../model/request.js';
import { unchangedOf } from '../writes/api-writes.js';
import { ObjectSums, type KeyCell, type WriteSums } from '../writes/write-sums.js';

/** Updates that wrote nothing, by what they are counted under. */
export interface Unchanged {
  readonly byObject: ReadonlyMap<number, number>;
  readonly byUser: ReadonlyMap<string, number>;
  readonly byProgram: ReadonlyMap<string, number>;
  readonly total: number;
}

/** null: nothing shows any. */
export function unchangedIn(
  tally: ApiWriteTally,
  isOwn: (format: string) => boolean,
  writes: WriteTally,
): Unchanged | null {
  const byObject = new Map<number, number>();
  const byUser = new Map<string, number>();
  const byProgram = new Map<string, number>();
  let total = 0;
  for (const [format, { objects }] of tally) {
    if (!isOwn(format)) continue;
    for (const [key, object] of objects.items) {
      const unchanged = unchangedOf(object);
      if (unchanged === 0) continue;
      const [resource = '', namespace = '', name = ''] = key.split('\0');
      const place = namespace === '' ? '' : `${namespace}/`;
      const bytes = Buffer.from(`/registry/${storedResource(resource)}/${place}${name}`);
      const id = findKey(writes.objects.keys, bytes, 0, bytes.length, hashKey(bytes, 0, bytes.length));
      if (id < 0) continue;
      add(byObject, id, unchanged);
      total += unchanged;
      for (const { writer, updates } of object.writers) {
        const [user = '', program = ''] = writer.split('\0');
        const part = (unchanged * updates) / Math.max(1, object.updates);
        add(byUser, user, part);
        add(byProgram, program, part);
      }
    }
  }
  return total === 0 ? null : { byObject, byUser, byProgram, total };
}

function add<Key>(sums: Map<Key, number>, key: Key, amount: number): void {
  sums.set(key, (sums.get(key) ?? 0) + amount);
}

/** The sums without them. Of a group or a pair each moment loses the same part. */
export function withoutUnchanged(
  sums: WriteSums,
  tally: WriteTally,
  { byObject, byUser, total }: Unchanged,
  clientName: (client: number) => string,
): WriteSums {
  const { objects } = tally;
  const byGroup = new Map<number, number>();
  const byPair = new Map<number, number>();
  for (const [object, amount] of byObject) {
    const group = groupNumber(objects, object);
    add(byGroup, group, amount);
    add(byPair, objects.groups[group]?.pair ?? 0, amount);
  }
  const groups = kept(sums.groups, (key) => byGroup.get(key) ?? 0);
  const clients = kept(sums.clients, (key) => byUser.get(clientName(key)) ?? 0);
  const ofPair = partsLeft(
    sums.pairs.map(({ pair, puts }) => [pair, puts]),
    (pair) => byPair.get(pair) ?? 0,
  );
  const pairs = sums.pairs.map((cell) => {
    const left = ofPair(cell.pair);
    return {
      ...cell,
      puts: cell.puts * left,
      corrected: cell.corrected * left,
      bytes: cell.bytes * left,
      correctedBytes: cell.correctedBytes * left,
    };
  });
  const left = new ObjectSums([...sums.objects].length);
  for (const { object, puts, bytes, deletes, first, last } of sums.objects)
    left.add(object, Math.max(0, puts - (byObject.get(object) ?? 0)), bytes, deletes, first, last);
  const whole = Math.max(0, 1 - total / Math.max(1, sums.puts));
  return {
    ...sums,
    ...{ groups, clients, pairs, objects: left },
    total: sums.total.map((cell) => ({ ...cell, puts: cell.puts * whole })),
    puts: Math.max(0, sums.puts - total),
    corrected: Math.max(0, sums.corrected - total),
  };
}

function kept(cells: readonly KeyCell[], lost: (key: number) => number): KeyCell[] {
  const left = partsLeft(
    cells.map(({ key, puts }) => [key, puts]),
    lost,
  );
  return cells.map((cell) => ({ ...cell, puts: cell.puts * left(cell.key), bytes: cell.bytes * left(cell.key) }));
}

function partsLeft(
  amounts: readonly (readonly [number, number])[],
  lost: (key: number) => number,
): (key: number) => number {
  const sums = new Map<number, number>();
  for (const [key, puts] of amounts) add(sums, key, puts);
  return (key) => Math.max(0, 1 - lost(key) / Math.max(1, sums.get(key) ?? 0));
}
