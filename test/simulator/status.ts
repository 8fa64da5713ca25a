import type { Cluster, Member } from './cluster.js';
import { humanSize } from './go-text.js';

const decimal = (id: string): string => BigInt(`0x${id}`).toString();

function errorsOf(cluster: Cluster): string[] {
  const { armedBy } = cluster;
  return armedBy === null ? [] : [`memberID:${decimal(armedBy.id)} alarm:NOSPACE `];
}

const answering = (cluster: Cluster, time: number): readonly Member[] =>
  cluster.up().filter((member) => member.blockedUntil < time && !member.isCut);

/** `{"t":…,"status":<etcdctl endpoint status -w json>}`, as a script would keep it. */
export function statusLine(cluster: Cluster, time: number): string {
  const rows = answering(cluster, time).map((member) => {
    const errors = errorsOf(cluster);
    const leader = cluster.leader === null ? '' : `"leader":${decimal(cluster.leader.id)},`;
    const quota =
      cluster.release.minor >= 6
        ? `,"storageVersion":"3.6.0","dbSizeQuota":${member.quotaBytes},"downgradeInfo":{}`
        : '';
    // ids are above 2^53: written as text, for JSON.stringify would round them
    return (
      `{"Endpoint":"https://${member.ip}:2379","Status":{"header":{"cluster_id":${decimal(cluster.clusterId)},"member_id":${decimal(member.id)},` +
      `"revision":${cluster.store.revision},"raft_term":${cluster.term}},"version":"${cluster.release.version}","dbSize":${member.pages.file},${leader}` +
      `"raftIndex":${cluster.raftIndex},"raftTerm":${cluster.term},"raftAppliedIndex":${cluster.raftIndex}` +
      `${errors.length === 0 ? '' : `,"errors":${JSON.stringify(errors)}`},"dbSizeInUse":${member.pages.inUse}${quota}}}`
    );
  });
  return `{"t":"${new Date(time).toISOString()}","status":[${rows.join(',')}]}\n`;
}

const HEADER = [
  'ENDPOINT',
  'ID',
  'VERSION',
  'DB SIZE',
  'IS LEADER',
  'IS LEARNER',
  'RAFT TERM',
  'RAFT INDEX',
  'RAFT APPLIED INDEX',
  'ERRORS',
];

/** `etcdctl endpoint status -w table` of 3.4 to 3.6. */
export function statusTable(cluster: Cluster, time: number): string {
  const rows = answering(cluster, time).map((member) => [
    `https://${member.ip}:2379`,
    member.id,
    cluster.release.version,
    humanSize(member.pages.file),
    String(member === cluster.leader),
    'false',
    String(cluster.term),
    String(cluster.raftIndex),
    String(cluster.raftIndex),
    errorsOf(cluster).join(', ').trim(),
  ]);
  const widths = HEADER.map((cell, i) => Math.max(cell.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`;
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, i) => cell.padStart(widths[i] ?? 0)).join(' | ')} |\n`;
  const centred = HEADER.map((cell, i) => {
    const room = (widths[i] ?? 0) - cell.length;
    return `${' '.repeat(Math.floor(room / 2))}${cell}${' '.repeat(Math.ceil(room / 2))}`;
  });
  return rule + line(centred) + rule + rows.map(line).join('') + rule;
}
