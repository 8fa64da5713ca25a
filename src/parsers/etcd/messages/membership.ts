import type { AnyRecord } from '../../../model/record.js';
import { type EtcdLine, listField, memberId, type MessageRow, textField } from '../line.js';
import { identity } from './members.js';
import { notice, noticeRows } from './notice.js';

/**
 * Who belongs to the cluster: changes, refused changes, members that were removed, learners, and members of another
 * cluster. `etcdserver/api/membership/cluster.go`, `etcdserver/{server,raft}.go`, `api/rafthttp/{http,stream,peer}.go`.
 */
export const membershipRows: readonly MessageRow[] = [
  {
    text: 'added member',
    records: (line) => added(line, textField(line, 'added-peer-id'), listField(line, 'added-peer-peer-urls')),
  },
  {
    // added member bf540a8e48c22b85 [http://127.0.0.1:12400] to cluster 37d698a422bdeef3 [from store]
    text: /^added (?:local )?member ([0-9a-f]+) \[([^\]]*)\] to cluster/,
    records: (line, [, id = '', urls = '']) => added(line, id, urls.split(/[\s,]+/)),
  },
  ...noticeRows('member-removed', 'removed member', /^removed member (?<peer>[0-9a-f]+) from cluster/),
  ...noticeRows('member-updated', 'updated member', /^updated member (?<peer>[0-9a-f]+) \[.*\] in cluster/),
  ...noticeRows('member-promoted', 'promote member', /^promote member (?<peer>[0-9a-f]+) in cluster/),
  {
    // 1 switched to configuration voters=(1 2) learners=(3)
    text: /^[0-9a-f]+ switched to configuration (voters=.*)/,
    records: (line, found) => notice(line, 'voters-changed', found, configuration(found[1] ?? '')),
  },
  ...noticeRows(
    'member-change-rejected',
    /^rejecting member (?:add|remove|promote)(?: request)?;/,
    /^not enough started members, rejecting/,
    /^not healthy for reconfigure, rejecting/,
    /^reconfigure breaks active quorum, rejecting/,
    /^Reject (?:add|remove|promote) member request: /,
    /^failed to (?:add|remove|update|promote) a member$/,
    /^error (?:adding|removing|updating|promoting) member (?<peer>[0-9a-f]+) \((?<error>.*)\)$/,
    'Validation on configuration change failed',
  ),
  ...noticeRows('learner-not-ready', /^rejecting promote learner: learner is not ready/),
  ...noticeRows(
    'local-member-removed',
    /^the (?:local )?member has been permanently removed from the cluster/,
    /^(?:the )?data-dir used by this member must be removed/,
    'the membership reports that it has been removed',
  ),
  {
    // the transport ends the server with an error: which one is in the field
    text: 'server error',
    records: (line) =>
      notice(
        line,
        /permanently removed/.test(textField(line, 'error') ?? '') ? 'local-member-removed' : 'server-error',
      ),
  },
  ...noticeRows(
    'removed-member-rejected',
    /^rejected stream from remote peer because it was removed/,
    'rejected Raft message from removed member',
    /^rejected the stream from peer (?<peer>[0-9a-f]+) since it was removed/,
    /^reject message from removed member (?<peer>[0-9a-f]+)/,
    /^skipped (?:attributes update|updating attributes) of removed member/,
    'skipped removing already removed member',
  ),
  ...noticeRows(
    'member-store-synced',
    'Failed to sync learner promotion for v3store',
    'Forcibly apply member promotion request in v3store',
    'Syncing member in v3store',
    'Removing zombie member from v3store',
    'failed to delete zombie member from backend',
    'Detected member only in v3store but missing in v2store',
  ),
  {
    text: /^request (?:sent was ignored (?:by remote peer )?due to )?cluster ID mismatch$|^cluster ID mismatch$/,
    records: (line, found) =>
      notice(line, 'cluster-id-mismatch', found, {
        ...idField('localClusterId', textField(line, 'local-member-cluster-id') ?? textField(line, 'local-cluster-id')),
        ...idField(
          'remoteClusterId',
          textField(line, 'remote-peer-cluster-id') ?? textField(line, 'remote-cluster-id'),
        ),
      }),
  },
  {
    // request sent was ignored (cluster ID mismatch: peer[8211f1d0f64f3269]=cdf818194e3a8c32, local=37d698a422bdeef3)
    text: /^request sent was ignored \(cluster ID mismatch: (?:peer|remote)\[(?<peer>[0-9a-f]+)\]=([0-9a-f]+), local=([0-9a-f]+)\)/,
    records: (line, found) =>
      notice(line, 'cluster-id-mismatch', found, {
        ...idField('remoteClusterId', found[2]),
        ...idField('localClusterId', found[3]),
      }),
  },
  {
    text: /^request cluster ID mismatch \(got ([0-9a-f]+) want ([0-9a-f]+)\)/,
    records: (line, found) =>
      notice(line, 'cluster-id-mismatch', found, {
        ...idField('remoteClusterId', found[1]),
        ...idField('localClusterId', found[2]),
      }),
  },
  ...noticeRows(
    'peer-not-in-cluster',
    'failed to find remote peer in cluster',
    'rejected Raft message to mismatch member',
    'ignored streaming request; ID mismatch',
    /^failed to find member (?<peer>[0-9a-f]+) in cluster/,
    /^streaming request ignored \(ID mismatch/,
    /^skipped updating attributes of unknown member/,
  ),
  ...noticeRows(
    'new-cluster-forced',
    'forcing restart member',
    /^forcing restart of member (?<peer>[0-9a-f]+) in cluster/,
    'discarding uncommitted WAL entries',
    /^discarding \d+ uncommitted WAL entries/,
  ),
];

/** Attempts to find a cluster that failed, for a reason that is in the error. */
export const generalMembershipRows: readonly MessageRow[] = [
  ...noticeRows(
    'discovery-failed',
    /^failed to (?:get from discovery server|bootstrap; discovery token was already used)/,
    /^failed to (?:get cluster (?:members|size) from|register members itself to the) discovery service/,
    /^discovery failed to (?:get|join) cluster/,
    /^member with duplicated name has (?:already been )?registered/,
    /^member "?.*"? (?:has been|has previously) registered with discovery service/,
    'member has been registered with discovery service',
    /^(?:failed|couldn't) (?:to )?resolve during SRV discovery/,
    'failed to validate discovered endpoints',
  ),
  ...noticeRows(
    'initial-cluster-mismatch',
    /^(?:But etcd|but) could not find valid cluster configuration/,
    'failed to get cluster from remote peers',
  ),
];

function added(line: EtcdLine, id: string | null, urls: readonly string[]): readonly AnyRecord[] {
  const local = memberId(textField(line, 'local-member-id'));
  const peer = memberId(id);
  return [notice(line, 'member-added', [], { peer }), identity(line, local !== null && local === peer, id, null, urls)];
}

/** `voters=(1 2)&&(1 2 3) learners=(4)`: during a change the second is the one that goes. */
function configuration(text: string): { voters?: number; learners?: number } {
  const count = (list: string | undefined): number => (list ?? '').split(/\s+/).filter((id) => id !== '').length;
  const voters = /^voters=\(([^)]*)\)/.exec(text)?.[1];
  const learners = /learners=\(([^)]*)\)/.exec(text)?.[1];
  return {
    ...(voters === undefined ? {} : { voters: count(voters) }),
    ...(learners === undefined ? {} : { learners: count(learners) }),
  };
}

function idField(name: 'localClusterId' | 'remoteClusterId', value: string | null | undefined) {
  return value == null || value === '' ? {} : { [name]: value };
}
