import type { CaseFile, Indicator } from '../../model/case-file.js';
import { MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { burstsOf, firstLines } from '../queries/event-bursts.js';
import { indicatorLines, indicatorsOf } from '../queries/silence.js';
import { membersOf, statedRule } from '../queries/stated-causes.js';

/** Disk errors up to this long before the damage count as related. */
const BEFORE = 60 * MINUTE;

/** A file of a member is damaged or missing, so the member cannot start. */
export const walDamaged = statedRule('wal-damaged', 'Damaged or missing data files', {
  names: ['files-damaged'],
  says: () => 'a file of the data directory is damaged or missing',
  further: (file, sightings) => [...cameBefore(file, sightings), ...repaired(file, sightings)],
  remedies: (file, members) => [
    file.members.length === 1
      ? 'Save the data directory, then restore the last good snapshot (etcdutl snapshot restore; etcdctl before 3.5).'
      : `While the others hold a majority, replace ${members[0] ?? 'the member'} from them: save its data directory, etcdctl member remove, empty the directory, etcdctl member add, start it with initial-cluster-state existing. For a single member, restore the last good snapshot.`,
    'Check what happened before: a full disk, a power loss, a volume moved while etcd ran, a copy of the directory taken while etcd wrote.',
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

/** etcd itself cuts off a torn tail. */
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
