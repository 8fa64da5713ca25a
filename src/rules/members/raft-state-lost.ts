import type { CaseFile, Indicator } from '../../model/case-file.js';
import type { Argument } from '../judging/confidence.js';
import { count, counted } from '../queries/phrases.js';
import { indicatorLines } from '../queries/silence.js';
import { captured, membersOf, statedRule } from '../queries/stated-causes.js';

/**
 * The leader sends a commit index beyond the end of the member's own raft log: entries that the member had confirmed are
 * gone. Its disk was wiped, its volume replaced, or its file system rolled back.
 */
export const raftStateLost = statedRule('raft-state-lost', 'Lost raft log of a member', {
  names: ['raft-log-lost'],
  says: (_, sightings) => {
    const commit = captured(sightings, /tocommit\((\d{1,15})\)/);
    const last = captured(sightings, /lastIndex\((\d{1,15})\)/);
    if (commit === null || last === null) return 'the commit index of the cluster is beyond the end of the raft log';
    return `the cluster had committed up to entry ${count(Number(commit))}, and the raft log ended at ${count(Number(last))}`;
  },
  further: everywhere,
  remedies: (_, members) => [
    `Never start ${members[0] ?? 'that member'} with its old identity: etcdctl member remove, empty its data directory, etcdctl member add, and start it with initial-cluster-state existing, while the others hold a majority.`,
    'Only if no majority is left: restore a snapshot on one member as a new cluster, and add the others as new, empty members.',
  ],
});

/** One lost disk affects one member. If all are affected at once, there is another reason. */
function everywhere(file: CaseFile, sightings: readonly Indicator[]): Argument[] {
  const members = membersOf(sightings);
  if (members.length < 2 || members.length < file.members.length) return [];
  const says = `it affects all ${counted(members.length, 'member')}; one lost disk does not explain that`;
  return [{ says, factor: 1 / 10, basis: 'other peer lines', evidence: indicatorLines(sightings) }];
}
