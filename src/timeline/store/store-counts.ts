import type { StoreItem, StoreTable, StoreTally } from '../../aggregates/store-counts.js';
import type { CountedResource, CountedStore } from '../../model/case-file.js';
import { builtInResource } from '../../model/kube-resource.js';
import { compareExemplars, placeIn } from '../../model/origin.js';
import { epochMicros, type EpochMicros } from '../../model/units.js';

const ROWS = 200;
const PARTS = 20;
const EVIDENCE = 3;

/**
 * What lives in the store by each table that counts it: in the order of the inputs and their lines, most counted first.
 * `written`: resources that other inputs name in full.
 */
export function storeOf(
  tally: StoreTally,
  written: readonly string[],
  iso: (time: EpochMicros) => string,
): CountedStore[] {
  const full = fullNames(tally, written);
  const tables = [...tally.values()].map((table) => storeOfTable(table, full, iso));
  const placed = tables.map((table) => ({ table, first: firstLine(table) }));
  return placed
    .sort(
      (a, b) =>
        (a.table.input < b.table.input ? -1 : a.table.input > b.table.input ? 1 : a.first - b.first) ||
        ((a.table.command ?? '') < (b.table.command ?? '') ? -1 : 1),
    )
    .map(({ table }) => table);
}

const firstLine = ({ rows }: CountedStore): number =>
  Math.min(...rows.flatMap((row) => row.evidence.map((one) => placeIn(one))));

/** kubectl's `certificaterequests` has no group: another row, or an audit log, may show it. */
function fullNames(tally: StoreTally, written: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string | null>();
  const add = (resource: string | null): void => {
    const slash = resource?.indexOf('/') ?? -1;
    if (resource === null || slash <= 0 || !resource.slice(0, slash).includes('.')) return;
    const plural = resource.slice(slash + 1);
    if (builtInResource(plural) !== undefined) return;
    const known = names.get(plural);
    names.set(plural, known === undefined || known === resource ? resource : null);
  };
  for (const { items } of tally.values()) for (const { resource } of items.items.values()) add(resource);
  for (const resource of written) add(resource);
  return new Map([...names].flatMap(([plural, name]) => (name === null ? [] : [[plural, name] as const])));
}

function storeOfTable(
  table: StoreTable,
  full: ReadonlyMap<string, string>,
  iso: (time: EpochMicros) => string,
): CountedStore {
  const groups = new Map<string, StoreItem[]>();
  for (const item of table.items.items.values()) {
    const name = nameOf(item, full);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  const rows = [...groups]
    .map(([key, items]) => rowOf(key, items, table))
    .sort((a, b) => b.count - a.count || (b.bytes ?? 0) - (a.bytes ?? 0) || (a.key < b.key ? -1 : 1));
  const times = [...table.items.items.values()].flatMap(({ time }) => (time === null ? [] : [time]));
  const isSized = rows.every((row) => row.count === 0);
  return {
    input: table.input,
    command: table.command,
    at: times.length === 0 ? null : iso(epochMicros(Math.max(...times))),
    of: isSized ? 'bytes' : table.of === 'objects' ? 'objects' : 'revisions',
    rows: rows.slice(0, ROWS),
  };
}

function nameOf({ resource, key }: StoreItem, full: ReadonlyMap<string, string>): string {
  if (resource === null) return key ?? '(other)';
  return resource.includes('/') || builtInResource(resource) !== undefined
    ? resource
    : (full.get(resource) ?? resource);
}

function rowOf(key: string, items: readonly StoreItem[], { of }: StoreTable): CountedResource {
  const sorted = [...items].sort(
    (a, b) =>
      (b.count ?? 0) - (a.count ?? 0) || (b.bytes ?? 0) - (a.bytes ?? 0) || compareExemplars(a.exemplar, b.exemplar),
  );
  const counts = sorted.reduce((all, item) => all + (item.count ?? 0), 0);
  const bytes = sorted.some((item) => item.bytes !== null)
    ? sorted.reduce((all, item) => all + (item.bytes ?? 0), 0)
    : null;
  const namespaces = new Map<string, number>();
  for (const { namespace, count } of sorted)
    if (namespace !== null) namespaces.set(namespace, (namespaces.get(namespace) ?? 0) + (count ?? 0));
  const byName = [...namespaces].map(([name, count]) => ({ name, count }));
  const only = new Set(sorted.map((item) => item.namespace));
  const hasParts = sorted.some((item) => item.key !== null && item.resource !== null);
  return {
    key,
    // versions are of one key each; what lives in the store is the keys
    count: of === 'versions' ? sorted.length : counts,
    bytes,
    revisions: of === 'objects' ? null : counts,
    evidence: sorted.slice(0, EVIDENCE).map((item) => item.exemplar),
    namespaces: byName.sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, PARTS),
    parts: hasParts
      ? sorted.slice(0, PARTS).map((item) => ({ name: item.key ?? '', count: item.count ?? 0, bytes: item.bytes }))
      : [],
    within: only.size === 1 ? (sorted[0]?.namespace ?? null) : null,
  };
}
