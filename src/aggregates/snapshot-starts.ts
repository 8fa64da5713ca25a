import { mergeMaps } from '../mergeable/merge-maps.js';
import { addPoint, emptyEpisodes, mergeEpisodes, type EpisodeRules, type Episodes } from '../mergeable/episodes.js';
import { compareExemplars, type Exemplar } from '../model/origin.js';
import type { Aggregate } from './aggregate.js';

/** When each stream began to send a snapshot of the database; its end is a record of its own. */
export type SnapshotStartTally = Map<string, Episodes<Exemplar>>;

/**
 * - zap: `sending database snapshot to client` (a backup), `sending database snapshot` (to a member that lags)
 * - capnslog: `sending database snapshot to client 25 kB [24576 bytes]`, `start to send database snapshot [index: 5, …`
 */
const BEGINS = /^(?:start to send|sending) database snapshot\b/;

const RULES: EpisodeRules<Exemplar> = { limit: 500, compare: compareExemplars, worse: () => 0 };

export const snapshotStarts: Aggregate<SnapshotStartTally> = {
  name: 'snapshot-starts',
  empty: () => new Map(),
  record(tally, record, sight) {
    if (record.kind !== 'log' || record.source !== 'etcd' || record.time === null || !BEGINS.test(record.message))
      return;
    let episodes = tally.get(sight.stream);
    if (episodes === undefined) tally.set(sight.stream, (episodes = emptyEpisodes<Exemplar>(0)));
    addPoint(episodes, record.time, sight.exemplar(record.time, record.excerpt), RULES);
  },
  merge: (a, b) => mergeMaps(a, b, (into, other) => mergeEpisodes(into, other, RULES)),
};
