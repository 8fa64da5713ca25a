import type { ContradictionCheck } from '../model/case-file.js';
import { statementsOf, evidence, lineOf, type Of } from './queries/statements.js';
import { count } from './queries/numbers.js';
import { highestRevision } from './queries/space.js';

/** Writes of a healthy, idle Kubernetes: a lease per node each 10 s, two leader-elected components each 2 s (defaults). */
const PER_NODE = 1 / 10;
const ELECTIONS = 2 / 2;
/** Below this share of the model the difference is no longer one of settings. */
const SHARE = 0.5;

/** A store can't have fewer revisions than the leases alone write in the age of its nodes, unless it is younger than they. */
export const revisionTooLowForAge: ContradictionCheck = {
  id: 'revision-too-low-for-age',
  check(file) {
    const nodes = statementsOf(file, 'node').filter(({ claim }) => hasLeases(claim.version) && daysOf(claim.age) > 0);
    const highest = highestRevision(file);
    if (nodes.length === 0 || highest === null) return [];
    const days = Math.min(...nodes.map(({ claim }) => daysOf(claim.age)));
    const expected = days * 86_400 * (nodes.length * PER_NODE + ELECTIONS);
    if (days < 1 || highest.revision >= SHARE * expected) return [];
    const statement =
      `The revision ${count(highest.revision)} is too low for a cluster of ${nodes.length} nodes with an age of ${count(days)} days: node leases (one per 10 s each) and two leader elections (one per 2 s each) alone write about ${count(Math.round(expected / 1e5) * 1e5)} revisions in that time (modelled from defaults). ` +
      `The store is younger than the nodes or was restored, or the numbers are from different clusters.`;
    return [{ statement, evidence: evidence([highest.line], oldest(nodes)) }];
  },
};

/** Node leases are on by default since Kubernetes 1.14. */
function hasLeases(version: string): boolean {
  return Number(/^v1\.(\d+)/.exec(version)?.[1] ?? 0) >= 14;
}

function daysOf(age: string): number {
  const match = /^(\d+)([ydh])(?:(\d+)[dh])?/.exec(age);
  const value = Number(match?.[1] ?? 0);
  return match?.[2] === 'y' ? value * 365 : match?.[2] === 'd' ? value : 0;
}

function oldest(nodes: readonly Of<'node'>[]) {
  return nodes.slice(0, 2).map(lineOf);
}
