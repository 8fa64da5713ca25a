import type { Exemplar } from '../model/origin.js';
import type { GroupSums, StoreFacts } from '../model/store-facts.js';
import type { Aggregate } from './aggregate.js';
import { STORE_FILE_LIMIT, STORE_GROUP_LIMIT } from './limits.js';

/** A database or snapshot of etcd among the inputs. */
export interface KeptStoreFile {
  readonly facts: StoreFacts;
  readonly stream: string;
  readonly exemplar: Exemplar;
}

/** By input: the files of etcd and what they hold, lists cut to what comes first. */
export type StoreFileTally = Map<string, KeptStoreFile>;

export const storeFiles: Aggregate<StoreFileTally> = {
  name: 'store-files',
  empty: () => new Map(),
  record(tally, record, sight) {
    if (record.kind !== 'store-content') return;
    const { facts } = record;
    const kept = { facts: cut(facts), stream: sight.stream, exemplar: sight.exemplar(record.time, record.excerpt) };
    tally.set(facts.input, kept);
    bound(tally);
  },
  merge(a, b) {
    for (const [input, kept] of b) a.set(input, kept);
    bound(a);
    return a;
  },
};

const first = (groups: readonly GroupSums[]): readonly GroupSums[] => groups.slice(0, STORE_GROUP_LIMIT);

const cut = (facts: StoreFacts): StoreFacts => ({
  ...facts,
  byResource: first(facts.byResource),
  byNamespace: first(facts.byNamespace),
  byWorkload: first(facts.byWorkload),
  byManager: first(facts.byManager),
  unchanged: { ...facts.unchanged, byResource: first(facts.unchanged.byResource) },
});

/** The largest files stay, so that which do depends on no order. */
function bound(tally: StoreFileTally): void {
  if (tally.size <= STORE_FILE_LIMIT) return;
  const order = [...tally].sort(
    ([x, a], [y, b]) => b.facts.split.file - a.facts.split.file || (x < y ? -1 : x > y ? 1 : 0),
  );
  for (const [input] of order.slice(STORE_FILE_LIMIT)) tally.delete(input);
}
