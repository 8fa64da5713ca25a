import { compactionBatches } from '../../model/advice/version-settings.js';
import type { CaseFile, Rule } from '../../model/case-file.js';
import { MINUTE, SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { compactionTimes } from '../queries/open-questions.js';
import type { Round } from '../queries/compactions.js';
import { roundsOf } from '../queries/compactions.js';
import type { Stretch } from '../queries/coincidence.js';
import { coincidenceArguments, coincidenceOf } from '../queries/coincidence.js';
import { refusalOf, versionsOf } from '../queries/event-bursts.js';
import { clock, counted, duration } from '../queries/phrases.js';

/** A compaction that took as long as its whole interval is one that took forever; more is a misread line. */
const MOST = 30 * MINUTE;

/** A compaction takes the backend's lock batch by batch: a large one makes everything beside it wait. */
export const compactionLatency: Rule = {
  id: 'compaction-latency',
  title: 'Slow requests during compaction',
  explains: 'latency',
  judge(file) {
    const rounds = roundsOf(file).filter((round) => round.took !== null && round.took <= MOST);
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'amplifier',
      subject: 'compaction',
      share: shareOf(file, slowRounds(file, rounds)),
      arguments: argumentsFor(file, rounds),
      remedies: [
        `Make each batch of a compaction smaller: ${compactionBatches(versionsOf(file))}.`,
        'Do not disable compaction or increase its interval: the next compaction would be larger.',
      ],
      ask: compactionTimes(file),
      atMost: file.onsets.slowApply === null ? { confidence: 0.5, because: 'almost no apply was slow' } : null,
    });
  },
};

const slowRounds = (file: CaseFile, rounds: readonly Round[]): Round[] =>
  rounds.filter((round) => (round.took ?? 0) >= file.thresholds.slowCompactionMs * 1000);

/** The time of each slow compaction, on the members that report it. */
const stretchesOf = (slow: readonly Round[]): Stretch[] =>
  slow.flatMap((round) =>
    (round.members.length === 0 ? [null] : round.members).map((member) => ({
      member,
      from: round.time - (round.took ?? 0),
      to: round.time,
    })),
  );

/** Of the slow requests, those in the time of a slow compaction. */
function shareOf(file: CaseFile, slow: readonly Round[]): number | null {
  const found = slow.length === 0 ? null : coincidenceOf(file, stretchesOf(slow));
  return found === null ? null : found.part;
}

function argumentsFor(file: CaseFile, rounds: readonly Round[]): Argument[] {
  const longest = rounds.reduce<Round | null>((most, one) => ((one.took ?? 0) > (most?.took ?? -1) ? one : most), null);
  if (longest === null) return [];
  const slow = slowRounds(file, rounds);
  const took = `the longest of ${counted(rounds.length, 'compaction')} took ${duration(longest.took ?? 0)}, at ${clock(longest.time)}`;
  if (slow.length === 0) return [{ says: took, factor: 1 / 20, basis: 'compaction lines', evidence: [longest.line] }];
  return [
    {
      says: took,
      factor: (longest.took ?? 0) >= 10 * SECOND ? 5 : 3,
      basis: 'compaction lines',
      evidence: slow.map((round) => round.line),
    },
    ...coincidenceArguments(coincidenceOf(file, stretchesOf(slow)), 'those compactions'),
  ];
}
