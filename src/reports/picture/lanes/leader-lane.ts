import type { Postmortem } from '../../../pipeline/options.js';
import type { Citations } from '../citations.js';
import { gapsOf, millis } from '../coverage-gaps.js';
import type { Band, Cite, Lane } from '../picture.js';

/** A line that names the leader, or says that there is none. */
interface Sighting {
  readonly time: number;
  /** null: no leader. */
  readonly leader: string | null;
  readonly term: number | null;
  readonly cite: number;
}

/** Who led, and in which term. Between two sightings that differ, the change is drawn where it was seen. */
export function leaderLane(postmortem: Postmortem, citations: Citations, from: number, to: number): Lane[] {
  const { file } = postmortem;
  const sightings = ofTheCluster(
    [...told(postmortem, citations), ...sampled(postmortem, citations)].sort(
      (a, b) => a.time - b.time || (a.term ?? 0) - (b.term ?? 0),
    ),
  );
  if (sightings.length === 0) return [];
  const bands: Band[] = [];
  const cites: Cite[] = [];
  let current: { from: number; sighting: Sighting } | null = null;
  const close = (end: number): void => {
    if (current === null) return;
    const { leader, term, cite } = current.sighting;
    const label = leader === null ? 'no leader' : term === null ? leader : `${leader}, term ${term}`;
    const tone = leader === null ? 'bad' : `leader-${names.indexOf(leader) % 3}`;
    bands.push({ from: current.from, to: end, label, tone, cite });
    cites.push([current.from, end, cite]);
  };
  const names = [...new Set(sightings.flatMap(({ leader }) => (leader === null ? [] : [leader])))].sort();
  let term = 0;
  for (const sighting of sightings) {
    // A member that lags reports terms that are over.
    if (sighting.term !== null && sighting.term < term) continue;
    term = Math.max(term, sighting.term ?? 0);
    const held: Sighting | undefined = (current as { sighting: Sighting } | null)?.sighting;
    if (held !== undefined && held.leader === sighting.leader && (sighting.term ?? held.term) === held.term) continue;
    close(sighting.time);
    current = { from: sighting.time, sighting };
  }
  const logs = file.coverage.etcdLogs.map((log) => log.span);
  const covered = [...logs, file.coverage.status];
  const last = Math.max(
    ...covered.map((span) => (span === null ? -Infinity : millis(span.to))),
    sightings.at(-1)?.time ?? from,
  );
  close(Math.min(to, last));
  return [{ type: 'band', id: 'leader', title: 'leader', bands, gaps: gapsOf(covered, from, to), cites }];
}

/** A loss is the cluster's where somebody else, or the same in a later term, leads after it; else one member's own. */
function ofTheCluster(sightings: readonly Sighting[]): Sighting[] {
  let before: Sighting | null = null;
  return sightings.filter((sighting, i) => {
    if (sighting.leader !== null) {
      before = sighting;
      return true;
    }
    const next = sightings.slice(i + 1).find(({ leader }) => leader !== null);
    return next === undefined || before === null || next.leader !== before.leader || next.term !== before.term;
  });
}

function told({ file, report }: Postmortem, citations: Citations): Sighting[] {
  const name = (leader: string): string =>
    report.members.find((member) => member.id === leader || member.name === leader)?.name ?? leader;
  return file.bursts.flatMap(({ record, start, end, first, kind }): Sighting[] => {
    if (start === null) return [];
    if (record.kind === 'leader-lost' || record.kind === 'no-leader') {
      const cite = citations.add(first, kind);
      return record.kind === 'no-leader' && end === start
        ? []
        : [{ time: millis(start), leader: null, term: null, cite }];
    }
    if ((record.kind !== 'leader-elected' && record.kind !== 'leader-changed') || record.leader === null) return [];
    return [{ time: millis(start), leader: name(record.leader), term: record.term, cite: citations.add(first, kind) }];
  });
}

function sampled({ file }: Postmortem, citations: Citations): Sighting[] {
  let before = '';
  return file.sizes.flatMap((sample): Sighting[] => {
    if (sample.time === null || sample.isLeader !== true || sample.member === null) return [];
    const key = `${sample.member} ${sample.term}`;
    if (key === before) return [];
    before = key;
    return [
      { time: millis(sample.time), leader: sample.member, term: sample.term, cite: citations.add(sample.exemplar) },
    ];
  });
}
