import type { ClusterSeen } from '../../model/advice/space-recovery.js';
import type { CaseFile } from '../../model/case-file.js';
import { etcdctl, versionsOf } from './event-bursts.js';

/** What advice depends on: versions, members and who leads. */
export function clusterSeen(file: CaseFile): ClusterSeen {
  const leader = file.members.find((member) => member.isLeader === true);
  return {
    versions: versionsOf(file),
    several: file.members.length > 1,
    leader: leader?.name ?? null,
    ctl: etcdctl(file),
  };
}
