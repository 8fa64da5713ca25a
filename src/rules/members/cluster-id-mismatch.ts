import type { Indicator } from '../../model/case-file.js';
import { captured, toldRule } from '../queries/told-lines.js';

/**
 * Members of two clusters talk to each other: some of them were started as a new cluster, or restored from a snapshot,
 * and the others were not.
 */
export const clusterIdMismatch = toldRule('cluster-id-mismatch', 'Members of two clusters', {
  names: ['cluster-id-mismatch'],
  says: (_, sightings) => `requests of members are refused, since their cluster id is another${idsOf(sightings)}`,
  remedies: () => [
    'Decide which cluster is the true one (the one with a majority and the later revision: etcdctl endpoint status -w json against each member by itself). On the other members save the data directory and take it away, etcdctl member remove and member add them in the true one, and start them with initial-cluster-state existing.',
    'Nothing is merged: what was written to the other cluster stays in its saved data directory.',
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
