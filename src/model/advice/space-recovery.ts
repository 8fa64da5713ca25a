import { etcdVersion } from '../etcd-releases.js';
import type { ClusterSeen } from './cluster-seen.js';

/** The value after which a command gives up: the default of 5 s is too short for gigabytes. */
const PATIENT = '--command-timeout=600s';

/**
 * Whether the API server can delete while NOSPACE is armed: from 3.4.20 and 3.5.7 on a transaction without a put passes
 * (etcd PR 14254, 14884). With no version known: no.
 */
export function deletesPass({ versions }: ClusterSeen): boolean {
  const known = versions.map(etcdVersion).filter((version) => version !== null);
  return (
    known.length > 0 &&
    known.every(({ minor, patch }) => minor > 5 || (minor === 5 && patch >= 7) || (minor === 4 && patch >= 20))
  );
}

/** While writes are refused an update of the workload is refused too: its controller must be stopped from outside. */
export function stopWriter(seen: ClusterSeen): string {
  if (!seen.kubernetes)
    return 'Stop the client that writes: its process, or its user (etcdctl user revoke-role) where authentication is on';
  const how =
    'Stop the process that writes, not its object: kubectl scale, patch and apply are writes, and refused. For what kube-controller-manager makes (pods, jobs, events) move its manifest out of /etc/kubernetes/manifests on every control plane node; for another controller stop kubelet and then its container on its node';
  return deletesPass(seen)
    ? `${how}; or take its rights away: kubectl delete clusterrolebinding NAME (deletes of objects without finalizers pass on this version)`
    : how;
}

/** Returns when the pages are free on the member that was asked: a defragmentation before that gives little back. */
export const compactCommand = ({ ctl }: ClusterSeen): string =>
  `rev=$(${ctl} endpoint status -w json | jq '[.[].Status.header.revision] | max'); ${ctl} ${PATIENT} compact --physical=true "$rev"`;

export const defragmentCommand = ({ ctl }: ClusterSeen, member = 'https://MEMBER:2379'): string =>
  `${ctl} --endpoints=${member} ${PATIENT} defrag`;

/** `endpoint health` is no gate under the alarm: from 3.5 on the alarm itself makes it unhealthy. */
export const gateCommand = ({ ctl }: ClusterSeen): string => `${ctl} endpoint status --cluster -w table`;

/** `/health?exclude=NOSPACE` is there from 3.4.16 on. */
export function healthCommand({ versions }: ClusterSeen): string | null {
  const known = versions.map(etcdVersion).filter((version) => version !== null);
  const has = known.length > 0 && known.every(({ minor, patch }) => minor > 4 || (minor === 4 && patch >= 16));
  return has ? "curl -s 'http://127.0.0.1:2379/health?exclude=NOSPACE'" : null;
}

/** One at a time, and only while the others are a majority that is in step. */
export function defragmentStep(seen: ClusterSeen): string {
  const cost =
    'A member answers nothing while it runs, and needs disk for a second copy of what is in use. Where ETCDCTL_ENDPOINTS is set, unset it before: etcdctl refuses it beside --endpoints';
  const last = seen.leader === null ? 'the leader last' : `the leader ${seen.leader} last`;
  const gate = `before each, ${gateCommand(seen)} must show every member, one leader and close raft indexes (endpoint health is no gate: the alarm alone makes it unhealthy from 3.5 on)`;
  const order = `one member at a time, ${last} and after ${seen.ctl} move-leader ID`;
  if (!seen.several) return `Defragment: ${defragmentCommand(seen)}. ${cost}. With several members: ${order}; ${gate}.`;
  return `Defragment ${order}: ${defragmentCommand(seen)}; ${gate}. ${cost}.`;
}

/** Without writers, so that the disarm is not undone by the next write. */
export const disarmStep = ({ ctl }: ClusterSeen): string =>
  `When the file of every member is below its quota: ${ctl} alarm disarm, then ${ctl} alarm list must print nothing.`;

/** How to stop a workload whose objects can be changed; while writes are refused the change must wait for the disarm. */
export function scaleDown(seen: ClusterSeen, command: string, until: string, refused: boolean): string {
  if (!refused) return `Stop the writes: ${command}, ${until}.`;
  return `Stop the writes: ${command}, ${until}. While etcd refuses writes it refuses this too: compact, defragment and ${seen.ctl} alarm disarm first, and run it at once after that.`;
}

/** What ends a refusal, in order. */
export const recoverySteps = (seen: ClusterSeen): readonly string[] => [
  `${stopWriter(seen)}.`,
  `Compact, once for the cluster: ${compactCommand(seen)}.`,
  defragmentStep(seen),
  disarmStep(seen),
];
