import type { CaseFile, Indicator } from '../../model/case-file.js';
import { MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { burstsOf, firstLines } from '../queries/event-bursts.js';
import { indicatorLines, indicatorsOf } from '../queries/silence.js';
import { membersOf, toldRule } from '../queries/told-lines.js';

/** What fills or takes away a disk this long before is what came before the damage. */
const BEFORE = 60 * MINUTE;

/** A file of a member is damaged or missing, so that it cannot start over it. */
export const walDamaged = toldRule('wal-damaged', 'Damaged or missing data files', {
  names: ['files-damaged'],
  says: () => 'a file of the data directory is damaged or missing',
  further: (file, sightings) => [...cameBefore(file, sightings), ...repaired(file, sightings)],
  remedies: (file, members) => [
    file.members.length === 1
      ? 'Save the data directory, then restore the last good snapshot (etcdutl snapshot restore; etcdctl before 3.5).'
      : `While the others hold a majority, replace ${members[0] ?? 'the member'} from them: save its data directory, etcdctl member remove, empty the directory, etcdctl member add, start it with initial-cluster-state existing. A single member: the last good snapshot.`,
    'See what came before: a disk that ran full, a power loss, a volume that was moved while etcd ran, a copy of the directory that was taken while etcd wrote.',
  ],
});

function cameBefore(file: CaseFile, sightings: readonly Indicator[]): Argument[] {
  const first = Math.min(...sightings.map((one) => one.start));
  const disks = burstsOf(file, 'disk-full', 'disk-error').filter(
    ({ start }) => start !== null && start <= first && start >= first - BEFORE,
  );
  if (sightings.length === 0 || disks.length === 0) return [];
  return [
    { says: 'a disk was full or failing before it', factor: 3, basis: 'system log', evidence: firstLines(disks) },
  ];
}

/** A torn tail is cut off by etcd itself. */
function repaired(file: CaseFile, sightings: readonly Indicator[]): Argument[] {
  const members = membersOf(sightings);
  const fixed = indicatorsOf(file, 'files-repaired').filter(
    (one) => one.member === null || members.includes(one.member),
  );
  if (sightings.length === 0 || fixed.length === 0) return [];
  return [
    { says: 'etcd repaired the WAL by itself', factor: 1 / 10, basis: 'start lines', evidence: indicatorLines(fixed) },
  ];
}
