import type { Indicator } from '../../model/case-file.js';
import { captured, statedRule } from '../queries/stated-causes.js';

/**
 * Members of two clusters connect to each other: some of them were started as a new cluster or restored from a snapshot,
 * the others were not.
 */
export const clusterIdMismatch = statedRule('cluster-id-mismatch', 'Members of two clusters', {
  names: ['cluster-id-mismatch'],
  says: (_, sightings) => `requests of members are refused because of a different cluster id${idsOf(sightings)}`,
  remedies: () => [
    'Decide which cluster to keep (the one with a majority and the later revision: etcdctl endpoint status -w json against each member separately). On the other members, save the data directory and move it away, etcdctl member remove and member add them in the cluster you keep, and start them with initial-cluster-state existing.',
    'Nothing is merged: writes to the other cluster stay in its saved data directory.',
  ],
});

function idsOf(sightings: readonly Indicator[]): string {
  const own =
    captured(sightings, /local-member-cluster-id\\?":\s*\\?"([0-9a-f]{1,16})/) ??
    captured(sightings, /got ([0-9a-f]{1,16}) want/);
  const other =
    captured(sightings, /remote-(?:peer-)?cluster-id\\?":\s*\\?"([0-9a-f]{1,16})/) ??
    captured(sightings, /want ([0-9a-f]{1,16})\b/);
  return own !== null && other !== null && own !== other ? ` (${own} against ${other})` : '';
}
