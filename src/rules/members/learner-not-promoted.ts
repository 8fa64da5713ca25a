import type { CaseFile, Indicator } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import type { Argument } from '../judging/confidence.js';
import { refusalOf } from '../queries/event-bursts.js';
import { clock } from '../queries/phrases.js';
import { indicatorLines, indicatorsOf } from '../queries/silence.js';
import { statedRule } from '../queries/stated-causes.js';

/** A learner does not vote: the cluster tolerates fewer failures than its member list suggests. */
export const learnerNotPromoted = statedRule('learner-not-promoted', 'Learner without promotion', {
  names: ['learner-waiting'],
  says: () => 'a learner is not promoted, or that there are too many learners',
  further: (file, sightings) => [...shown(file), ...promoted(file, sightings)],
  remedies: () => [
    'Find out why it does not catch up (repeated snapshots, its disk, the network: etcdctl endpoint status --cluster -w table shows its applied index), then etcdctl member promote ID; or remove it, empty its data directory and add it again.',
    'Until then count only voting members: a learner adds nothing to the majority. Upgrade to 3.6 from 3.5.24 or later, where both stores have the same membership.',
  ],
});

const LEARNER = /"isLearner"\s*:\s*true/;

/** A status that shows a member as a learner. */
function shown(file: CaseFile): Argument[] {
  const lines = file.sizes.filter((one) => LEARNER.test(one.exemplar.text)).map((one) => one.exemplar);
  if (lines.length === 0 || refusalOf(file) !== null) return [];
  return [{ says: 'a status shows a member as a learner', factor: 3, basis: 'size samples', evidence: lines }];
}

function promoted(file: CaseFile, sightings: readonly Indicator[]): Argument[] {
  const last = Math.max(...sightings.map((one) => one.end), 0);
  const after = indicatorsOf(file, 'learner-promoted').filter((one) => one.start >= last);
  const [first] = after;
  if (first === undefined || sightings.length === 0) return [];
  const evidence: Exemplar[] = indicatorLines(after);
  return [
    { says: `a member was promoted at ${clock(first.start)}`, factor: 1 / 10, basis: 'other peer lines', evidence },
  ];
}
