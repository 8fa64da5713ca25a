import type { Indicator } from '../../model/case-file.js';
import { captured, toldRule } from '../queries/told-lines.js';

/** A binary refuses the data or the cluster for its version: a downgrade, a minor that was skipped, v2 content on 3.6. */
export const versionIncompatible = toldRule('version-incompatible', 'Incompatible etcd version', {
  names: ['version-refused'],
  says: (_, sightings) => `a version is refused${versionsIn(sightings)}`,
  remedies: () => [
    'Start the version that the line names, or the one that ran before; one minor at a time, all members on it before the next. To 3.6 over 3.5.24 or later.',
    'To go down from 3.5 on: etcdctl downgrade validate, etcdctl downgrade enable, then member by member. Before 3.5 only a snapshot of the older version goes back.',
    'Content of the v2 store: move it or delete it with 3.5 or before (etcdutl migrate, ETCDCTL_API=2), since 3.6 does not start over it.',
  ],
});

function versionsIn(sightings: readonly Indicator[]): string {
  const current = captured(
    sightings,
    /(?:current version: |current-server-version\\?":\s*\\?"|local-member-server-version\\?":\s*\\?")(\d+\.\d+(?:\.\d+)?)/,
  );
  const wanted = captured(
    sightings,
    /(?:determined cluster version: |determined-cluster-version\\?":\s*\\?"|cluster-version\\?":\s*\\?"|remote-(?:peer-)?server-version\\?":\s*\\?")(\d+\.\d+(?:\.\d+)?)/,
  );
  if (current === null) return '';
  return wanted === null ? `: ${current}` : `: ${current} beside ${wanted}`;
}
