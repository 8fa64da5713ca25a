import type { CaseFile, CountedResource } from '../../model/case-file.js';
import { builtInResource } from '../../model/kube-resource.js';
import type { Exemplar } from '../../model/origin.js';

/** What the tables of the inputs say of one resource: the table that counts most of it. */
export interface StoredResource {
  readonly resource: string;
  readonly count: number;
  readonly bytes: number | null;
  /** The only namespace that was looked at; null: all. */
  readonly within: string | null;
  /** The namespace that holds most of it, where a table shows. */
  readonly chief: { readonly name: string; readonly count: number } | null;
  readonly evidence: readonly Exemplar[];
}

/**
 * Objects by resource. Revisions, versions and writes are left out: they are no objects, and their bytes are history that
 * a compaction takes away. A group that a table counts as one is its resource where another table shows which.
 */
export function storedObjects(file: Pick<CaseFile, 'store'>): ReadonlyMap<string, StoredResource> {
  const all = new Map<string, StoredResource>();
  for (const table of file.store ?? []) {
    if (table.of !== 'objects') continue;
    for (const row of table.rows) {
      const stored = storedOf(row);
      const held = all.get(stored.resource);
      if (held === undefined || held.count < stored.count) all.set(stored.resource, joined(stored, held));
      else all.set(stored.resource, joined(held, stored));
    }
  }
  for (const [name, stored] of all) if (isGroup(name) && isTold(stored, all)) all.delete(name);
  return all;
}

function storedOf({ key, count, bytes, namespaces, within, evidence }: CountedResource): StoredResource {
  return { resource: key, count, bytes, within, chief: namespaces[0] ?? null, evidence };
}

/** The larger count, with what the other one knows besides. */
const joined = (larger: StoredResource, other: StoredResource | undefined): StoredResource => ({
  ...larger,
  bytes: larger.bytes ?? other?.bytes ?? null,
  chief: larger.chief ?? other?.chief ?? null,
});

const isGroup = (name: string): boolean => name.includes('.') && !name.includes('/');

/** Whether one resource makes most of what a group holds. */
function isTold(group: StoredResource, all: ReadonlyMap<string, StoredResource>): boolean {
  return [...all.values()].some(
    (one) => one.resource.startsWith(`${group.resource}/`) && one.count >= MOST_OF_GROUP * group.count,
  );
}

const MOST_OF_GROUP = 0.6;

/** How many pods and nodes there are, as far as the tables and listings tell; null: they do not. */
export function podsAndNodes(file: CaseFile): { readonly pods: number | null; readonly nodes: number | null } {
  const stored = storedObjects(file);
  const pods = stored.get('pods');
  const listed = new Set(file.claims.flatMap(({ claim }) => (claim.what === 'node' ? [claim.name] : []))).size;
  const nodes = Math.max(stored.get('minions')?.count ?? 0, stored.get('nodes')?.count ?? 0, listed);
  return { pods: pods === undefined || pods.within !== null ? null : pods.count, nodes: nodes === 0 ? null : nodes };
}

/** A resource of which there is far more than the cluster's size explains. */
export interface StoredPile extends StoredResource {
  /** What it was held against, in words. */
  readonly against: string;
}

/**
 * Resources with many times the pods or nodes; where neither is known, with more than a large cluster has. Events live for
 * their TTL, so many of them are a rate and no pile; leases, pods and jobs are judged elsewhere.
 */
export function storedPiles(file: CaseFile): StoredPile[] {
  const { pods, nodes } = podsAndNodes(file);
  return [...storedObjects(file).values()]
    .filter(({ resource }) => !ELSEWHERE.has(resource) && resource !== '(other)')
    .flatMap((stored) => {
      const against = heldAgainst(stored, pods, nodes, file);
      return against === null ? [] : [{ ...stored, against }];
    })
    .sort((a, b) => b.count - a.count || (a.resource < b.resource ? -1 : 1));
}

const ELSEWHERE: ReadonlySet<string> = new Set([
  ...['events', 'leases', 'jobs', 'pods', 'masterleases', 'minions', 'nodes', 'compact_rev_key'],
]);

function heldAgainst(
  { count, within, chief }: StoredResource,
  pods: number | null,
  nodes: number | null,
  { thresholds }: CaseFile,
): string | null {
  if (count < thresholds.piledLeast) return null;
  const said = (value: number): string => value.toLocaleString('en-US');
  if (pods !== null) return count >= thresholds.piledTimesPods * pods ? `beside ${said(pods)} pods` : null;
  if (nodes !== null)
    return count >= thresholds.piledPerNode * nodes ? `on ${said(nodes)} ${nodes === 1 ? 'node' : 'nodes'}` : null;
  const namespace = within ?? chief?.name ?? null;
  const inOne = within === null ? (chief?.count ?? 0) : count;
  if (namespace !== null && inOne >= thresholds.piledInNamespace) return `in namespace ${namespace}`;
  return count >= thresholds.piledInAll ? 'in the store' : null;
}

/**
 * The pile that a cause names, and those that came with it: kinds of like counts were made together, one of each a time.
 * Among those a custom resource is the one whose controller makes the others.
 */
export function chiefPile(piles: readonly StoredPile[]): {
  readonly chief: StoredPile;
  readonly together: readonly StoredPile[];
} | null {
  const [largest] = piles;
  if (largest === undefined) return null;
  for (const custom of piles) {
    if (builtInResource(custom.resource) !== undefined || !custom.resource.includes('.')) continue;
    const together = piles.filter((one) => one !== custom && isLike(one.count, custom.count));
    if (together.length > 1 && (largest === custom || together.includes(largest))) return { chief: custom, together };
  }
  return { chief: largest, together: [] };
}

/** As many, or twice or three times as many: some kinds are made in pairs. */
const isLike = (count: number, of: number): boolean =>
  [1, 2, 3].some((times) => Math.abs(count / times - of) <= 0.1 * of);
