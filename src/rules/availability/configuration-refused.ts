import type { CaseFile, Indicator } from '../../model/case-file.js';
import { MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { burstsOf, firstLines } from '../queries/event-bursts.js';
import { clock } from '../queries/phrases.js';
import { indicatorLines, indicatorsOf } from '../queries/silence.js';
import { toldRule } from '../queries/told-lines.js';

/** Kubernetes puts variables of this form into every container of a namespace with a service `etcd`. */
const OF_A_SERVICE = /ETCD\w*_(?:SERVICE_(?:HOST|PORT)|PORT(?:_\d+_TCP)?)/;

/** etcd does not start for its settings, or for another process that holds its port or its files. */
export const configurationRefused = toldRule('configuration-refused', 'Refused etcd configuration', {
  names: ['settings-refused'],
  says: (_, sightings) => reasonOf(sightings),
  further: (file, sightings) => [...ignored(file), ...startedLater(file, sightings)],
  remedies: () => [
    'Put right the setting that the line names: a name that is in --initial-cluster, an address that the host has, one member a peer URL, flags of this version (etcd --help).',
    'A port or a data directory in use: find the other process (ss -ltnp, fuser -v on the file member/snap/db), and let one of them go; never two on one directory.',
    'A member that "has already been bootstrapped" starts with initial-cluster-state existing and its own data, or is removed and added anew.',
  ],
});

function reasonOf(sightings: readonly Indicator[]): string {
  const text = sightings.map((one) => `${one.first.text} ${one.last.text}`).join(' ');
  if (/flocked|file lock/i.test(text)) return 'another process holds the files of the data directory';
  if (/address already in use/i.test(text)) return 'another process holds the port';
  if (/cannot assign requested address/i.test(text)) return 'the host does not have the address to listen at';
  if (/already been bootstrapped/i.test(text))
    return 'the member is known to the cluster, and starts as if it were new';
  return 'a setting is refused';
}

/** A setting that was misspelt has no effect, which by itself stops nothing. */
function ignored(file: CaseFile): Argument[] {
  const lines = indicatorLines(indicatorsOf(file, 'setting-ignored')).filter((line) => !OF_A_SERVICE.test(line.text));
  if (lines.length === 0) return [];
  return [
    { says: 'a setting was ignored, its name or place being wrong', factor: 2, basis: 'start lines', evidence: lines },
  ];
}

/** It started after all: what was refused once has been put right. */
function startedLater(file: CaseFile, sightings: readonly Indicator[]): Argument[] {
  const last = Math.max(...sightings.map((one) => one.end), 0);
  const up = burstsOf(file, 'leader-elected', 'leader-changed', 'compaction-finished').filter(
    (one) => one.start !== null && one.start > last && one.start <= last + 5 * MINUTE,
  );
  const [first] = up;
  if (sightings.length === 0 || first?.start == null) return [];
  const says = `a member served after it, from ${clock(first.start)} on`;
  return [{ says, factor: 1 / 5, basis: 'heartbeat lines', evidence: firstLines(up) }];
}
