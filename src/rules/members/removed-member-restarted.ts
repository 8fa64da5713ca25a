import { statedRule } from '../queries/stated-causes.js';

/** A removed member starts with its old data. It exits, or the other members reject it. */
export const removedMemberRestarted = statedRule('removed-member-restarted', 'Restart of a removed member', {
  names: ['removed-member'],
  says: () => 'a member was removed from the cluster and tries to take part',
  remedies: (_, members) => [
    `To take the member back: empty its data directory, etcdctl member add NAME --peer-urls=URL, and start ${members[0] ?? 'it'} with initial-cluster-state existing. It cannot use its old data.`,
    'Otherwise stop the process and remove its unit or manifest.',
  ],
});
