import type { CaseFile } from '../case-file.js';
import { etcdVersion, type EtcdVersion } from '../etcd-releases.js';

/** What the steps of an advice depend on. */
export interface ClusterSeen {
  /** Empty: no input shows one. The lowest comes first. */
  readonly versions: readonly EtcdVersion[];
  /** Whether the inputs show more members than one; false: one, or not known. */
  readonly several: boolean;
  readonly leader: string | null;
  /** How etcdctl is called: it speaks the v2 API by default before 3.4. */
  readonly ctl: string;
  /** False where all keys seen are somebody else's: Milvus, APISIX, Patroni and Vault keep theirs in etcd too. */
  readonly kubernetes: boolean;
}

/** What `byNamespace` calls keys that are not Kubernetes'. */
const FOREIGN = '(none)';

export function clusterSeen(file: CaseFile): ClusterSeen {
  const versions = [...file.members, ...file.coverage.etcdLogs]
    .map(({ version }) => version?.replace(/^v/, '') ?? null)
    .filter((version) => version !== null && etcdVersion(version) !== null) as string[];
  const sorted = [...new Set(versions)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const { byNamespace } = file.writes;
  return {
    versions: sorted,
    several: file.members.length > 1,
    leader: file.members.find((member) => member.isLeader === true)?.name ?? null,
    ctl:
      sorted.length > 0 && sorted.every((one) => (etcdVersion(one)?.minor ?? 4) < 4)
        ? 'ETCDCTL_API=3 etcdctl'
        : 'etcdctl',
    kubernetes: byNamespace.length === 0 || byNamespace.some((share) => share.key !== FOREIGN && share.count > 0),
  };
}
