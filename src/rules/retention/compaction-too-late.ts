import { clusterSeen } from '../../model/advice/cluster-seen.js';
import { keepLessHistory } from '../../model/advice/compactor.js';
import type { CaseFile, Rule } from '../../model/case-file.js';
import type { EpochMicros } from '../../model/units.js';
import { epochMicros, MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { compactions, writersOf } from '../queries/open-questions.js';
import type { Compactor, Round } from '../queries/compactions.js';
import { compactorBefore, median, roundsOf } from '../queries/compactions.js';
import { infoCovers, infoLogBefore, refusalOf } from '../queries/event-bursts.js';
import { basisOfCounts, refusalsWouldShow } from '../queries/pressure.js';
import { quotaOf } from '../queries/space.js';
import { count, counted, duration, exactSize, percent, size } from '../queries/phrases.js';

/** In use over the quota from which a compaction in time would not have helped. */
const NEARLY_FULL = 0.8;

/** How often the compactor of revisions looks. */
const REVISION_INTERVAL = 5 * MINUTE;

/** Someone compacts, but keeps more history, or comes round more rarely, than it takes to fill the quota. */
export const compactionTooLate: Rule = {
  id: 'compaction-too-late',
  title: 'Compaction interval too long for the write rate',
  explains: 'retention',
  judge(file) {
    const refusal = refusalOf(file);
    const rounds = roundsOf(file);
    const before = rounds.filter((round) => refusal === null || round.time < refusal);
    const compactor = refusal === null ? null : compactorBefore(file, refusal, before);
    return conclude({
      role: 'contributing',
      subject:
        compactor === null ? null : compactor.who === 'etcd' ? 'auto-compaction-retention' : 'etcd-compaction-interval',
      share: null,
      arguments:
        refusal === null
          ? unharmed(file, rounds)
          : compactor === null
            ? unknown(before)
            : argumentsFor(file, refusal, compactor, before),
      remedies: [
        keepLessHistory(clusterSeen(file)),
        'Size the quota for ten minutes of history at the highest rate: rate x mean size x 600 s must stay well below the quota.',
      ],
      // whether history or live data filled it, the writes tell
      ask: file.coverage.requests === null && before.length > 1 ? writersOf(file) : compactions(file),
      atMost:
        refusal !== null && file.onsets.writePressure === null && file.coverage.requests === null
          ? { confidence: 0.6, because: 'no request lines show whether history or live data filled the file' }
          : null,
    });
  },
};

function argumentsFor(
  file: CaseFile,
  refusal: EpochMicros,
  compactor: Compactor,
  before: readonly Round[],
): Argument[] {
  const onset = file.onsets.writePressure?.time ?? null;
  const from = onset ?? before.at(-1)?.time ?? (compactor.isSet ? logBegin(file, refusal) : null);
  if (from === null || refusal <= from) return [];
  const inside = before.filter((round) => round.time > from);
  const fill = refusal - from;
  const lines = [...(file.onsets.writePressure?.evidence ?? []), ...(file.onsets.spaceExceeded?.evidence ?? [])];
  const since = onset !== null ? 'the write increase' : before.length > 0 ? 'the last compaction' : 'the log began';
  if (inside.length > 0) {
    const says = `${counted(inside.length, 'compaction')} finished between ${since} and the refusal`;
    const evidence = inside.map((round) => round.line).slice(-3);
    return [{ says, factor: inside.length > 1 ? 1 / 20 : 1 / 10, basis: 'compaction lines', evidence }];
  }
  if (!infoCovers(file, from, refusal)) return [];
  const quota = quotaOf(file);
  const full = fullBefore(file, from, quota?.bytes ?? null, since) ?? sizeBefore(file, from, refusal, since);
  if (full !== null) return [full];
  // The time since a round is a time to fill only where something shows that it filled then.
  if (onset === null && before.length > 0 && onTime(before, refusal) && !grewSince(file, from, refusal)) {
    const says = `the last compaction came on time, ${duration(fill)} before the refusal, and nothing shows what was written since`;
    return [{ says, factor: 1, basis: 'compaction lines', evidence: compactor.lines }];
  }
  const filled = quota === null ? '' : ` filled ${exactSize(quota.bytes)}`;
  const says = `the writes${filled} in the ${duration(fill)} from ${since} to the refusal, and no compaction finished in that time`;
  return [
    { says, factor: 5, basis: 'log silence', evidence: lines },
    ...retained(file, compactor, fill),
    ...missedRound(file, compactor, before, refusal),
  ];
}

/** Where the longest info-level log up to a moment begins; null: none is at hand. */
function logBegin(file: CaseFile, until: EpochMicros): EpochMicros | null {
  const length = infoLogBefore(file, until);
  return length <= 0 ? null : epochMicros(until - length);
}

const onTime = (before: readonly Round[], refusal: EpochMicros): boolean => {
  const usual = median(before.slice(1).map((round, i) => round.time - (before[i] as Round).time));
  const last = before.at(-1);
  return usual !== null && last !== undefined && refusal - last.time <= 1.5 * usual;
};

/** Of the file's size at the refusal. */
const SAME_SIZE = 0.95;

/** A file that had its size before that time was not filled in it, however much of it was in use. */
function sizeBefore(file: CaseFile, from: EpochMicros, refusal: EpochMicros, since: string): Argument | null {
  const sized = file.sizes.filter((one) => one.time !== null && one.dbSizeBytes !== null && one.time <= refusal);
  const before = sized.filter((one) => (one.time ?? 0) <= from).at(-1);
  const last = sized.at(-1);
  if (before === undefined || last === undefined || before === last) return null;
  if ((before.dbSizeBytes ?? 0) < SAME_SIZE * (last.dbSizeBytes ?? 0)) return null;
  const says = `the file had ${size(before.dbSizeBytes ?? 0)} before ${since} already, and ${size(last.dbSizeBytes ?? 0)} at the refusal: history of that time did not fill it`;
  return { says, factor: 1 / 10, basis: 'size samples', evidence: [before.exemplar, last.exemplar] };
}

/** Samples that show the file, or what is in use of it, grow by a fifth and more in that time. */
function grewSince(file: CaseFile, from: EpochMicros, refusal: EpochMicros): boolean {
  const inside = file.sizes.filter((one) => one.time !== null && one.time >= from && one.time <= refusal);
  return (['dbSizeBytes', 'dbSizeInUseBytes'] as const).some((what) => {
    const values = inside.flatMap((one) => one[what] ?? []);
    return values.length > 1 && (values.at(-1) ?? 0) > 1.2 * (values[0] ?? Infinity);
  });
}

/** Where the file was in use nearly whole when that time began, what was written in it is not what filled the quota. */
function fullBefore(file: CaseFile, from: EpochMicros, quota: number | null, since: string): Argument | null {
  const sample = file.sizes
    .filter((one) => one.time !== null && one.time <= from && one.dbSizeInUseBytes !== null)
    .at(-1);
  const share = quota === null || sample === undefined ? 0 : (sample.dbSizeInUseBytes ?? 0) / quota;
  if (sample === undefined || share < NEARLY_FULL) return null;
  const says = `${percent(share)} of the quota was already in use before ${since}, so the history since then did not fill the file`;
  return { says, factor: 1 / 10, basis: 'size samples', evidence: [sample.exemplar] };
}

/** No compactor is known: it was off, or the inputs do not show it. Another hypothesis covers that. */
function unknown(before: readonly Round[]): Argument[] {
  const says = `${before.length === 0 ? 'no compaction' : 'only one compaction'} is logged before the refusal, and no setting shows a compactor`;
  return [{ says, factor: 1, basis: 'log silence', evidence: [] }];
}

/** What the compactor keeps by its setting, compared with the time it took to fill the quota. */
function retained(file: CaseFile, compactor: Compactor, fill: number): Argument[] {
  const basis = compactor.isSet ? ('configuration' as const) : ('compaction lines' as const);
  const base = { basis, evidence: compactor.lines };
  if (compactor.revisions !== null) {
    const puts = revisionsIn(file);
    if (puts === null) return [];
    const says = `${compactor.told}: it keeps ${count(compactor.revisions)} revisions, and ${count(puts)} were written in that time (${basisOfCounts(file)})`;
    // It acts every five minutes at the most (`revInterval`): in less no round could have come.
    const factor = compactor.revisions >= puts ? 5 : fill < REVISION_INTERVAL ? 1 : 1 / 10;
    return [{ ...base, says, factor }];
  }
  if (compactor.keeps === null) return [];
  const says = `${compactor.told}: up to ${duration(compactor.keeps)} of history stay, and it took ${duration(fill)} to fill the quota`;
  // Some round would have come within that time: then it is not too rarely, it did not come.
  return [{ ...base, says, factor: fill <= compactor.keeps ? 5 : 1 / 10 }];
}

function revisionsIn(file: CaseFile): number | null {
  const { byResource } = file.writes;
  return byResource.length === 0 ? null : byResource.reduce((sum, share) => sum + share.duringPressure.count, 0);
}

/** An API server's round was due and didn't come: then it stalled, which is another cause. */
function missedRound(file: CaseFile, compactor: Compactor, before: readonly Round[], refusal: EpochMicros): Argument[] {
  const last = before.at(-1);
  if (last === undefined || before.length < 3) return [];
  const usual = median(before.slice(1).map((round, i) => round.time - (before[i] as Round).time));
  if (usual === null || refusal - last.time <= file.thresholds.compactionHoleFactor * usual) return [];
  const says = `compactions ran every ${duration(usual)} before, and the last was ${duration(refusal - last.time)} before the refusal: compaction stalled`;
  return [{ says, factor: 1 / 5, basis: 'compaction lines', evidence: compactor.lines }];
}

/** It compacts and nothing was refused: it came in time. */
function unharmed(file: CaseFile, rounds: readonly Round[]): Argument[] {
  const [first] = rounds;
  const last = rounds.at(-1);
  const length = first === undefined || last === undefined ? 0 : last.time - first.time;
  if (first === undefined || last === undefined || rounds.length < 2 || !refusalsWouldShow(file)) return [];
  if (length < MINUTE / 2) return [];
  const says = `${counted(rounds.length, 'compaction')} ran within ${duration(length)}, and no write was refused`;
  return [{ says, factor: 1 / 20, basis: 'compaction lines', evidence: [first.line, last.line] }];
}
