import type { Indicator } from '../../model/case-file.js';
import { captured, statedRule } from '../queries/stated-causes.js';

/** A binary refuses the data or the cluster because of a version: a downgrade, a skipped minor version, v2 content on 3.6. */
export const versionIncompatible = statedRule('version-incompatible', 'Incompatible etcd version', {
  names: ['version-refused'],
  says: (_, sightings) => `a version is refused${versionsIn(sightings)}`,
  remedies: () => [
    'Start the version that the line names, or the previous one. Upgrade one minor version at a time, with all members on it before the next. Go to 3.6 from 3.5.24 or later.',
    'To downgrade from 3.5 or later: etcdctl downgrade validate, etcdctl downgrade enable, then one member at a time. Before 3.5, the only way back is a snapshot from the older version.',
    'Content of the v2 store: move or delete it with 3.5 or earlier (etcdutl migrate, ETCDCTL_API=2). 3.6 does not start with it.',
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
