import {
  emptyMostCounted,
  keepMost,
  mergeMostCounted,
  settleMost,
  type CountRules,
  type MostCounted,
} from '../mergeable/most-counted.js';
import { compareExemplars, type Exemplar } from '../model/origin.js';
import type { ObjectCount } from '../model/record.js';
import type { Aggregate } from './aggregate.js';
import { STORE_ROW_LIMIT, STORE_TABLE_LIMIT } from './limits.js';

/** One thing that a table counts: rows of it that are in one table twice are two looks at it. */
export interface StoreItem {
  readonly resource: string | null;
  readonly namespace: string | null;
  readonly key: string | null;
  count: number | null;
  bytes: number | null;
  /** Microseconds; null: the count carries no time. */
  time: number | null;
  exemplar: Exemplar;
}

export interface StoreTable {
  readonly input: string;
  readonly format: string;
  readonly command: string | null;
  readonly of: ObjectCount['of'];
  readonly items: MostCounted<StoreItem>;
}

export type StoreTally = Map<string, StoreTable>;

const RULES: CountRules<StoreItem> = {
  limit: STORE_ROW_LIMIT,
  count: (item) => item.count ?? item.bytes ?? 0,
};

/** A listing of keys is counted piece by piece: its pieces add up. */
const ADDS_UP = /^etcdctl-keys$|^etcd-dump-db$/;

/** Counts of keys and objects, by the table in which they are. */
export const storeCounts: Aggregate<StoreTally> = {
  name: 'store-counts',
  empty: () => new Map(),
  record(tally, record, sight) {
    if (record.kind !== 'object-count') return;
    const { of, resource = null, namespace = null, key = null, command = null, format } = record;
    const name = `${sight.input}\0${format}\0${of}\0${command ?? ''}`;
    let table = tally.get(name);
    if (table === undefined) {
      if (tally.size >= STORE_TABLE_LIMIT) return;
      table = { input: sight.input, format, command, of, items: emptyMostCounted() };
      tally.set(name, table);
    }
    const item: StoreItem = {
      ...{ resource, namespace, key, count: record.count, bytes: record.bytes ?? null, time: record.time },
      exemplar: sight.exemplar(record.time, record.excerpt),
    };
    const at = `${resource ?? ''}\0${namespace ?? ''}\0${key ?? ''}`;
    const held = table.items.items.get(at);
    if (held === undefined) table.items.items.set(at, item);
    else join(table)(held, item);
    keepMost(table.items, RULES);
  },
  settle(tally) {
    for (const table of tally.values()) settleMost(table.items, RULES);
  },
  merge(a, b) {
    for (const [name, other] of b) {
      const table = a.get(name);
      if (table !== undefined) mergeMostCounted(table.items, other.items, join(table), RULES);
      else if (a.size < STORE_TABLE_LIMIT) a.set(name, other);
    }
    return a;
  },
};

/** Of two looks the later one counts, of looks without a time the larger number. */
const join =
  ({ format }: StoreTable) =>
  (into: StoreItem, added: StoreItem): void => {
    const first = compareExemplars(into.exemplar, added.exemplar) <= 0 ? into.exemplar : added.exemplar;
    if (ADDS_UP.test(format)) {
      into.count = sum(into.count, added.count);
      into.bytes = sum(into.bytes, added.bytes);
      into.exemplar = first;
      return;
    }
    const order =
      (added.time ?? -Infinity) - (into.time ?? -Infinity) ||
      (added.count ?? -1) - (into.count ?? -1) ||
      (added.bytes ?? -1) - (into.bytes ?? -1) ||
      compareExemplars(into.exemplar, added.exemplar);
    if (Number.isNaN(order) || order <= 0) {
      if (into.time === added.time && into.count === added.count && into.bytes === added.bytes) into.exemplar = first;
      return;
    }
    into.count = added.count;
    into.bytes = added.bytes;
    into.time = added.time;
    into.exemplar = added.exemplar;
  };

const sum = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : a + b);
