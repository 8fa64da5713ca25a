import { compactionBatches } from '../../model/advice/version-settings.js';
import type { Burst, CaseFile, Rule } from '../../model/case-file.js';
import { MINUTE, SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { compactionTimes } from '../queries/open-questions.js';
import type { Round } from '../queries/compactions.js';
import { roundsOf } from '../queries/compactions.js';
import { burstsOf, refusalOf, total, versionsOf, worstLines } from '../queries/event-bursts.js';
import { clock, counted, duration, percent } from '../queries/phrases.js';

/** What waited behind a compaction is done so soon after it. */
const AFTER = 5 * SECOND;
const MANY_SLOW = 10;
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
        'Do not turn compaction off for it, nor make it rarer: the next one is then so much larger.',
      ],
      ask: compactionTimes(file),
      atMost: file.onsets.slowApply === null ? { confidence: 0.5, because: 'hardly an apply was slow' } : null,
    });
  },
};

const slowRounds = (file: CaseFile, rounds: readonly Round[]): Round[] =>
  rounds.filter((round) => (round.took ?? 0) >= file.thresholds.slowCompactionMs * 1000);

const slowOf = (file: CaseFile): Burst[] =>
  burstsOf(file, 'slow-apply', 'slow-request').filter((burst) => burst.start !== null);

const within = (burst: Burst, rounds: readonly Round[]): boolean =>
  rounds.some((round) => {
    const began = round.time - (round.took ?? 0);
    return (burst.end ?? burst.start ?? 0) >= began && (burst.start ?? 0) <= round.time + AFTER;
  });

/** Of the slow requests, those in the time of a slow compaction. */
function shareOf(file: CaseFile, slow: readonly Round[]): number | null {
  const all = slowOf(file);
  if (slow.length === 0 || total(all) === 0) return null;
  return total(all.filter((burst) => within(burst, slow))) / total(all);
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
    ...together(file, slow),
  ];
}

/** Whether what is slow is slow then, and more so than by chance. */
function together(file: CaseFile, slow: readonly Round[]): Argument[] {
  const all = slowOf(file);
  const window = file.window;
  if (total(all) < MANY_SLOW || window === null) return [];
  const inside = all.filter((burst) => within(burst, slow));
  const part = total(inside) / total(all);
  const length = slow.reduce((sum, round) => sum + (round.took ?? 0) + AFTER, 0);
  const chance = Math.min(1, length / Math.max(1, window.to - window.from));
  const says = `${percent(part)} of ${counted(total(all), 'slow request')} fell into the ${percent(chance)} of the time that those compactions took`;
  const base = { says, basis: 'slow apply lines' as const };
  if (part >= 0.5 && part >= 3 * chance) return [{ ...base, factor: 10, evidence: worstLines(inside) }];
  if (part < 0.2)
    return [{ ...base, factor: 1 / 10, evidence: worstLines(all.filter((burst) => !within(burst, slow))) }];
  return [];
}
