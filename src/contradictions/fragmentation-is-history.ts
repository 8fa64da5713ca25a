import type { ContradictionCheck } from '../model/case-file.js';
import { statementsOf, evidence, lineOf } from './queries/statements.js';
import { percent } from './queries/numbers.js';
import { compacted, compactionOff, statusSamples } from './queries/space.js';

/** File less live data is not fragmentation: superseded revisions count as in use until a compaction frees their pages. */
const MUCH = 0.5;

/**
 * A high "fragmentation" is claimed where nothing was compacted. Free pages come from compaction; without it the
 * difference between file and live data is history, and a defragmentation gives little back.
 */
export const fragmentationIsHistory: ContradictionCheck = {
  id: 'fragmentation-is-history',
  check(file) {
    const ratios = statementsOf(file, 'ratio').filter(
      ({ claim }) => claim.of === 'fragmentation' && claim.value >= MUCH,
    );
    const [ratio] = ratios;
    if (ratio === undefined) return [];
    const measured = statusSamples(file).filter(({ dbSizeInUseBytes }) => dbSizeInUseBytes !== null);
    const freed = measured.filter((sample) => (sample.dbSizeInUseBytes ?? 0) < (1 - MUCH) * (sample.dbSizeBytes ?? 0));
    if (freed.length > 0) return [];
    const off = compactionOff(file);
    const later = compacted(file);
    if (off.length === 0 && later.length === 0 && measured.length === 0) return [];
    const live = statementsOf(file, 'size').find(({ claim }) => claim.of === 'live');
    const from =
      live === undefined
        ? 'The text does not give the live size that it uses'
        : `The text uses "${live.claim.text}" as the live size without saying how it was measured`;
    const why =
      measured.length > 0
        ? 'the status output shows a size in use close to the file size, so almost nothing was free'
        : `${off.length > 0 ? 'with compaction off' : 'before the compaction'} superseded revisions count as in use, so only few pages can have been free`;
    const statement =
      `The ${percent(ratio.claim.value)} called fragmentation is (file - live data) / file, which includes both uncompacted history and free pages: ${why}. ` +
      `${from}; dbSizeInUse before the compaction would answer this; until then, compact first and defragment after that.`;
    return [
      {
        statement,
        evidence: evidence(
          [ratio.exemplar],
          live === undefined ? [] : [live.exemplar],
          off.slice(0, 1),
          measured.slice(0, 1).map(lineOf),
          later.slice(0, 1),
        ),
      },
    ];
  },
};
