import type { CaseFile, Indicator } from '../../model/case-file.js';
import { MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { burstsOf, firstLines } from '../queries/event-bursts.js';
import { clock } from '../queries/phrases.js';
import { indicatorLines, indicatorsOf } from '../queries/silence.js';
import { statedRule } from '../queries/stated-causes.js';

/** Kubernetes sets variables of this form in every container of a namespace that has a service `etcd`. */
const OF_A_SERVICE = /ETCD\w*_(?:SERVICE_(?:HOST|PORT)|PORT(?:_\d+_TCP)?)/;

/** etcd does not start because of its settings, or because another process holds its port or its files. */
export const configurationRefused = statedRule('configuration-refused', 'Refused etcd configuration', {
  names: ['settings-refused'],
  says: (_, sightings) => reasonOf(sightings),
  further: (file, sightings) => [...ignored(file), ...startedLater(file, sightings)],
  remedies: () => [
    'Correct the setting that the line names: --name must be in --initial-cluster, addresses must exist on the host, each peer URL belongs to one member, flags must exist in this version (etcd --help).',
    'If a port or a data directory is in use: find the other process (ss -ltnp, fuser -v on the file member/snap/db), and stop one of the two. Never run two on one directory.',
    'If a member "has already been bootstrapped": start it with initial-cluster-state existing and its own data, or remove it and add it again.',
  ],
});

function reasonOf(sightings: readonly Indicator[]): string {
  const text = sightings.map((one) => `${one.first.text} ${one.last.text}`).join(' ');
  if (/flocked|file lock/i.test(text)) return 'another process holds the files of the data directory';
  if (/address already in use/i.test(text)) return 'another process holds the port';
  if (/cannot assign requested address/i.test(text)) return 'the host does not have the listen address';
  if (/already been bootstrapped/i.test(text)) return 'the cluster already knows the member, which starts as a new one';
  return 'a setting is refused';
}

/** A misspelt setting has no effect, and does not stop etcd by itself. */
function ignored(file: CaseFile): Argument[] {
  const lines = indicatorLines(indicatorsOf(file, 'setting-ignored')).filter((line) => !OF_A_SERVICE.test(line.text));
  if (lines.length === 0) return [];
  return [
    {
      says: 'a setting was ignored because its name or place is wrong',
      factor: 2,
      basis: 'start lines',
      evidence: lines,
    },
  ];
}

/** The member started later: the setting was corrected. */
function startedLater(file: CaseFile, sightings: readonly Indicator[]): Argument[] {
  const last = Math.max(...sightings.map((one) => one.end), 0);
  const up = burstsOf(file, 'leader-elected', 'leader-changed', 'compaction-finished').filter(
    (one) => one.start !== null && one.start > last && one.start <= last + 5 * MINUTE,
  );
  const [first] = up;
  if (sightings.length === 0 || first?.start == null) return [];
  const says = `a member served afterwards, from ${clock(first.start)} on`;
  return [{ says, factor: 1 / 5, basis: 'heartbeat lines', evidence: firstLines(up) }];
}
