import { toldRule } from '../queries/told-lines.js';

/** A member that the cluster has removed starts with the data that it had, and ends, or is turned away by the others. */
export const removedMemberRestarted = toldRule('removed-member-restarted', 'Restart of a removed member', {
  names: ['removed-member'],
  says: () => 'a member was removed from the cluster and tries to take part',
  remedies: (_, members) => [
    `If the member shall come back: empty its data directory, etcdctl member add NAME --peer-urls=URL, and start ${members[0] ?? 'it'} with initial-cluster-state existing. Its old data are of no use to it.`,
    'If it shall not: stop the process and take its unit or manifest away.',
  ],
});
