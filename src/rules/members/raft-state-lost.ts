import type { CaseFile, Indicator } from '../../model/case-file.js';
import type { Argument } from '../judging/confidence.js';
import { count, counted } from '../queries/phrases.js';
import { indicatorLines } from '../queries/silence.js';
import { captured, membersOf, toldRule } from '../queries/told-lines.js';

/**
 * A member is told by its leader of a commit that its own raft log does not reach: entries that it had confirmed are
 * gone. Its disk was wiped, its volume replaced, or its file system rolled back.
 */
export const raftStateLost = toldRule('raft-state-lost', 'Lost raft log of a member', {
  names: ['raft-log-lost'],
  says: (_, sightings) => {
    const commit = captured(sightings, /tocommit\((\d{1,15})\)/);
    const last = captured(sightings, /lastIndex\((\d{1,15})\)/);
    if (commit === null || last === null) return 'the commit of the cluster lies beyond the raft log';
    return `the cluster had committed up to entry ${count(Number(commit))}, and the raft log ended at ${count(Number(last))}`;
  },
  further: everywhere,
  remedies: (_, members) => [
    `Never start ${members[0] ?? 'that member'} with its old identity: etcdctl member remove, empty its data directory, etcdctl member add, and start it with initial-cluster-state existing, while the others hold a majority.`,
    'Only where no majority is left: restore a snapshot on one member as a new cluster, and add the others anew, empty.',
  ],
});

/** One member lost its disk; all of them at once have another reason. */
function everywhere(file: CaseFile, sightings: readonly Indicator[]): Argument[] {
  const members = membersOf(sightings);
  if (members.length < 2 || members.length < file.members.length) return [];
  const says = `it is on all ${counted(members.length, 'member')}, which one lost disk does not explain`;
  return [{ says, factor: 1 / 10, basis: 'other peer lines', evidence: indicatorLines(sightings) }];
}
