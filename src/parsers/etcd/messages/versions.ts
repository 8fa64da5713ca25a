import { type EtcdLine, type MessageRow, textField } from '../line.js';
import { notice, noticeRows } from './notice.js';

/** Upgrades, downgrades and members that are too old or too new: `membership/cluster.go`, `etcdserver/{cluster_util,server}.go`, `version/*.go`, `storage/schema`. */
export const versionRows: readonly MessageRow[] = [
  {
    text: /^(?:updated cluster version|cluster version is updated|set initial cluster version|set the initial cluster version to (\S+)|updated the cluster version from \S+ to (\S+))$/,
    records: (line, found) => {
      const version = found[2] ?? found[1] ?? textField(line, 'to') ?? textField(line, 'cluster-version');
      return notice(line, 'cluster-version-changed', found, version === null ? {} : { version });
    },
  },
  {
    text: 'leader found higher-versioned member',
    records: (line) => notice(line, 'version-mismatch', [], versions(line)),
  },
  {
    text: 'remotes server has mismatching etcd version',
    records: (line) => notice(line, 'version-mismatch', [], versions(line)),
  },
  ...noticeRows(
    'version-mismatch',
    /^member (?<peer>[0-9a-f]+) has a higher version/,
    /^the local etcd version \S+ is not up-to-date/,
  ),
  {
    text: /^cluster version of remote member is not compatible; too (?:low|high)$/,
    records: (line) => notice(line, 'version-refused', [], versions(line)),
  },
  {
    // C | membership: cluster cannot be downgraded (current version: 3.0.17 is lower than determined cluster version: 3.1).
    text: /^cluster cannot be downgraded \(current version: (\S+) is lower than determined cluster version: ([\d.]+?)\)?\.?\)?\.?$/,
    records: (line, found) =>
      notice(line, 'version-refused', found, { version: found[1] ?? '', clusterVersion: found[2] ?? '' }),
  },
  {
    text: /^invalid downgrade; (?:(?:server )?version is lower than determined cluster version|server version is not allowed to join when downgrade is enabled)/,
    records: (line) => notice(line, 'version-refused', [], versions(line)),
  },
  ...noticeRows(
    'version-refused',
    /^the running cluster version\(\S*\) is (?:higher than the maximum|lower than the minimal) cluster version/,
    'request sent was ignored by remote peer due to server version incompatibility',
    /^request sent was ignored by peer (?<peer>[0-9a-f]+) \(server version incompatible\)/,
    /^request version incompatibility \((?<error>.*)\)/,
    'failed to check version compatibility',
    'failed version compatibility check',
    /^Cannot downgrade from (?:cluster-version|minimal-server-version) to downgrade-target/,
    'reject downgrade request',
    'Changing major storage version is not supported',
  ),
  ...noticeRows('downgrade-started', 'cluster is downgrading to target version', 'The server is ready to downgrade'),
  ...noticeRows(
    'downgrade-finished',
    'the cluster has been downgraded',
    /^Cluster version downgrade detected, forcing snapshot/,
  ),
  ...noticeRows('storage-version-changed', 'updated storage version'),
  ...noticeRows(
    'schema-invalid',
    'Failed to validate schema',
    'Failed to detect schema version',
    /^Failed to detect storage schema version/,
    'failed to update storage version',
    'failed to get downgrade enabled status',
    'failed to cancel downgrade',
    'Failed to monitor cluster version',
  ),
  ...noticeRows(
    'v2-content',
    /^detected custom v2store content/,
    'illegal v2store content',
    /^detected disallowed v2 WAL/,
    /^WARNING: --v2-deprecation=write-only-skip-check is enabled/,
  ),
];

function versions(line: EtcdLine): { version?: string; clusterVersion?: string } {
  const own =
    textField(line, 'current-server-version') ??
    textField(line, 'remote-member-server-version') ??
    textField(line, 'remote-peer-server-version') ??
    textField(line, 'remote-member-version') ??
    textField(line, 'version');
  const cluster =
    textField(line, 'determined-cluster-version') ??
    textField(line, 'local-member-version') ??
    textField(line, 'cluster-version');
  return { ...(own === null ? {} : { version: own }), ...(cluster === null ? {} : { clusterVersion: cluster }) };
}
